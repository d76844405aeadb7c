import Glibc
import Quantities
import TrainingRun

/// How often, of two layouts of one model on one cluster, the faster one is named.
public struct RankingScore: Sendable, Equatable {
  /// Pairs of layouts measured more than 2 % apart, with one precision and batch, and how many were put right.
  public let pairs: Int
  public let right: Int
  /// What the layout predicted to be fastest costs over the one measured to be, in the median and at worst, of the sets
  /// of three or more.
  public let medianRegret: Double?
  public let worstRegret: Double?

  /// The share put right; nil without pairs.
  public var share: Double? { pairs == 0 ? nil : Double(right) / Double(pairs) }

  /// The score of cases and the deviations of their predictions.
  init(_ cases: [StepCase], deviations: [Double]) {
    var sets: [ComparedRun: [Int]] = [:]
    for (index, item) in cases.enumerated() where item.isOfGradeA { sets[ComparedRun(item), default: []].append(index) }
    var (pairs, right) = (0, 0)
    var regrets: [Double] = []
    for members in sets.values {
      let predicted = { (index: Int) in cases[index].logMeasured + deviations[index] }
      for (position, first) in members.enumerated() {
        for second in members[..<position] where cases[first].plan != cases[second].plan {
          let measured = cases[first].logMeasured - cases[second].logMeasured
          guard abs(measured) > log(1.02) else { continue }
          pairs += 1
          if (predicted(first) - predicted(second)) * measured > 0 { right += 1 }
        }
      }
      guard members.count > 2, let chosen = members.min(by: { predicted($0) < predicted($1) }),
        let best = members.map({ cases[$0].logMeasured }).min()
      else { continue }
      regrets.append(exp(cases[chosen].logMeasured - best) - 1)
    }
    (self.pairs, self.right) = (pairs, right)
    medianRegret = regrets.isEmpty ? nil : regrets.median
    worstRegret = regrets.max()
  }
}

/// What two runs must share to be compared: all but the layout.
struct ComparedRun: Hashable {
  let group: String
  let name: String
  let accelerator: String
  let sizes: [Double]
  let batch: Int
  let software: SoftwareTraits
  let precision: Precision

  init(_ item: StepCase) {
    group = item.run.group
    name = item.run.name
    accelerator = item.machine.accelerator
    sizes = [item.shape.layers, item.shape.hidden, item.shape.heads, item.shape.sequence, Double(item.run.count)]
    batch = item.plan.globalBatchSize
    software = item.software
    precision = item.machine.precision
  }
}
