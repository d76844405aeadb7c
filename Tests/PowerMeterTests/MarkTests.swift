import Glibc
import PowerMeter
import Quantities
import Testing
import TrainCostTestSupport

@Suite struct MarkTests {
  @Test(
    arguments: [
      ("mark warm up", .phase("warm up")), ("mark epoch 1\n", .phase("epoch 1")), ("progress 0.35", .progress(0.35)),
      ("progress 1", .progress(1)), ("mark \u{1B}[31mred", .phase("[31mred")),
      ("mark ", nil), ("mark", nil), ("progress 35", nil), ("progress x", nil), ("progress nan", nil), ("", nil),
      ("hello", nil),
    ] as [(String, JobMark?)])
  func `messages are read or passed over, never trusted`(message: String, mark: JobMark?) {
    #expect(JobMark(message) == mark)
  }

  @Test(arguments: [JobMark.phase("a b"), .progress(0.25)]) func `what is sent is what is read`(mark: JobMark) {
    #expect(JobMark(mark.message) == mark)
  }

  @Test func `nobody listening is an error that says so, not a wait`() {
    #expect(throws: MarkSocket.SendFailure.self) { try MarkSocket.send(.progress(1), to: "/nonexistent/socket") }
    #expect(throws: MarkSocket.SendFailure.self) {
      try MarkSocket.send(.progress(1), to: "/tmp/" + String(repeating: "x", count: 200))
    }
  }

  @Test func `sockets of measurements that were killed are removed, and those of living ones stay`() throws {
    let folder = try TemporaryFolder()
    let living = try #require(MarkSocket(folder: folder.path))
    // A socket that outlives its process, and a file that only looks like one.
    let deserted = folder.path(of: "traincost-1-x.sock")
    let other = folder.path(of: "other.sock")
    for path in [deserted, other] {
      let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(bound == 0)
      close(descriptor)
    }
    let file = try folder.write("", to: "traincost-notes.sock.txt")
    let next = try #require(MarkSocket(folder: folder.path))
    #expect(access(deserted, F_OK) != 0)
    for path in [living.path, next.path, other, file] { #expect(access(path, F_OK) == 0, "\(path)") }
    try MarkSocket.send(.progress(1), to: living.path)
  }

  @Test func `progress projects time and energy from the pace between reports`() {
    var projection = ProgressProjection()
    #expect(projection.totalTime == nil)
    projection.report(0.1, at: Seconds(100), energy: Joules(1000))
    #expect(projection.totalTime == Seconds(1000))
    // The first 60 s were loading: from 10 % to 30 % took 80 s, so the other 70 % take 280 s.
    projection.report(0.3, at: Seconds(180), energy: Joules(1800))
    #expect(abs((projection.totalTime ?? .zero).value - 460) < 1e-9)
    #expect(abs((projection.totalEnergy ?? .zero).value - 4600) < 1e-9)
  }

  @Test func `a job that begins anew is projected anew`() {
    var projection = ProgressProjection()
    projection.report(0.5, at: Seconds(100), energy: nil)
    projection.report(0.2, at: Seconds(200), energy: nil)
    projection.report(0.4, at: Seconds(300), energy: nil)
    #expect(abs((projection.totalTime ?? .zero).value - 600) < 1e-9)
    #expect(projection.totalEnergy == nil)
  }
}
