import Foundation
import Glibc
import Testing

@testable import PowerMeter

@Suite struct ProcessTreeTests {
  @Test func `a signal reaches what a shell started and would leave behind`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal=TERM", "sh", "-c", "sh -c 'sleep 60; true' & sleep 60; true"]
    try process.run()
    let root = process.processIdentifier
    var descendants: [pid_t] = []
    for _ in 0..<200 where descendants.count < 3 {
      usleep(20_000)
      descendants = ProcessTree.descendants(of: root)
    }
    #expect(descendants.count == 3)
    ProcessTree.send(SIGTERM, to: root)
    process.waitUntilExit()
    // Whoever inherits them reaps them in its own time: they are gone or dead.
    for _ in 0..<200 where descendants.contains(where: Self.lives) { usleep(20_000) }
    #expect(!descendants.contains(where: Self.lives))
  }

  private static func lives(_ process: pid_t) -> Bool {
    let state = ProcessFile.firstLine("/proc/\(process)/stat")?.split(separator: ")").last?.split(separator: " ").first
    return state.map { $0 != "Z" } ?? false
  }
}
