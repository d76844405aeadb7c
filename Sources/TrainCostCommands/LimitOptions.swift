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
    let total = cost?.total.mid.amount
    let isWhole = cost.map { $0.unknownLines.isEmpty } ?? false
    let figures: [(String, Double?, Double?)] = [
      ("--max-cost", maxCost?.value, isWhole || (total ?? 0) > (maxCost?.value ?? .infinity) ? total : nil),
      ("--max-kwh", maxKwh?.value, usage?.itEnergy?.mid.kilowattHours),
      ("--max-hours", maxHours?.value, usage?.wallTime?.mid.hours),
    ]
    var status = ExitStatus.success
    let suffix = name.isEmpty ? "" : " by the run \(name)"
    for (flag, limit, figure) in figures {
      guard let limit else { continue }
      guard let figure else {
        context.note("error: \(flag) cannot be judged: the figure is unknown")
        status = ExitStatus.limitExceeded
        continue
      }
      guard figure > limit else { continue }
      context.note(
        "error: \(flag) \(NumberFormat.significant(limit)) is exceeded\(suffix): \(NumberFormat.significant(figure))")
      status = ExitStatus.limitExceeded
    }
    return status
  }
}

/// A limit as it is typed: a bare number in the unit of its flag, or a quantity with a unit of its own.
struct Limit<Quantity: LimitedQuantity>: ExpressibleByArgument, Sendable {
  /// In the unit of the flag.
  let value: Double

  init?(argument: String) {
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
