import ArgumentParser
import PowerMeter

struct MarkCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "Called by a measured job: name the phase that begins, or report progress.",
    discussion: """
      Sends one datagram to the socket named by TRAINCOST_SOCKET, which 'traincost measure' sets for the job. Any \
      program can send the same: 'mark NAME' or 'progress 0.35'. Exits with 69 when nobody measures.
      """
  ).parsedAlone

  @Argument(help: ArgumentHelp("The phase that begins.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("The share of the work that is done, 0 to 1.", valueName: "share"))
  var progress: Double?

  @Flag(help: "Say nothing when nobody measures.")
  var quiet = false

  func validate() throws {
    guard name != nil || progress != nil else {
      throw ValidationError("what to tell is missing; expected: traincost mark NAME, or --progress SHARE")
    }
    if let name, JobMark("mark \(name)") == nil {
      throw ValidationError("the name of a phase must hold a visible character")
    }
    if let progress, !(0...1).contains(progress) {
      throw ValidationError("--progress: found \(progress), expected 0 to 1")
    }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    guard let path = context.variable(MarkSocket.variable) else {
      if !quiet { context.note("traincost: nobody measures this job: \(MarkSocket.variable) is not set") }
      return ExitStatus.unavailable
    }
    let marks = [name.map(JobMark.phase), progress.map(JobMark.progress)].compactMap(\.self)
    for mark in marks {
      do {
        try MarkSocket.send(mark, to: path)
      } catch {
        if !quiet { context.note("traincost: \(path): \(error)") }
        return ExitStatus.unavailable
      }
    }
    return ExitStatus.success
  }
}
