import ArgumentParser
import CostCore
import Documents
import Quantities
import Reporting
import TrainingRun

/// Limits that turn the verb into a gate. Bare numbers are in the run's currency, kilowatt-hours and hours.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Exit with 3 when the cost is above this, such as 100k; measure: see --on-limit.", valueName: "amount"))
  var maxCost: Limit<Count>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Exit with 3 when the machines' energy is above this: kWh, or with a unit, 1MWh; measure: see --on-limit.",
      valueName: "kWh"))
  var maxKwh: Limit<Joules>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Exit with 3 when the time is above this: hours, or with a unit, 30d; measure: see --on-limit.",
      valueName: "hours"))
  var maxHours: Limit<Seconds>?

  /// Whether any limit was given.
  var areAny: Bool { maxCost != nil || maxKwh != nil || maxHours != nil }

  /// The exit status for an estimate, after a message for each limit that is exceeded or cannot be judged.
  func check(_ estimate: EstimateResult, named name: String = "", _ context: CommandContext) -> Int32 {
    check(cost: estimate.cost, usage: estimate.usage, named: name, context)
  }

  /// The same for a bill and a usage. A bill with unknown lines is judged by what is known of it alone where that is too
  /// much already.
  func check(
    cost: CostStatement?, usage: RunUsage?, named name: String = "", _ context: CommandContext
  ) -> Int32 {
    let total = cost?.total.mid
    let isWhole = cost?.knownTotal != nil
    let isJudgedByCost = isWhole || (total?.amount ?? 0) > (maxCost?.value ?? .infinity)
    let figures = figures(
      cost: isJudgedByCost ? total : nil, energy: usage?.itEnergy?.mid, time: usage?.wallTime?.mid)
    var status = ExitStatus.success
    let suffix = name.isEmpty ? "" : " by the run \(name)"
    for figure in figures {
      guard let text = figure.text else {
        context.note("error: \(figure.flag) cannot be judged: the figure is unknown")
        status = ExitStatus.limitExceeded
        continue
      }
      guard figure.isExceeded else { continue }
      context.note("error: \(figure.flag) \(figure.limit) is exceeded\(suffix): \(text)")
      status = ExitStatus.limitExceeded
    }
    return status
  }

  /// A figure beside the limit that was given for it.
  struct LimitedFigure {
    let flag: String
    /// The limit as it was typed.
    let limit: String
    /// The figure with its unit; nil when unknown.
    let text: String?
    let isExceeded: Bool
  }

  /// The figures that limits were given for.
  func figures(cost: Money?, energy: Joules?, time: Seconds?) -> [LimitedFigure] {
    func figure<Quantity>(
      _ flag: String, _ limit: Limit<Quantity>?, _ value: Double?, _ text: String?
    ) -> LimitedFigure? {
      guard let limit else { return nil }
      return LimitedFigure(flag: flag, limit: limit.text, text: text, isExceeded: (value ?? 0) > limit.value)
    }
    return [
      figure("--max-cost", maxCost, cost?.amount, cost?.formatted(exact: false)),
      figure("--max-kwh", maxKwh, energy?.kilowattHours, energy?.formatted),
      figure("--max-hours", maxHours, time?.hours, time?.formatted),
    ].compactMap(\.self)
  }
}

/// A limit as it is typed: a bare number in the unit of its flag, or a quantity with a unit of its own.
struct Limit<Quantity: LimitedQuantity>: ExpressibleByArgument, Sendable {
  /// In the unit of the flag.
  let value: Double
  /// As it was typed.
  let text: String

  init?(argument: String) {
    text = argument
    if let number = Double(argument) {
      value = number
    } else if let quantity = try? Quantity(parsing: argument) {
      value = quantity.value / Quantity.flagUnit
    } else {
      return nil
    }
    guard value >= 0, value.isFinite else { return nil }
  }
}

/// A quantity that a flag limits.
protocol LimitedQuantity: PhysicalQuantity {
  /// The unit of bare numbers, in the quantity's own.
  static var flagUnit: Double { get }
}

extension Count: LimitedQuantity {
  static var flagUnit: Double { 1 }
}
extension Joules: LimitedQuantity {
  static var flagUnit: Double { 3.6e6 }
}
extension Seconds: LimitedQuantity {
  static var flagUnit: Double { 3600 }
}
