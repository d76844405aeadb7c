import Foundation
import Synchronization
import Testing

@testable import RunLedger

@Suite struct LedgerPatienceTests {
  private let folder: LedgerFolder

  init() throws { folder = try LedgerFolder() }

  /// A clock that a wait moves by ten seconds, and what happens at each wait.
  private final class Waiting: Sendable {
    private let seconds = Mutex(0.0)
    var now: Double { seconds.withLock { $0 } }
    func pass() { seconds.withLock { $0 += 10 } }
  }

  private func patience(_ waiting: Waiting, during: @escaping @Sendable () -> Void = {}) -> LedgerPatience {
    LedgerPatience(
      path: folder.file, uptime: { waiting.now },
      sleep: { _ in
        waiting.pass()
        during()
      })
  }

  private func waits(of patience: LedgerPatience, atMost limit: Int) -> Int {
    (0..<limit).first { !patience.wait(tries: $0) } ?? limit
  }

  @Test func `a ledger that nobody writes to is given up after half a minute, each time anew`() {
    let patience = patience(Waiting())
    #expect(waits(of: patience, atMost: 100) == 3)
    #expect(waits(of: patience, atMost: 100) == 3)
  }

  @Test(arguments: ["", "-wal", "-journal"])
  func `writers are waited for as long as they write`(suffix: String) throws {
    let path = folder.file + suffix
    let patience = patience(Waiting()) {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      try? (text + "x").write(toFile: path, atomically: false, encoding: .utf8)
    }
    #expect(waits(of: patience, atMost: 100) == 100)
  }

  @Test func `work is tried until the ledger is free, and other faults are no reason to wait`() throws {
    struct Busy: Error {}
    struct Broken: Error {}
    let patience = patience(Waiting())
    var tries = 0
    let result = try patience.perform {
      tries += 1
      if tries < 3 { throw Busy() }
      return tries
    } whileBusy: {
      $0 is Busy
    }
    #expect(result == 3)
    for fault in [Busy(), Broken()] as [any Error] {
      var tries = 0
      #expect(throws: (any Error).self) {
        try patience.perform {
          tries += 1
          throw fault
        } whileBusy: {
          $0 is Busy
        }
      }
      #expect(tries == (fault is Busy ? 4 : 1))
    }
  }
}
