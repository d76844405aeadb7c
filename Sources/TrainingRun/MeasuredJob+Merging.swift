import Quantities

extension MeasuredJob {
  /// One job from its parts on several nodes, or from the ranks of one node.
  ///
  /// A device is known by node and id. Where several parts count the same device at the same time the larger figure
  /// stands, so that nothing counts twice; parts that took over from each other add up. A part that was merged itself
  /// stands for nodes of its own, and shares no device with another.
  ///
  /// - Parameter parts: the parts with the ids of their runs; at least one.
  /// - Returns: the job, and what was found twice.
  public static func merging(_ parts: [(id: String, job: MeasuredJob)]) -> (job: MeasuredJob, warnings: [String]) {
    precondition(!parts.isEmpty, "a merge has at least one part")
    let jobs = parts.map(\.job)
    let start = jobs.map(\.startedAt).min() ?? 0
    let end = jobs.map { $0.startedAt + $0.wallTime.value }.max() ?? 0
    var warnings: [String] = []
    var devices: [Device] = []
    var places: [String: Int] = [:]
    for (id, job) in parts {
      for domain in job.energy {
        let device = Device(domain, of: job, run: id)
        guard let place = places[device.key] else {
          places[device.key] = devices.count
          devices.append(device)
          continue
        }
        if let warning = devices[place].add(device) { warnings.append(warning) }
      }
    }
    var merged = MeasuredJob(
      command: jobs[0].command, exitCode: jobs.lazy.compactMap(\.exitCode).first { $0 != 0 } ?? jobs[0].exitCode,
      signal: jobs.lazy.compactMap(\.signal).first, startedAt: start, wallTime: Seconds(end - start),
      isComplete: jobs.allSatisfy(\.isComplete), energy: overlapping(devices), acceleratorCount: 0,
      overhead: Overhead(
        processorTime: jobs.compactMap(\.overhead).reduce(.zero) { $0 + $1.processorTime },
        peakResidentMemory: jobs.compactMap(\.overhead?.peakResidentMemory).max() ?? .zero))
    let byNode = Dictionary(grouping: jobs.filter(\.mergedFrom.isEmpty)) { $0.node ?? "" }
    merged.acceleratorTime = .zero
    for job in jobs where !job.mergedFrom.isEmpty {
      merged.acceleratorCount += job.acceleratorCount
      merged.acceleratorTime = merged.acceleratorTime.map {
        $0 + (job.acceleratorTime ?? job.wallTime * Double(job.acceleratorCount))
      }
    }
    for jobs in byNode.values {
      // Ranks of one node share its devices; where none has a sensor, what each said of their number is all there is.
      let named = Set(jobs.flatMap(\.energy).filter { [.accelerator, .module].contains($0.domain) }.map(\.id))
      let count = max(named.count, jobs.map(\.acceleratorCount).max() ?? 0)
      merged.acceleratorCount += count
      merged.acceleratorTime = merged.acceleratorTime.map { $0 + timeOfAny(of: jobs) * Double(count) }
    }
    for (id, job) in parts where !job.hasKnownTime {
      warnings.append("run \(id) was killed before anything was noted, so what it took is missing from every sum")
    }
    let busy = timeOfAny(of: jobs)
    if busy < merged.wallTime * 0.99 {
      warnings.append(
        "none of the runs went on for \((merged.wallTime - busy).formatted) of the \(merged.wallTime.formatted), so they may be "
          + "no parts of one job; that time is not charged")
    }
    merged.node = Set(jobs.map(\.node)).count == 1 ? jobs[0].node : nil
    // Ranks tell the same phases; those of the part that tells most, from the start of all.
    if let teller = jobs.max(by: { $0.phases.count < $1.phases.count }) {
      merged.phases = teller.phases.map { phase in
        var phase = phase
        phase.start = phase.start + Seconds(teller.startedAt - start)
        return phase
      }
    }
    merged.progress = jobs.compactMap(\.progress).max()
    merged.mergedFrom = parts.map(\.id)
    merged.processor = ProcessorShare(merging: jobs.compactMap(\.processor))
    merged.notes = ["joined from the runs \(parts.map(\.id).joined(separator: ", "))"] + warnings
    return (merged, warnings)
  }

