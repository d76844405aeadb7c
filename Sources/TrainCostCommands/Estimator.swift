import CostCore
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import TrainingRun
import WorkloadModel

/// Wires a run file through prediction and pricing.
struct Estimator {
  let book: PriceBook
  /// The present in seconds since 1970-01-01; nil where the age of prices does not matter.
  var today: Seconds?

  /// The estimate of a run.
  ///
  /// - Parameters:
  ///   - file: the run.
  ///   - skippedProducts: the share of the layers' matrix products that kernels skip.
  ///   - known: the prediction of a run that trains alike, elsewhere or paid for otherwise; nil to predict.
  func estimate(_ file: RunFile, skippedProducts: Double = 0, known: RunPrediction? = nil) throws -> EstimateResult {
    let specification = file.specification
    let pricing = Pricing(specification, profile: file.accelerator, book: book, today: today)
    let isBill = specification.prices.mode == .bill
    guard !isBill || specification.givenUsage != nil else {
      return EstimateResult(
        specification: specification, profile: file.accelerator, prediction: nil, usage: nil, cost: try pricing.bill(),
        carbon: nil, pue: nil, assumptions: [], warnings: specification.prices.unusedInBill)
    }
    var assumptions = specification.assumptions
    var prediction: RunPrediction?
    var usage: RunUsage
    if let given = specification.givenUsage {
      usage = self.usage(given, file, &assumptions)
    } else if let profile = file.accelerator {
      let predicted = try known ?? WorkloadModel(specification, profile: profile, network: file.network).predict()
      assumptions += predicted.assumptions
      (prediction, usage) = (predicted, predicted.usage)
    } else {
      preconditionFailure("a run file without usage or bill has a cluster")
    }
    if let preemption = specification.prices.rental.preemption, specification.prices.mode == .rental {
      usage = usage.interrupted(by: preemption)
    }
    if skippedProducts > 0 {
      guard let step = prediction?.explanation?.step, step.total > .zero else {
        throw WorkloadError(
          key: "model", message: "the step is not taken apart, so the products' share of it is unknown; give its layers"
        )
      }
      // Stages wait for products too, so the bubble shrinks with them; all else stays.
      let products = step.matrixProducts + step.logits
      usage = usage.lasting(1 - skippedProducts * (products / step.total))
    }
    let priced = try pricing.price(usage)
    var result = EstimateResult(
      specification: specification, profile: file.accelerator, prediction: prediction, usage: usage, cost: priced.cost,
      carbon: priced.carbon, pue: priced.pue, assumptions: assumptions + priced.assumptions,
      warnings: (prediction?.warnings ?? []) + priced.warnings + (isBill ? specification.prices.unusedInBill : []))
    result.water = priced.water
    result.breakEvenUtilization = pricing.breakEvenUtilization(usage)
    return result
  }

  /// Usage as the run file states it; its energy is by the power figures given, else by the accelerator's.
  private func usage(_ given: GivenUsage, _ file: RunFile, _ assumptions: inout [Assumption]) -> RunUsage {
    let specification = file.specification
    let time = Range90(exactly: given.acceleratorTime)
    var energy: [DomainEnergy] = []
    if let power = specification.power {
      energy = power.energy(over: time)
    } else if let profile = file.accelerator {
      let spansNodes = specification.cluster.map { $0.nodes > 1 } ?? false
      let result = PowerModel(profile: profile, network: spansNodes ? file.network : nil).energy(over: time)
      assumptions += result.assumptions
      energy = result.domains
    }
    let count = specification.cluster?.count
    return RunUsage(
      acceleratorCount: count, wallTime: count.map { count in time.map { $0 / Double(count) } }, acceleratorTime: time,
      energy: energy, dataVolume: specification.data?.volume)
  }
}

extension PriceTerms {
  /// A bill is summed as given: what else the run file prices has no part in it.
  fileprivate var unusedInBill: [String] {
    let unused = [("data", data != nil), ("staff", staff != nil), ("carbon", carbon != nil)].filter(\.1).map(\.0)
    return unused.isEmpty
      ? [] : ["mode is bill, so prices.\(unused.joined(separator: ", prices.")) are not in the total"]
  }
}
