import AcceleratorProbe
import CSystemCalls
import Glibc
import Quantities
import TrainingRun

/// How a job begins: its devices claimed, its journal on disk, its process running.
extension JobSession {
  func command(of target: JobMeter.Target) -> [String] {
    switch target {
    case .command(let words): CommandMasking.masked(words)
    case .process(let id):
      CommandMasking.masked(ProcessFile.arguments(of: id))
    case .untilInterrupt: []
    }
  }

  /// The owners of those devices that another run counts.
  func claimed() -> [String: String] {
    guard let ownership = options.ownership else { return [:] }
    var owners: [String: String] = [:]
    for sensor in sensors.counted {
      if let owner = ownership.claim(Self.claim(on: sensor.description)) { owners[sensor.description.id] = owner }
    }
    return owners
  }

  /// What is claimed for a sensor: its card, or the host as one, whose domains contain each other and so have one owner.
  static func claim(on description: SensorDescription) -> String { description.pciAddress ?? "host" }

  func launch(_ target: JobMeter.Target) throws(JobMeter.LaunchFailure) {
    switch target {
    case .command(let words):
      do {
        pipe.jobStarts()
        var edges = JobEdges(callAt: start)
        let child = try ChildProcess(words, variables: socket.map { [MarkSocket.variable: $0.path] } ?? [:])
        edges.launched(child.id, at: MonotonicClock.now())
        (self.child, self.edges) = (child, edges)
      } catch {
        throw JobMeter.LaunchFailure(program: words[0], code: error.code)
      }
    case .process(let id):
      let descriptor = open_process(id)
      guard descriptor >= 0, let time = ProcessorTime.used(by: id) else {
        throw JobMeter.LaunchFailure(program: "process \(id)", code: errno == 0 ? ESRCH : errno)
      }
      watched = (id, descriptor, time, time)
    case .untilInterrupt: break
    }
  }

  func beginJournal(_ job: MeasuredJob, _ owners: [String: String]) {
    guard let begin = options.journal else { return }
    var draft = job
    draft.energy = sensors.counted.map { sensor in
      let description = sensor.description
      var domain = DomainEnergy(
        domain: description.domain, id: description.id, energy: nil,
        method: description.model != nil ? .modelled : description.isCounter ? .counter : .integrated,
        observedShare: description.observedShare, containedIn: description.containedIn, note: description.model,
        source: description.source)
      domain.owner = owners[description.id]
      return domain
    }
    draft.energy += Self.missing(sensors)
    journal = begin(draft)
  }
}
