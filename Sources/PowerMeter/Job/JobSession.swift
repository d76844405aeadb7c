import AcceleratorProbe
import CSystemCalls
import Glibc
import Quantities
import TrainingRun

/// One job from start to end.
final class JobSession {
  let sensors: JobSensors
  let options: JobMeter.Options
  let pipe: SignalPipe
  let socket: MarkSocket?

  var bank: MeterBank
  var start = Seconds.zero
  var phases = PhaseTracker()
  var projection = ProgressProjection()
  var gaps: [SamplingGap] = []
  var curve: CurveRecorder
  var journal: CrashJournal?
  /// What the devices drew since the journal was told last.
  var readings: [PowerReading] = []
  private var nextReading = Seconds.zero
  private var lastState: JobState?
  var child: ChildProcess?
  var edges: JobEdges?
  var end: Seconds?
  var watched: (id: pid_t, descriptor: Int32, timeAtStart: Seconds, time: Seconds)?
  private var wasStopped = false
  var acceleratorCount = 0

  /// Longer lists of gaps say nothing more.
  private static let mostGaps = 100
  /// A little less than the second by which a journal may be behind.
  private static let stateInterval = Seconds(0.9)

  init(_ sensors: JobSensors, _ options: JobMeter.Options, _ pipe: SignalPipe) {
    self.sensors = sensors
    self.options = options
    self.pipe = pipe
    socket = options.socketFolder.flatMap { MarkSocket(folder: $0) ?? MarkSocket(folder: MarkSocket.commonFolder) }
    bank = MeterBank(JobSensors(), startsAt: .zero)
    curve = CurveRecorder(startsAt: .zero, interval: options.interval)
  }

  func run(
    _ target: JobMeter.Target, startedAt: Double, acceleratorCount: Int, measuredBaseline: IdleBaseline?
  ) throws(JobMeter.LaunchFailure) -> JobMeter.Outcome {
    if options.followsOrphans { _ = adopt_orphans(1) }
    defer { if options.followsOrphans { _ = adopt_orphans(0) } }
    self.acceleratorCount = acceleratorCount
    let owners = claimed()
    var job = MeasuredJob(
      command: command(of: target), exitCode: nil, signal: nil, startedAt: startedAt, wallTime: .zero,
      isComplete: false, energy: [], acceleratorCount: acceleratorCount, overhead: Self.overhead())
    job.node = options.node
    // Before the job starts: it may fill the disk.
    beginJournal(job, owners)
    let processorsAtStart = ProcessorTime.now()
    start = MonotonicClock.now()
    bank = MeterBank(sensors, owners: owners, startsAt: start)
    curve = CurveRecorder(startsAt: start, interval: options.interval)
    do throws(JobMeter.LaunchFailure) {
      try launch(target)
    } catch {
      journal?.remove()
      throw error
    }
    follow()
    let end = end ?? MonotonicClock.now()
    bank.finish(at: end, edges)
    bank.watch(after: end)
    finish(&job, end: end, processorsAtStart, measuredBaseline ?? options.baseline)
    return JobMeter.Outcome(job: job, baseline: measuredBaseline, journal: journal, wasStopped: wasStopped)
  }

  // MARK: The loop

