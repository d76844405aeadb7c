import CostCore
import PowerMeter
import Quantities
import TrainingRun

/// The line on a terminal that a running job is followed by, and the judge of its limits.
final class LiveStatus {
  private let pricer: JobPricer
  private let limits: LimitOptions
  private let action: LimitAction
  /// The power of the job's accelerators that have no sensor, by their profiles.
  private let modelledPower: Watts
  /// The limit for which the job was stopped.
  private var stopReason: String?
  private let context: CommandContext
  private let isShown: Bool
  private var warned: Set<String> = []

  init(
    _ pricer: JobPricer, _ limits: LimitOptions, _ action: LimitAction,
    modelledPower: Watts, _ context: CommandContext, isShown: Bool
  ) {
    self.pricer = pricer
    self.limits = limits
    self.action = action
    self.modelledPower = modelledPower
    self.context = context
    self.isShown = isShown
  }

  /// Takes a state about once a second.
  func observe(_ measured: JobState) -> JobVerdict {
    guard isShown || limits.areAny else { return .goOn }
    var state = measured
    if modelledPower > .zero {
      state.energy = (measured.energy ?? .zero) + modelledPower * measured.elapsed
      state.power = (measured.power ?? .zero) + modelledPower
    }
    let cost = isShown || limits.maxCost != nil ? money(state, state.elapsed, state.energy) : nil
    if isShown { show(state, cost) }
    let exceeded = exceededLimit(cost, state.energy, state.elapsed)
    guard let exceeded else {
      warnOfProjection(state)
      return .goOn
    }
    warn(exceeded, action == .stop ? "the job is stopped" : "the job goes on")
    guard action == .stop else { return .goOn }
    stopReason =
      stopReason
      ?? "the job was stopped because \(exceeded.flag) \(exceeded.limit) was exceeded (\(exceeded.text ?? ""))"
    return .stop
  }

  /// Judges the whole job when it is over: a short one may exceed a limit before it is looked at.
  ///
  /// - Returns: whether a limit is exceeded for which the job would have been stopped.
  func judge(_ job: MeasuredJob, cost: Money?) -> Bool {
    guard let exceeded = exceededLimit(cost, job.energy.total?.mid, job.wallTime) else { return false }
    warn(exceeded, "the job is over")
    return action == .stop
  }

  private func warn(_ exceeded: LimitOptions.LimitedFigure, _ ending: String) {
    guard warned.insert(exceeded.flag).inserted else { return }
    clear()
    context.note(
      "traincost: warning: \(exceeded.flag) \(exceeded.limit) is exceeded (\(exceeded.text ?? "")); \(ending)")
  }

  /// What the record should say of limits.
  func notes(wasStopped: Bool) -> [String] {
    if wasStopped, let stopReason { return [stopReason] }
    return warned.filter { $0.hasPrefix("--") }.sorted().map { "\($0) was exceeded while the job ran" }
  }

  /// Removes the line.
  func clear() {
    if isShown { try? context.standardError.write("\r\u{1B}[K") }
  }

  private func money(_ state: JobState, _ time: Seconds, _ energy: Joules?) -> Money? {
    let domains = energy.map {
      [DomainEnergy(domain: .node, id: "job", energy: Range90(exactly: $0), method: .counter)]
    }
    let usage = RunUsage(
      acceleratorCount: state.acceleratorCount, wallTime: Range90(exactly: time),
      acceleratorTime: Range90(exactly: time * Double(state.acceleratorCount)), energy: domains ?? [])
    guard let cost = pricer.price(usage).result?.cost else { return nil }
    // Nothing but unknown lines is no cost of nothing.
    return cost.knownTotal?.mid ?? (cost.total.mid.microUnits > 0 ? cost.total.mid : nil)
  }

  private func exceededLimit(_ cost: Money?, _ energy: Joules?, _ time: Seconds) -> LimitOptions.LimitedFigure? {
    limits.figures(cost: cost, energy: energy, time: time).first(where: \.isExceeded)
  }

  /// The job told its progress: a limit that it is bound to exceed is worth a word while there is time.
  private func warnOfProjection(_ state: JobState) {
    guard let time = state.projection.totalTime else { return }
    let energy = state.projection.totalEnergy
    let cost = limits.maxCost == nil ? nil : money(state, time, energy)
    guard let excess = exceededLimit(cost, energy, time), warned.insert("projected \(excess.flag)").inserted else {
      return
    }
    clear()
    context.note("traincost: warning: at its present pace the job will exceed \(excess.flag) \(excess.limit)")
  }

  private func show(_ state: JobState, _ cost: Money?) {
    var parts = [Self.clock(state.elapsed)]
    if let power = state.power { parts.append(power.formatted) }
    if let energy = state.energy { parts.append(energy.formatted) }
    if let cost { parts.append(cost.formatted(exact: false)) }
    if let phase = state.phase { parts.append(phase) }
    if let progress = state.projection.progress {
      var text = NumberFormat.percent(progress)
      if let total = state.projection.totalTime {
        text += " of \(Self.clock(total))"
        let energy = state.projection.totalEnergy
        if let energy { text += ", \(energy.formatted)" }
        if let cost = money(state, total, energy) { text += ", \(cost.formatted(exact: false))" }
      }
      parts.append(text)
    }
    let line = "traincost  " + parts.joined(separator: "  ")
    let width = max(20, (context.terminalWidth ?? 80) - 1)
    try? context.standardError.write("\r\(line.prefix(width))\u{1B}[K")
  }

  /// `1:02:03`, or `2:03` below an hour.
  private static func clock(_ time: Seconds) -> String {
    let seconds = Int(time.value)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = seconds / 60
    return minutes < 60
      ? "\(minutes):\(two(seconds % 60))" : "\(minutes / 60):\(two(minutes % 60)):\(two(seconds % 60))"
  }
}
