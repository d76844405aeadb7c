public import HardwareProfiles
import Quantities

/// Corrections fitted to measured runs, and how much they help on runs held out.
public struct CalibrationResult: Sendable {
  /// Errors over some observations.
  public struct Errors: Sendable, Equatable {
    /// How many.
    public var count: Int
    /// The median and the 90th percentile of the relative errors' magnitudes.
    public var medianAbsoluteError: Double
    public var ninetiethAbsoluteError: Double
    /// The median of the relative errors, predicted over measured less 1.
    public var bias: Double
    /// The share of measurements that lie in the predicted range.
    public var rangeCoverage: Double
  }

  /// One quantity, over all groups or one.
  public struct Row: Sendable, Equatable {
    public var quantity: CalibrationObservation.Quantity
    /// Nil for all groups together.
    public var group: CorrectionFit.Group?
    /// The factor that will be used; nil for all groups together.
    public var factor: CorrectionFit.Factor?
    /// Errors of the shipped model.
    public var before: Errors
    /// Errors of the corrected model on runs that it was not fitted to.
    public var after: Errors
    /// Whether the factor enters the layer: it does not where it stands on fewer than three runs, or makes left-out runs
    /// worse.
    public var isUsed: Bool {
      group == nil || !standsOnTooFew && after.medianAbsoluteError <= before.medianAbsoluteError
    }
    /// Whether there are fewer than three runs.
    public var standsOnTooFew: Bool { before.count < CalibrationResult.fewestObservations }
  }

  /// The rows: for each quantity first all groups together, then each group.
  public let rows: [Row]
  /// The layer to be laid over the profiles.
  public let layer: CorrectionLayer
  /// How many runs were used.
  public let runCount: Int

  /// The fewest observations of a quantity that a correction is fitted to.
  public static let fewestObservations = 3
  private static let folds = 5

  /// Fits corrections.
  ///
  /// Errors after are by five-fold cross-validation: each fifth of the runs is predicted by a fit to the others, and
  /// all quantities of a run are in the same fifth.
  ///
  /// - Parameters:
  ///   - observations: predicted and measured quantities.
  ///   - date: the day, for the layer's source.
  ///   - origin: the runs in words, for the layer's source.
  /// - Throws: `HistoryError` when no quantity has three observations.
  public init(_ observations: [CalibrationObservation], date: String, origin: String) throws(HistoryError) {
    let usable = observations.filter(\.isUsable)
    guard !usable.isEmpty else {
      throw HistoryError(
        "no run was both predicted and measured; expected runs of 'measure --run RUN', or a CSV of measured runs")
    }
    let folds = Dictionary(
      uniqueKeysWithValues: Set(usable.map(\.run)).sorted().enumerated().map { ($1, $0 % Self.folds) })
    var rows: [Row] = []
    var layer = CorrectionLayer()
    for quantity in CalibrationObservation.Quantity.allCases {
      let part = usable.filter { $0.quantity == quantity }
      guard part.count >= Self.fewestObservations else { continue }
      let heldOut = (0..<Self.folds).flatMap { fold -> [Pair] in
        let fit = CorrectionFit(part.filter { folds[$0.run] != fold })
        return part.filter { folds[$0.run] == fold }.map { Pair(observation: $0, corrected: fit.corrected($0)) }
      }
      let fit = CorrectionFit(part)
      var used = heldOut
      var groupRows: [Row] = []
      for (group, factor) in fit.factors.sorted(by: {
        ($0.key.accelerator, $0.key.precision.rawValue) < ($1.key.accelerator, $1.key.precision.rawValue)
      }) {
        let own = heldOut.filter { $0.group == group }
        let row = Row(
          quantity: quantity, group: group, factor: factor, before: Errors(own, \.observation.predicted),
          after: Errors(own, \.corrected))
        groupRows.append(row)
        if row.isUsed {
          layer.add(quantity, factor, group, Source(title: "calibrated by \(origin)", date: date))
        } else {
          for index in used.indices where used[index].group == group {
            used[index].corrected = used[index].observation.predicted
          }
        }
      }
      rows.append(
        Row(quantity: quantity, before: Errors(used, \.observation.predicted), after: Errors(used, \.corrected)))
      rows += groupRows
    }
    guard !rows.isEmpty else {
      throw HistoryError(
        "\(usable.count) measured quantities; at least \(Self.fewestObservations) of one kind are needed")
    }
    self.rows = rows
    self.layer = layer
    runCount = folds.count
  }

  /// An observation with the prediction of a fit that did not see it.
  struct Pair {
    var observation: CalibrationObservation
    var corrected: Range90<Double>

    var group: CorrectionFit.Group {
      CorrectionFit.Group(accelerator: observation.accelerator, precision: observation.precision)
    }
  }
}

extension CalibrationResult.Errors {
  init(_ pairs: [CalibrationResult.Pair], _ prediction: (CalibrationResult.Pair) -> Range90<Double>) {
    let errors = pairs.map { prediction($0).mid / $0.observation.measured - 1 }
    let magnitudes = Sample(errors.map(\.magnitude))
    count = pairs.count
    medianAbsoluteError = magnitudes.median
    ninetiethAbsoluteError = magnitudes.quantile(0.9)
    bias = Sample(errors).median
    rangeCoverage =
      Double(pairs.count { prediction($0).contains($0.observation.measured) }) / Double(max(1, pairs.count))
  }
}

extension CorrectionLayer {
  fileprivate mutating func add(
    _ quantity: CalibrationObservation.Quantity, _ factor: CorrectionFit.Factor, _ group: CorrectionFit.Group,
    _ source: Source
  ) {
    var correction =
      self[group.accelerator, group.precision] ?? MeasuredCorrection(time: nil, power: nil, runs: 0, source: source)
    switch quantity {
    case .time: correction.time = factor.range
    case .power: correction.power = factor.range
    }
    correction.runs = max(correction.runs, factor.runs)
    self[group.accelerator, group.precision] = correction
  }
}
