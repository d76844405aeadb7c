import Quantities
import TrainingRun

extension WorkloadModel {
  /// What could be split where a count and a batch cannot: counts near to the stated one, and a batch for it.
  func nearestSplits(of space: LayoutSpace) -> String {
    let counts = space.nearestCounts(perNode: cluster.acceleratorsPerNode).map(Self.text)
    let batch = Self.splittableBatch(
      near: space.globalBatchSize, unit: space.accelerators * (space.microBatchSizes.first ?? 1))
    return (counts.isEmpty ? "" : "; the nearest counts that can be split are \(counts.joined(separator: " and "))")
      + (space.splits(space.accelerators, batch: batch)
        ? "; a batch of \(Self.text(batch)) can be split over \(Self.text(space.accelerators))" : "")
  }

  private static func text(_ count: Int) -> String { NumberFormat.significant(Double(count), digits: 8) }
}

extension LayoutSpace {
  /// Whether some layout occupies so many accelerators with a batch.
  func splits(_ count: Int, batch: Int) -> Bool {
    // Where there is a layout, there is one of the smallest micro-batch without experts spread.
    var other = self
    other.microBatchSizes = microBatchSizes.isEmpty ? [1] : microBatchSizes
    other.experts = 1
    other.globalBatchSize = batch
    other.occupy(count)
    return !other.families { _ in 0 }.families.isEmpty
  }

  /// The counts below and above the space's own that some layout occupies, the nearest ones of those that are split well:
  /// whole nodes, and two, three, five, seven or nine times a power of two. Others, such as 68 of 17 stages, waste most of
  /// what they add; they are named where there is none of the former.
  func nearestCounts(perNode: Int, within distance: Int = 4096) -> [Int] {
    func isWholeNodes(_ count: Int) -> Bool { count <= perNode || count % perNode == 0 }
    func isRound(_ count: Int) -> Bool { count >> count.trailingZeroBitCount <= 9 }
    func nearest(_ candidates: some Sequence<Int>) -> Int? {
      func first(where suits: (Int) -> Bool) -> Int? {
        candidates.first { suits($0) && splits($0, batch: globalBatchSize) }
      }
      return first { isRound($0) && isWholeNodes($0) } ?? first(where: isRound) ?? first(where: isWholeNodes)
        ?? first { _ in true }
    }
    return [
      nearest(stride(from: accelerators - 1, through: max(1, accelerators - distance), by: -1)),
      nearest(accelerators + 1...accelerators + distance),
    ].compactMap(\.self)
  }
}
