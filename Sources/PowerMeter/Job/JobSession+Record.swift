import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// What is kept of a job that is over.
extension JobSession {
  func finish(
    _ job: inout MeasuredJob, end: Seconds, _ processorsAtStart: ProcessorTime, _ baseline: IdleBaseline?
  ) {
    job.wallTime = end - start - (edges?.excess ?? .zero)
    job.isComplete = true
    takeReadings(at: end)
    journal?.write(readings)
    if let status = child?.status {
      let signal = status & 0x7F
      job.exitCode = signal == 0 ? (status >> 8) & 0xFF : nil
      job.signal = signal == 0 ? nil : signal
    }
    let (counted, others) = bank.results()
    job.energy = baseline?.applied(to: counted, over: job.wallTime) ?? counted
    phases.end(at: endPoint(of: job, at: end))
    let gapTime = gaps.reduce(.zero) { $0 + $1.duration }
    for index in job.energy.indices where job.energy[index].method == .integrated && gapTime > .zero {
      job.energy[index].observedShare = job.energy[index].observedShare.map { $0 * max(0, 1 - gapTime / job.wallTime) }
    }
    job.others = others
    countAccelerators(&job)
    job.energy += Self.missing(sensors)
    if let jobTime = child?.processorTime ?? watched.map({ $0.time - $0.timeAtStart }) {
      job.processor = ProcessorTime.share(
        from: processorsAtStart, to: .now(), over: job.wallTime, jobTime: jobTime, energy: job.energy)
    }
    job.phases = phases.phases
    job.progress = projection.progress
    job.gaps = gaps
    if let energy = job.energy.total?.mid, end >= curve.dueTime { curve.add(energy, at: end) }
    job.curve = curve.curve
    if phases.ignored > 0 {
      job.notes.append("\(phases.ignored) marks beyond the \(PhaseTracker.mostPhases)th phase were not kept apart")
    }
    if socket == nil, options.socketFolder != nil {
      job.notes.append("no socket could be made for marks of the job")
    }
    if let code = journal?.writeError {
      job.notes.append("the journal could not be written: \(String(cString: strerror(code)))")
    }
    job.overhead = Self.overhead()
  }

  /// Where the last phase ends: with all that the job drew. What the meters count so far is more, since they watched for
  /// the counters' next renewals.
  private func endPoint(of job: MeasuredJob, at end: Seconds) -> PhaseTracker.Point {
    let doubt = bank.runningDoubt(at: end)
    return PhaseTracker.Point(
      time: job.wallTime, energy: job.energy.total?.mid,
      acceleratorEnergy: job.energy.filter { $0.domain == .accelerator }.total?.mid, edgeDoubt: doubt.edge,
      scaleDoubt: doubt.scale)
  }

  /// Takes out the accelerators, and the time of accelerators, that another run counts.
  private func countAccelerators(_ job: inout MeasuredJob) {
    let (lent, takenOver) = bank.lentAccelerators
    job.acceleratorCount = max(0, job.acceleratorCount - lent)
    guard !takenOver.isEmpty else { return }
    let whole = Double(max(0, job.acceleratorCount - takenOver.count))
    job.acceleratorTime = takenOver.reduce(job.wallTime * whole) { $0 + max(job.wallTime - $1, .zero) }
  }

  static func missing(_ sensors: JobSensors) -> [DomainEnergy] {
    sensors.unavailable.map { sensor in
      DomainEnergy(
        domain: sensor.domain, id: sensor.id, energy: nil, method: .missing,
        note: sensor.reason + (sensor.remedy.map { "; try: \($0)" } ?? ""))
    }
  }

  static func overhead() -> MeasuredJob.Overhead {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return MeasuredJob.Overhead(
      processorTime: Seconds(seconds(usage.ru_utime) + seconds(usage.ru_stime)),
      peakResidentMemory: Bytes(Double(usage.ru_maxrss) * 1024))
  }
}
