public import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// All meters of a job: those that it counts, those that another run counts, and those of other devices.
struct MeterBank {
  /// One sensor's part in a job.
  struct Entry {
    var meter: SensorMeter
    /// Whether the sensor's device is the job's.
    let isOfJob: Bool
    /// The run that counts it instead of this one.
    var owner: String?
    /// When this run began to count it; nil for the job's start.
    var countedFrom: Seconds?
    /// The run that counted it until then.
    var formerOwner: String?
    var series = PowerSeries()
    /// Whether its counter did not move when that was looked at last.
    var isStuck = false

    var isCounted: Bool { isOfJob && owner == nil }
  }

  private(set) var entries: [Entry]
  private let startTime: Seconds
  /// Whether any counted sensor's figure lies inside another's, so that a sum needs the overlap model.
  private(set) var outermost: [Int] = []

  /// Meters that start now.
  init(_ sensors: JobSensors, owners: [String: String] = [:], startsAt time: Seconds) {
    startTime = time
    entries =
      sensors.counted.map {
        Entry(meter: SensorMeter($0, startsAt: time), isOfJob: true, owner: owners[$0.description.id])
      } + sensors.others.map { Entry(meter: SensorMeter($0, startsAt: time), isOfJob: false) }
    findOutermost()
  }

  /// Reads every sensor. Neither allocates nor locks.
  mutating func sample(at time: Seconds) {
    for index in entries.indices { entries[index].meter.sample(at: time) }
  }

  /// Reads the counters that have not shown their renewals at the job's start. Neither allocates nor locks.
  mutating func glance(at time: Seconds) {
    for index in entries.indices where entries[index].meter.awaitsRenewal { entries[index].meter.sample(at: time) }
  }

  /// When to look next for a counter's first renewals; nil when none is awaited any more. Neither allocates nor locks.
  func nextGlance(at time: Seconds) -> Seconds? {
    let since = time - startTime
    var next: Seconds?
    for entry in entries where entry.meter.awaitsRenewal {
      guard since < min(max(entry.meter.period * 2.5, SensorMeter.lateness), Seconds(0.3)) else { continue }
      next = min(next ?? Seconds(.infinity), time + entry.meter.glanceInterval)
    }
    return next
  }

  /// How often the sensors must be read for nothing to be lost.
  var longestReadInterval: Seconds { entries.map(\.meter.longestReadInterval).min() ?? Seconds(60) }

  /// Adds what the counted devices drew since the last time, by their places among the job's. Allocates only where the
  /// list grows.
  mutating func takeReadings(into readings: inout [PowerReading]) {
    var place = 0
    for index in entries.indices where entries[index].isOfJob {
      if entries[index].isCounted, let (time, power) = entries[index].series.next(of: entries[index].meter),
        time >= startTime
      {
        readings.append(PowerReading(device: place, time: time - startTime, power: power))
      }
      place += 1
    }
  }

  /// Marks the job's end.
  ///
  /// - Parameter edges: what is known of the job's start and end beside; nil where they are what is told here.
  mutating func finish(at time: Seconds, _ edges: JobEdges? = nil) {
    for index in entries.indices { entries[index].meter.finish(at: time, edges) }
  }

  /// Waits for those renewals of the counters after the end that are near enough.
  mutating func watch(after end: Seconds) {
    while true {
      let time = MonotonicClock.now()
      var wait: Seconds?
      for index in entries.indices where entries[index].meter.isWorthWaiting(at: time, since: end) {
        entries[index].meter.sample(at: time)
        wait = min(wait ?? Seconds(.infinity), entries[index].meter.glanceInterval)
      }
      guard let wait else { return }
      usleep(UInt32(wait.value * 1e6))
    }
  }

  /// From now on this run counts a device that another counted so far.
  mutating func takeOver(_ index: Int, at time: Seconds) {
    entries[index].formerOwner = entries[index].owner
    entries[index].owner = nil
    entries[index].countedFrom = time - startTime
    entries[index].meter = SensorMeter(entries[index].meter.sensor, startsAt: time)
    entries[index].series = PowerSeries()
    entries[index].isStuck = false
    findOutermost()
  }

  /// Accelerators of the job that another run counts to its end, and when those that this run took over were.
  var lentAccelerators: (lent: Int, takenOver: [Seconds]) {
    guard entries.contains(where: { $0.owner != nil || $0.countedFrom != nil }) else { return (0, []) }
    let cards = Dictionary(
      grouping: entries.filter { entry in
        entry.isOfJob && entry.meter.description.pciAddress != nil
          && [.accelerator, .module].contains(entry.meter.description.domain)
      }, by: \.meter.description.pciAddress)
    return (
      cards.values.count { $0.allSatisfy { $0.owner != nil } },
      cards.values.compactMap { $0.allSatisfy { $0.owner == nil } ? $0.compactMap(\.countedFrom).max() : nil }
    )
  }