  /// Samples at absolute deadlines until the job ends.
  private func follow() {
    defer { if let watched { close(watched.descriptor) } }
    let descriptors = [pipe.readEnd, socket?.descriptor ?? -1, watched?.descriptor ?? -1]
    var interval = min(options.interval, bank.longestReadInterval)
    var deadline = start + interval
    var lastTick = start
    var nextState = start + Self.stateInterval
    var now = start
    var glance: Seconds? = start
    while end == nil {
      // Until each counter has shown its first renewals it is looked at closely, for a few periods at most.
      if glance != nil { glance = bank.nextGlance(at: now) }
      // Where samples are far apart the observer is told between them, so that limits hold to a second.
      let next = interval > Self.stateInterval ? min(deadline, nextState) : deadline
      let ready = Poll.wait(for: descriptors, until: min(next, glance ?? next))
      if ready != 0 {
        now = MonotonicClock.now()
        if ready & 2 != 0 { receiveMarks() }
        if ready & 1 != 0 { receive(pipe.take(), at: now) }
        if ready & 4 != 0 { end = now }
        continue
      }
      now = MonotonicClock.now()
      edges?.look(at: now)
      if now < deadline {
        bank.glance(at: now)
        if now >= nextState, interval > Self.stateInterval {
          atState(now)
          nextState = now + Self.stateInterval
        }
        continue
      }
      bank.sample(at: now)
      if now - lastTick > interval * 2 + Seconds(0.05), gaps.count < Self.mostGaps {
        gaps.append(SamplingGap(start: lastTick - start, duration: now - lastTick))
      }
      lastTick = now
      if now >= nextReading { takeReadings(at: now) }
      if now >= curve.dueTime, let energy = bank.runningEnergy(at: now) { curve.add(energy, at: now) }
      if now >= nextState {
        atState(now)
        interval = min(options.interval, bank.longestReadInterval)
        nextState = max(nextState + Self.stateInterval, now + interval / 2)
      }
      deadline += interval
      // Deadlines that passed while the machine was busy are missed, not made up for.
      if deadline < now { deadline += interval * ((now - deadline) / interval).rounded(.up) }
    }
  }

  private func receive(_ message: SignalPipe.Message?, at now: Seconds) {
    switch message {
    case .childEnded:
      edges?.end()
      if child?.reap(followsOrphans: options.followsOrphans) ?? false { end = now }
    case .signal(let signal, let isSent):
      if let child {
        // A terminal that is closed sends SIGHUP to its session's leader alone, which may be us.
        if isSent || signal == SIGHUP { child.send(signal) }
      } else {
        end = now
      }
    case nil: break
    }
  }

  private func receiveMarks() {
    guard let socket else { return }
    while let message = socket.next() {
      let now = MonotonicClock.now()
      switch JobMark(message) {
      case .phase(let name):
        // What the counters show now, they show for both phases.
        bank.sample(at: now)
        let point = point(at: now)
        if phases.begin(name, at: point) { journal?.write(mark: name, at: point) }
      case .progress(let share):
        projection.report(share, at: now - start, energy: bank.runningEnergy(at: now))
      case nil: break
      }
    }
  }

  private func point(at time: Seconds) -> PhaseTracker.Point {
    let doubt = bank.runningDoubt(at: time)
    return PhaseTracker.Point(
      time: time - start, energy: bank.runningEnergy(at: time),
      acceleratorEnergy: bank.runningAcceleratorEnergy(at: time), edgeDoubt: doubt.edge, scaleDoubt: doubt.scale)
  }

  /// What is done about once a second: devices of runs that ended are taken over, the journal and the observer told.
  private func atState(_ now: Seconds) {
    if let ownership = options.ownership {
      for (index, entry) in bank.entries.enumerated() where entry.owner != nil {
        if ownership.claim(Self.claim(on: entry.meter.description)) == nil { bank.takeOver(index, at: now) }
      }
    }
    bank.passOverStuck(at: now)
    if let watched, let time = ProcessorTime.used(by: watched.id) { self.watched?.time = time }
    let elapsed = now - start
    if let journal {
      journal.write(readings)
      readings.removeAll(keepingCapacity: true)
      journal.write(bank.journalRows(at: now), at: elapsed, jobTime: nil, progress: projection.progress)
    }
    guard let observer = options.observer else { return }
    let energy = bank.runningEnergy(at: now)
    var state = JobState(
      elapsed: elapsed, energy: energy, acceleratorCount: max(0, acceleratorCount - bank.lentAccelerators.lent),
      phase: phases.name, projection: projection)
    if let energy, let before = lastState?.energy, let lastState {
      state.power = max(energy - before, .zero) / (elapsed - lastState.elapsed)
    }
    lastState = state
    guard observer(state) == .stop, !wasStopped else { return }
    wasStopped = true
    if let child { child.stop() } else if let watched { ProcessTree.send(SIGTERM, to: watched.id) } else { end = now }
  }

  func takeReadings(at now: Seconds) {
    guard journal != nil else { return }
    nextReading = now + PowerSeries.shortestSpacing
    bank.takeReadings(into: &readings)
  }
}