  /// The id of a device of this job among those of all nodes; a merged job's devices carry their node already.
  public func placedID(_ domain: DomainEnergy) -> String {
    mergedFrom.isEmpty ? "\(node ?? Self.unnamedNode)/\(domain.id)" : domain.id
  }

  private static let unnamedNode = "node"

  /// The time in which at least one of the jobs went on.
  private static func timeOfAny(of jobs: [MeasuredJob]) -> Seconds {
    var (time, reached) = (0.0, -Double.infinity)
    for (start, end) in jobs.map({ ($0.startedAt, $0.startedAt + $0.wallTime.value) }).sorted(by: { $0.0 < $1.0 }) {
      time += max(0, end - max(start, reached))
      reached = max(reached, end)
    }
    return Seconds(time)
  }

  /// The devices of each node with what lies in what, whichever parts counted them. What says only that a part counted
  /// nothing itself is left out where another part of the node did.
  private static func overlapping(_ devices: [Device]) -> [DomainEnergy] {
    let nodes = Dictionary(grouping: devices, by: \.node)
    let resolved = nodes.values.flatMap { devices in
      let known = devices.filter {
        $0.domain.energy != nil || $0.domain.id != "\($0.node)/\(DomainEnergy.nothingMetered)"
      }
      return OverlapModel.resolve((known.isEmpty ? devices : known).map(\.domain))
    }
    let order = Dictionary(devices.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    return resolved.sorted { order[$0.id, default: 0] < order[$1.id, default: 0] }
  }

  /// One device of a merged job.
  private struct Device {
    let key: String
    let node: String
    var domain: DomainEnergy
    /// When each part counted it, in seconds since 1970-01-01.
    var spans: [(start: Double, end: Double, run: String)]

    init(_ domain: DomainEnergy, of job: MeasuredJob, run: String) {
      key = job.placedID(domain)
      // Ids of devices may hold slashes themselves, names of hosts none.
      node = String(key.prefix { $0 != "/" })
      self.domain = domain
      self.domain.id = key
      if job.mergedFrom.isEmpty { self.domain.containedIn = domain.containedIn.map { [node] in "\(node)/\($0)" } }
      let start = job.startedAt + (domain.countedFrom?.value ?? 0)
      spans = [(start, job.startedAt + job.wallTime.value, run)]
      self.domain.countedFrom = nil
    }

    /// Adds another part's figure of the same device; a warning where both counted at once.
    mutating func add(_ other: Device) -> String? {
      guard let energy = other.domain.energy else { return nil }
      guard let known = domain.energy else {
        domain = other.domain
        spans = other.spans
        return nil
      }
      let span = other.spans[0]
      // A second is how late a run may learn that another one has ended.
      if let overlapping = spans.first(where: { min($0.end, span.end) - max($0.start, span.start) > 1 }) {
        if energy.mid > known.mid {
          domain = other.domain
          spans = other.spans
        }
        return "\(key) is counted by runs \(overlapping.run) and \(span.run) at once; the larger figure stands"
      }
      domain.energy = known + energy
      domain.samples += other.domain.samples
      domain.idle = domain.idle.flatMap { idle in other.domain.idle.map { idle + $0 } }
      domain.longestGap = [domain.longestGap, other.domain.longestGap].compactMap(\.self).max()
      spans += other.spans
      return nil
    }
  }
}

extension ProcessorShare {
  /// The sum over nodes; nil without any.
  fileprivate init?(merging parts: [ProcessorShare]) {
    guard let first = parts.first else { return nil }
    self = first
    for part in parts.dropFirst() {
      jobTime += part.jobTime
      allocatedProcessors += part.allocatedProcessors
      processors += part.processors
      total = Self.sum(total, part.total)
      active = Self.sum(active, part.active)
      allocatedIdle = Self.sum(allocatedIdle, part.allocatedIdle)
    }
  }

  private static func sum(_ left: Joules?, _ right: Joules?) -> Joules? {
    left.map { $0 + (right ?? .zero) } ?? right
  }
}