  // MARK: Figures

  /// The counted energy so far; nil when nothing is known. Neither allocates nor locks.
  func runningEnergy(at time: Seconds) -> Joules? {
    var sum: Joules?
    for index in outermost {
      if let energy = entries[index].meter.runningEnergy(at: time) { sum = (sum ?? .zero) + energy }
    }
    return sum
  }

  /// By how much `runningEnergy` may be off at a moment: what no sensor tells of the moment, nil when unknown, and what
  /// the sensors themselves are off by.
  func runningDoubt(at time: Seconds) -> (edge: Joules?, scale: Joules) {
    var doubt: (edge: Joules?, scale: Joules) = (.zero, .zero)
    for index in outermost {
      doubt.edge = doubt.edge.flatMap { sum in entries[index].meter.edgeDoubt(at: time).map { sum + $0 } }
      doubt.scale += entries[index].meter.scaleDoubt
    }
    return doubt
  }

  /// The accelerators' energy so far; nil when nothing is known.
  func runningAcceleratorEnergy(at time: Seconds) -> Joules? {
    var sum: Joules?
    for entry in entries where entry.isCounted && entry.meter.description.domain == .accelerator {
      if let energy = entry.meter.runningEnergy(at: time) { sum = (sum ?? .zero) + energy }
    }
    return sum
  }

  /// The energy so far as if the job ended now, of each of the job's domains in order, for the journal.
  func journalRows(at time: Seconds) -> [DomainEnergy] {
    entries.filter(\.isOfJob).map { entry in
      var meter = entry.meter
      meter.end = SensorMeter.Edge(time: time, counted: meter.counter.total)
      var domain = meter.result()
      domain.countedFrom = entry.countedFrom
      if !entry.isCounted { domain.energy = nil }
      return domain
    }
  }

  /// The energy of the job.
  func results() -> (counted: [DomainEnergy], others: [DomainEnergy]) {
    var counted: [DomainEnergy] = []
    var others: [DomainEnergy] = []
    for entry in entries {
      var domain = entry.meter.result()
      domain.countedFrom = entry.countedFrom
      if let from = entry.countedFrom, let former = entry.formerOwner {
        domain.prepend("counted from \(from.formatted) on, before by run \(former)")
      }
      if entry.isCounted {
        counted.append(domain)
      } else {
        domain.owner = entry.owner
        if let owner = entry.owner { domain.prepend("counted by run \(owner), which measures this device too") }
        others.append(domain)
      }
    }
    return (OverlapModel.resolve(counted), others)
  }

  /// Leaves out of running sums what contains others and does not move. Allocates only where that has changed.
  mutating func passOverStuck(at time: Seconds) {
    var hasChanged = false
    for index in entries.indices where entries[index].isStuck != entries[index].meter.standsStill(at: time) {
      entries[index].isStuck.toggle()
      hasChanged = true
    }
    if hasChanged { findOutermost() }
  }

  private mutating func findOutermost() {
    let counted = entries.indices.filter { entries[$0].isCounted }
    let domains = counted.map { index in
      let description = entries[index].meter.description
      return DomainEnergy(
        domain: description.domain, id: description.id, energy: entries[index].isStuck ? nil : .zero,
        method: entries[index].meter.isCounter ? .counter : .integrated, containedIn: description.containedIn)
    }
    let ids = Set(OverlapModel.resolve(domains).outermost.map(\.id))
    outermost = counted.filter { ids.contains(entries[$0].meter.description.id) }
  }
}

/// The sensors of a host from a job's point of view.
public struct JobSensors {
  /// Those whose energy is the job's.
  public var counted: [any EnergySensor]
  /// Those of devices that are not the job's: listed, not counted.
  public var others: [any EnergySensor]
  /// Those that the job's energy should include and that cannot be read.
  public var unavailable: [UnavailableSensor]

  /// A view of a host.
  public init(
    counted: [any EnergySensor] = [], others: [any EnergySensor] = [], unavailable: [UnavailableSensor] = []
  ) {
    self.counted = counted
    self.others = others
    self.unavailable = unavailable
  }
}

extension DomainEnergy {
  /// Says something before what its note says.
  fileprivate mutating func prepend(_ text: String) { note = note.map { "\(text); \($0)" } ?? text }
}
