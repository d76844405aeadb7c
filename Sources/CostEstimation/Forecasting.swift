import Glibc
public import Quantities

/// A method's forecast beside its back-tested error, or the reason why there is none.
public struct MethodForecast: Sendable, Equatable {
  /// The method; nil for the combination of all.
  public var method: EstimatingMethod?
  /// The forecast; nil when refused, or when no run was asked about.
  public var range: Range90<Money>?
  /// Why there is no forecast.
  public var refusal: String?
  /// What it rests on, in words.
  public var basis: String?
  /// How many runs it stands on.
  public var runs: Int
  /// Each run forecast from all others; nil when fewer than two could be.
  public var leaveOneOut: Backtest?
  /// Each run forecast from those before it; nil when fewer than two could be.
  public var rollingOrigin: Backtest?
  /// Its share in the combination.
  public var weight: Double?
}

/// Forecasts of one run by several methods, and their combination.
public struct ForecastResult: Sendable, Equatable {
  /// The methods, in the order asked for.
  public var methods: [MethodForecast]
  /// The combination by the weights that were best in the back-test; nil when fewer than two methods have both a
  /// forecast and an error.
  public var combined: MethodForecast?
  /// How many runs the history holds.
  public var historyCount: Int
}

/// The estimating methods over one history.
public struct Forecasting: Sendable {
  private let history: [HistoricalRun]
  private let currency: Currency
  /// The fewest back-tested runs that an error is stated from.
  static let fewestTests = 2

  /// Methods over a history; an empty one leaves the bill alone.
  ///
  /// - Parameters:
  ///   - history: the runs to learn from.
  ///   - currency: of the forecasts; the history's, when it is not empty.
  public init(_ history: History, currency: Currency) {
    self.history = history.runs
    self.currency = history.runs.first?.cost.currency ?? currency
  }

  /// The forecasts of methods.
  ///
  /// - Parameters:
  ///   - methods: which.
  ///   - target: the run; nil for the back-tests alone.
  ///   - bill: what the workload model and the price book say of it.
  public func forecast(
    _ methods: [EstimatingMethod], for target: RunFeatures?, bill: Range90<Money>?
  ) -> ForecastResult {
    var results = methods.map { method in
      method.estimator.map { learned(method, $0, target) } ?? billed(target, bill)
    }
    let combined = combine(&results, isForecast: target != nil)
    return ForecastResult(methods: results, combined: combined, historyCount: history.count)
  }

  private func learned(
    _ method: EstimatingMethod, _ estimator: any LogEstimator, _ target: RunFeatures?
  ) -> MethodForecast {
    var result = MethodForecast(method: method, runs: 0)
    // A back-test forecasts each run from the others, of which there must be enough.
    let fewest = type(of: estimator).fewestRuns + (target == nil ? 1 : 0)
    guard history.count >= fewest else {
      let count = history.count == 1 ? "1 run" : "\(history.count) runs"
      result.refusal = "the history holds \(count); at least \(fewest) are needed"
      return result
    }
    if let target {
      do throws(Refusal) {
        let forecast = try estimator.forecast(target, from: history).widened(by: unlearnedSpread(of: target))
        result.range = Range90(forecast, currency)
        result.basis = forecast.basis
        result.runs = forecast.runs
      } catch {
        result.refusal = error.reason
      }
    }
    var refusal: String?
    func test(_ indices: some Sequence<Int>, past: (Int) -> [HistoricalRun]) -> Backtest? {
      var rows: [Backtest.Row] = []
      for index in indices {
        let run = history[index]
        do throws(Refusal) {
          let forecast = try estimator.forecast(run.features, from: past(index))
          guard let range = Range90(forecast, currency) else { continue }
          rows.append(Backtest.Row(name: run.name, index: index, predicted: range, actual: run.cost))
          if target == nil {
            (result.basis, result.runs) = (result.basis ?? forecast.basis, max(result.runs, forecast.runs))
          }
        } catch {
          refusal = error.reason
        }
      }
      return rows.count >= Self.fewestTests ? Backtest(rows: rows) : nil
    }
    result.leaveOneOut = test(history.indices) { index in
      var others = history
      others.remove(at: index)
      return others
    }
    let dated = history.indices.filter { history[$0].features.startedAt != nil }
    result.rollingOrigin = test(dated) { index in
      // A run of the same day was not known before.
      history[..<index].filter { $0.features.startedAt ?? .infinity < history[index].features.startedAt ?? 0 }
    }
    if target == nil, result.leaveOneOut == nil {
      result.refusal = refusal ?? "the history holds \(history.count) runs, too few for a back-test"
    }
    return result
  }

