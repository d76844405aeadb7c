import Quantities

/// Devices that take turns in a log which does not name them: nvidia-smi writes one row for each GPU and then waits.
struct Interleaving {
  struct Row {
    var time: Double
    var reading: NvidiaSMILog.Reading
    var instant: Double?
    var line: Int
  }

  /// So many rows are held back to find the number of devices.
  private static let rowsHeld = 4096
  private static let mostDevices = 64
  /// So much shorter than the wait between two rounds is the time within one.
  private static let contrast = 4.0

  var rows: [Row] = []
  private let given: Int?
  private var found: Int?
  private var position = -1
  private var total = 0
  private var lastTime = 0.0
  private var threshold = Double.infinity
  private var displaced = 0
  /// Where in the turns the last rounds began, if not at their start, and how many did.
  private var late = (place: 0, rounds: 0)
  private static let lateRounds = 3

  init(count: Int?) { given = count }

  var isFull: Bool { rows.count >= Self.rowsHeld }

  /// The number of devices; nil until it is settled.
  var deviceCount: Int? { found }

  /// Finds the number of devices from the rows held back, and gives those; nil when it was found before.
  mutating func settle() -> [Row]? {
    guard found == nil else { return nil }
    let steps = zip(rows.dropFirst(), rows).map { max($0.time - $1.time, 0) }
    let count = given ?? max(Self.period(of: steps), Self.usualRound(of: steps))
    found = count
    if count > 1 {
      // As many waits as there are rounds are the longest of all steps, wherever rows are missing.
      let sorted = steps.sorted()
      let (step, wait) = (sorted.quantile(0.5 * (1 - 1 / Double(count))), sorted.quantile(1 - 0.5 / Double(count)))
      threshold = wait > step ? (step + wait) / 2 : .infinity
    }
    defer { rows = [] }
    return rows
  }

  /// The device whose turn it is; nil until their number is settled.
  mutating func turn(at time: Double) -> Int? {
    guard let count = found else { return nil }
    position = position + 1 == count ? 0 : position + 1
    if count > 1, total > 0, time - lastTime > threshold { begin(at: position) }
    total += 1
    lastTime = time
    return position
  }

  /// A round seems to begin. Where it begins late again and again, rows are missing and the turns begin anew; once may be
  /// a row that was written late.
  private mutating func begin(at place: Int) {
    late = place == 0 ? (0, 0) : late.place == place ? (place, late.rounds + 1) : (place, 1)
    guard late.rounds == Self.lateRounds else { return }
    (late, position, displaced) = ((0, 0), 0, displaced + 1)
  }

  var warnings: [String] {
    guard let found, found > 1 else { return [] }
    var warnings = [
      given == nil
        ? "it names no device and its rows come in groups of \(found) at equal times, so they were taken as \(found) devices "
          + "that take turns (--devices N says otherwise)"
        : "its rows were dealt to \(found) devices in turns, as --devices says"
    ]
    if displaced > 0 {
      warnings.append(
        "rows are missing \(displaced == 1 ? "once" : "\(displaced) times"), after which devices change places for a few "
          + "rounds; their sum is sound")
    } else if !total.isMultiple(of: found) {
      warnings.append("its \(total) rows are no multiple of \(found): the last round is incomplete")
    }
    return warnings
  }

  /// The number of rows in a round, from the times between rows; 1 when there are no rounds.
  static func period(of steps: [Double]) -> Int {
    guard steps.count >= 2 else { return 1 }
    var best = (count: 1, score: contrast)
    for count in 2...min(mostDevices, max(2, (steps.count + 1) / 2)) where steps.count >= count {
      let (within, between) = parted(steps, by: count)
      // Nearly all waits between rounds are longer than nearly all steps within them.
      let wait = between.quantile(0.2)
      let step = within.quantile(0.95)
      guard wait > 0 else { continue }
      let score = step > 0 ? wait / step : .infinity
      // Multiples of the number do nearly as well as the number itself, so a later one must do clearly better.
      if score > best.score * (best.count > 1 ? 1.5 : 1) { best = (count, score) }
    }
    return best.count
  }

  /// The number of rows that nearly all rounds have, where some have fewer; 1 when there are no rounds.
  static func usualRound(of steps: [Double]) -> Int {
    let sorted = steps.sorted()
    var best = (threshold: 0.0, contrast: contrast)
    for count in 2...mostDevices where steps.count >= 4 * count {
      let waits = steps.count / count
      let (step, wait) = (sorted[steps.count - waits - 1], sorted[steps.count - waits])
      guard wait > 0, step > 0 ? wait / step > best.contrast : best.contrast < .infinity else { continue }
      best = ((step + wait) / 2, step > 0 ? wait / step : .infinity)
    }
    guard best.threshold > 0 else { return 1 }
    var rounds: [Int: Int] = [:]
    var rows = 1
    for step in steps {
      if step > best.threshold {
        rounds[rows, default: 0] += 1
        rows = 0
      }
      rows += 1
    }
    guard let usual = rounds.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), usual.key <= mostDevices,
      usual.value * 10 >= rounds.values.reduce(0, +) * 9
    else { return 1 }
    return usual.key
  }

  private static func parted(_ steps: [Double], by count: Int) -> (within: [Double], between: [Double]) {
    var parts: (within: [Double], between: [Double]) = ([], [])
    for (index, step) in steps.enumerated() {
      if (index + 1) % count == 0 { parts.between.append(step) } else { parts.within.append(step) }
    }
    return parts
  }
}