  /// The spread of the target's predicted time, where past runs are known by their measured times, so that their errors
  /// say nothing of predicting it; 1 where it is in those errors.
  private func unlearnedSpread(of target: RunFeatures) -> Range90<Double> {
    let areTimesPredicted = history.allSatisfy { $0.features.isTimePredicted || $0.features.acceleratorTime == nil }
    return areTimesPredicted ? Range90(exactly: 1) : target.timeSpread ?? Range90(exactly: 1)
  }

  private func billed(_ target: RunFeatures?, _ bill: Range90<Money>?) -> MethodForecast {
    var result = MethodForecast(method: .bill, runs: 0)
    let rows = history.enumerated().compactMap { index, run in
      run.bill.map { Backtest.Row(name: run.name, index: index, predicted: $0, actual: run.cost) }
    }
    // Nothing is fitted to the history, so leaving a run out changes nothing.
    if rows.count >= Self.fewestTests { result.leaveOneOut = Backtest(rows: rows) }
    result.runs = rows.count
    result.basis =
      "the workload model's usage at the price book's prices; nothing is fitted; past runs are priced "
      + (target == nil ? "as owned hardware, no run being asked about" : "as the run file says")
    guard target != nil else {
      if rows.isEmpty { result.refusal = "no run of the history can be priced from its usage" }
      return result
    }
    if let bill, bill.mid.currency == currency {
      result.range = bill
    } else {
      result.refusal =
        bill.map { "the bill is in \($0.mid.currency.code) and the history in \(currency.code)" }
        ?? "the run cannot be priced"
    }
    return result
  }

  /// Gives the methods their weights, and combines them.
  private func combine(_ results: inout [MethodForecast], isForecast: Bool) -> MethodForecast? {
    let usable = results.indices.filter { results[$0].leaveOneOut != nil && (results[$0].range != nil || !isForecast) }
    guard usable.count >= 2 else { return nil }
    let tests = usable.map { index in
      Dictionary(uniqueKeysWithValues: (results[index].leaveOneOut?.rows ?? []).map { ($0.index, $0) })
    }
    let tested = history.indices.filter { run in tests.contains { $0[run] != nil } }
    let stacked = StackedWeights(tested.map { run in tests.map { $0[run]?.logError } })
    for (index, weight) in zip(usable, stacked.weights) { results[index].weight = weight }
    var combined = MethodForecast(method: nil, runs: results.map(\.runs).max() ?? 0)
    combined.basis =
      "the weights, in twentieths, under which the leave-one-out errors are smallest; for its own back-test those that "
      + "were best without the run"
    combined.range = combination(
      usable.compactMap { index in
        results[index].range.flatMap { range in results[index].weight.map { (range, $0) } }
      })
    let rows = zip(tested, stacked.weightsWithout).compactMap { run, weights -> Backtest.Row? in
      let parts = zip(tests, weights).compactMap { test, weight in test[run].map { ($0.predicted, weight) } }
      return combination(parts).map { range in
        Backtest.Row(name: history[run].name, index: run, predicted: range, actual: history[run].cost)
      }
    }
    if rows.count >= Self.fewestTests { combined.leaveOneOut = Backtest(rows: rows) }
    return combined
  }

  /// The mixture of forecasts in logarithms: its variance is the mean of theirs plus that between their centers, so
  /// that disagreement widens the range.
  private func combination(_ parts: [(range: Range90<Money>, weight: Double)]) -> Range90<Money>? {
    // Where none of the methods with a weight gave a forecast, the others stand in.
    let isWeighted = parts.contains { $0.weight > 0 && $0.range.low.microUnits > 0 }
    let usable = parts.filter { $0.range.low.microUnits > 0 && ($0.weight > 0 || !isWeighted) }
      .map { (range: $0.range, weight: isWeighted ? $0.weight : 1) }
    let sum = usable.reduce(0) { $0 + $1.weight }
    guard !usable.isEmpty else { return nil }
    let z = NormalDistribution.quantile(0.95)
    let centers = usable.map { log($0.range.mid.amount) }
    let center = zip(usable, centers).reduce(0) { $0 + $1.0.weight / sum * $1.1 }
    let variance = zip(usable, centers).reduce(0.0) { total, part in
      let deviation = log(part.0.range.high.amount / part.0.range.low.amount) / 2 / z
      return total + part.0.weight / sum * (deviation * deviation + (part.1 - center) * (part.1 - center))
    }
    return Range90(
      LogForecast(center: center, margin: z * variance.squareRoot(), runs: 0, basis: ""), currency)
  }
}
