import Foundation
import Glibc
import Testing
import TrainCostTestSupport

/// Whether this user may mount a small disk of memory to fill, in a name space of its own.
private let mayMount: Bool = {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]
  (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
  guard getuid() == 0, (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()

/// `measure` as a process of its own, since signals, orphans and kills are about processes.
@Suite(.serialized, .enabled(if: BuiltProgram.path != nil, "the program is not built beside the tests"))
struct MeasureProcessTests {
  private let home: TemporaryFolder
  private let sysfs: FakeSysfs

  init() throws {
    home = try TemporaryFolder()
    sysfs = try FakeSysfs()
    try sysfs.write("sys/class/powercap/intel-rapl:0/name", text: "package-0")
    try sysfs.write("sys/class/powercap/intel-rapl:0/energy_uj", text: "1000000")
  }

  /// Runs a shell line in which `$measure` is the program with its ledger; its status and what it wrote.
  private func shell(_ line: String) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    // The thread that runs a test may have signals blocked, which a process would inherit.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal", "/bin/bash", "-c", line]
    let program = try #require(BuiltProgram.path)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "HOME": home.path, "XDG_DATA_HOME": home.path, "XDG_RUNTIME_DIR": home.path, "TRAINCOST_SYSFS_ROOT": sysfs.root,
      "traincost": program,
      "PATH": "/usr/bin:/bin",
    ]) { $1 }
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// The newest run of the ledger.
  private func newest() throws -> [String: Any] {
    let text = try shell("$traincost runs list --limit 1 --format json 2>/dev/null").output
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require((json?["runs"] as? [[String: Any]])?.first)
  }

  @Test func `what a killed measurement noted is recovered, and the job lives on (codecarbon, carbontracker)`() throws {
    let run = try shell(
      """
      $traincost measure --quiet -- sh -c 'touch $HOME/ready; sleep 2.5; echo done > $HOME/survived' &
      while [ ! -e $HOME/ready ]; do sleep 0.02; done; sleep 1.5; kill -9 $!; wait 2>/dev/null
      $traincost runs recover --format json; while [ ! -e $HOME/survived ]; do sleep 0.02; done; cat $HOME/survived
      """)
    #expect(run.output.contains("\"complete\": false"), "\(run.output)")
    #expect(run.output.hasSuffix("done\n"))
    let record = try newest()
    #expect(record["complete"] as? Bool == false)
    #expect(record["exit_code"] is NSNull)
    // At most a second is lost of the 1.5, beside what a busy machine takes.
    #expect(try #require(record["wall_seconds"] as? Double) > 0)
    #expect(try shell("$traincost runs recover").output == "nothing to recover\n")
    #expect(try shell("ls -A $HOME/traincost/*.journals").output.isEmpty)
  }

  @Test func `SIGTERM reaches the job, and its end is the job's (codecarbon, perf stat)`() throws {
    let run = try shell(
      """
      $traincost measure --quiet -- sh -c 'touch $HOME/ready; exec sleep 30' &
      while [ ! -e $HOME/ready ]; do sleep 0.02; done; kill -TERM $!; wait $!; echo $?
      """)
    #expect(run.output == "143\n")
    #expect(try newest()["signal"] as? Int == 15)
  }

  @Test(arguments: ["USR1", "USR2", "ALRM", "XCPU", "INT", "QUIT", "PIPE"])
  func `what a scheduler sends to the measurement reaches the job, which goes on being measured`(signal: String) throws
  {
    let run = try shell(
      """
      set -m
      $traincost measure --quiet -- bash -c 'trap "exit 9" \(signal); touch $HOME/ready; for i in $(seq 200); do sleep 0.05; done' &
      while [ ! -e $HOME/ready ]; do sleep 0.02; done; kill -\(signal) $!; wait $!; echo $?
      """)
    #expect(run.output.hasSuffix("9\n"), "\(run.output)")
    #expect(try newest()["exit_code"] as? Int == 9)
  }

  @Test func `eight ranks that start at once count each joule once when they are merged (codecarbon)`() throws {
    try sysfs.write("sys/class/powercap/intel-rapl:1/name", text: "psys")
    try sysfs.write("sys/class/powercap/intel-rapl:1/energy_uj", text: "2000000")
    let run = try shell(
      """
      for i in 0 1 2 3 4 5 6 7; do $traincost measure --quiet --name rank$i -- sh -c \
        'sleep 0.3; echo 4000000 > $TRAINCOST_SYSFS_ROOT/sys/class/powercap/intel-rapl:1/energy_uj
        echo 2000000 > $TRAINCOST_SYSFS_ROOT/sys/class/powercap/intel-rapl:0/energy_uj; sleep 0.5' & done; wait
      $traincost runs merge $($traincost runs list --format csv | tail -n +2 | cut -d, -f1) --format json
      """)
    let text = run.output[(run.output.firstIndex(of: "{") ?? run.output.startIndex)...]
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let energy = try #require(json?["energy"] as? [String: Any], "\(run.output)")
    let domains = try #require(energy["by_domain"] as? [[String: Any]])
    #expect(domains.compactMap { $0["domain"] as? String }.sorted() == ["cpu_package", "psys"])
    let psys = try #require(domains.first { $0["domain"] as? String == "psys" }?["joules"] as? Double)
    #expect(energy["total_joules"] as? Double == psys)
  }

  @Test(.enabled(if: mayMount, "only root may mount a disk of memory to fill"), arguments: [true, false])
  func `a disk that is full before or during the job costs the record and never the job`(isFullAtStart: Bool) throws {
    let fill = "head -c 1000000 /dev/zero > $HOME/full/fill 2>/dev/null"
    let run = try shell(
      """
      mkdir $HOME/full; unshare -m bash -c 'mount -t tmpfs -o size=200k none $HOME/full
      \(isFullAtStart ? fill : ":")
      $traincost measure --quiet --ledger $HOME/full/ledger.sqlite -- bash -c "\(fill); sleep 1.5; echo done; exit 7"
      echo $?; rm $HOME/full/fill
      $traincost runs recover --ledger $HOME/full/ledger.sqlite --format json'
      """)
    #expect(run.output.contains("done\n"), "\(run.output)")
    #expect(run.output.contains("\n7\n"), "\(run.output)")
    #expect(run.output.contains("warning: the run is not in the ledger"), "\(run.output)")
    // Where the journal could be begun, the run comes back once there is room again, up to what fitted and marked so.
    if !isFullAtStart { #expect(run.output.contains("\"complete\": false"), "\(run.output)") }
  }

  @Test func `a job stopped at a limit says so in its record, and a limit without figures is warned of`() throws {
    let stopped = try shell("$traincost measure --quiet --max-hours 0.0001 --on-limit stop -- sleep 30; echo $?")
    #expect(stopped.output.hasSuffix("3\n"))
    #expect((try newest()["notes"] as? [String])?.contains { $0.contains("--max-hours 0.0001 was exceeded") } == true)
    let blind = try shell(
      "mkdir $HOME/sys; TRAINCOST_SYSFS_ROOT=$HOME $traincost measure --quiet --max-kwh 1 -- true; echo $?")
    #expect(blind.output.contains("--max-kwh cannot be checked"))
    #expect(blind.output.hasSuffix("0\n"))
    #expect(try shell("$traincost measure --on-limit stop -- true; echo $?").output.hasSuffix("64\n"))
  }

  @Test(arguments: [("", "0\n"), ("--on-limit stop", "3\n")])
  func `a limit that a short job exceeded before it was looked at is told at its end`(action: String, code: String)
    throws
  {
    let run = try shell("$traincost measure --quiet --max-hours 0.3s \(action) -- sleep 0.4; echo $?")
    #expect(run.output.contains("--max-hours 0.3s is exceeded") && run.output.hasSuffix(code), "\(run.output)")
    #expect((try newest()["notes"] as? [String])?.contains { $0.contains("--max-hours was exceeded") } == true)
  }

  @Test func `a time limit holds to a second however seldom sensors are read`() throws {
    let run = try shell("$traincost measure --quiet --rate 0.1 --max-hours 0.5s --on-limit stop -- sleep 30; echo $?")
    #expect(run.output.hasSuffix("3\n"), "\(run.output)")
    #expect(try #require(newest()["wall_seconds"] as? Double) < 9)
  }

  @Test(arguments: [("INT", 130), ("TERM", 143)])
  func `a signal while the machine is measured without the job keeps the job from starting`(
    signal: String, status: Int
  ) throws {
    let run = try shell(
      "timeout --preserve-status -s \(signal) 1 $traincost measure --idle 30s -- touch $HOME/started; echo $?")
    #expect(run.output.hasSuffix("\(status)\n") && run.output.contains("was not started"), "\(run.output)")
    #expect(!FileManager.default.fileExists(atPath: home.path(of: "started")))
  }

  @Test func `a run file of a site alone prices a job, and its grid and PUE stand in the record with their sources`()
    throws
  {
    _ = try shell("printf 'site: { grid: FR, pue: 1.1 }\\n' > $HOME/site.yaml")
    let run = try shell("$traincost measure --quiet --run $HOME/site.yaml -- true; echo $?")
    #expect(run.output == "0\n")
    let assumptions = try #require(newest()["assumptions"] as? [[String: Any]])
    #expect(assumptions.contains { $0["key"] as? String == "site.carbon_intensity" && $0["source"] is String })
    #expect(!assumptions.contains { $0["key"] as? String == "site.grid" })
    #expect(try shell("$traincost estimate $HOME/site.yaml; echo $?").output.hasSuffix("65\n"))
  }

  @Test func `a hyphen stands for standard output, and a folder too long for a socket has one elsewhere`() throws {
    let folder = String(repeating: "long/", count: 30)
    let run = try shell(
      "mkdir -p $HOME/\(folder); XDG_RUNTIME_DIR=$HOME/\(folder) $traincost measure --format json -o - -- "
        + "sh -c '$traincost mark begun'")
    let record = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.output)")
    #expect((record["phases"] as? [[String: Any]])?.first?["name"] as? String == "begun")
  }

  @Test func `a job gets the bytes of its command line, of whatever encoding`() throws {
    let run = try shell("$traincost measure --quiet -- printf $'caf\\xe9' | od -An -tx1")
    #expect(run.output.contains("63 61 66 e9"))
  }

  @Test func `what would lose the record is found before the job starts`() throws {
    _ = try shell("echo 'not a ledger at all' > $HOME/text")
    for wrong in ["--ledger $HOME/text", "-o $HOME/missing/record.json", "--pid 999999"] {
      let job = wrong.hasPrefix("--pid") ? "" : "-- touch $HOME/started"
      let run = try shell("$traincost measure --quiet \(wrong) \(job); echo $?")
      #expect(run.output.hasSuffix(wrong.hasPrefix("--pid") ? "66\n" : "125\n"), "\(run.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: home.path(of: "started")))
  }

  @Test func `children that a shell left behind end without ending the measurement or its idle baseline`() throws {
    let run = try shell(
      "(sleep 0.2; exit 1) & (sleep 1; exit 2) & exec $traincost measure --quiet --idle 0.6s -- sh -c 'sleep 0.8; exit 6'"
    )
    #expect(run.status == 6, "\(run.output)")
    let record = try newest()
    #expect(record["exit_code"] as? Int == 6)
    #expect(try #require(record["wall_seconds"] as? Double) > 0.7)
    #expect(FileManager.default.fileExists(atPath: home.path(of: "traincost/ledger.sqlite.idle.json")))
  }

  @Test func `a job that ^C does not end goes on being measured`() throws {
    let run = try shell(
      """
      set -m; $traincost measure --quiet -- sh -c 'trap "" INT; touch $HOME/ready; sleep 0.6; exit 5' &
      while [ ! -e $HOME/ready ]; do sleep 0.02; done; kill -INT -- -$!; wait $!; echo $?
      """
    )
    #expect(run.output.hasSuffix("5\n"), "\(run.output)")
  }

  @Test func `orphans are followed when asked, and not else`() throws {
    let job = "(sh -c 'sleep 1.2; echo late >> $HOME/order' &) ; echo first > $HOME/order"
    _ = try shell("$traincost measure --quiet --follow -- sh -c \(Self.quoted(job)); echo measured >> $HOME/order")
    #expect(try shell("cat $HOME/order").output == "first\nlate\nmeasured\n")
    _ = try shell("$traincost measure --quiet -- sh -c \(Self.quoted(job)); echo measured >> $HOME/order; sleep 1.5")
    #expect(try shell("cat $HOME/order").output == "first\nmeasured\nlate\n")
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

  @Test func `a process that runs already is measured to its end`() throws {
    let run = try shell("sleep 3 & $traincost measure --quiet --pid $!; echo $?")
    #expect(run.output == "0\n", "\(run.output)")
    let record = try newest()
    #expect(record["command"] as? [String] == ["sleep", "3"])
    #expect(try #require(record["wall_seconds"] as? Double) < 3.2)
    #expect(try shell("$traincost measure --quiet --pid 4194000; echo $?").output.hasSuffix("66\n"))
  }

  @Test func `the machine is measured until an interrupt`() throws {
    // What runs in the background ignores an interrupt until it takes it over.
    let run = try shell(
      """
      $traincost measure --quiet --until-interrupt &
      sleep 0.6; while kill -INT $! 2>/dev/null; do sleep 0.6; done; wait $!; echo $?
      """)
    #expect(run.output == "0\n")
    #expect(try newest()["name"] as? String == "machine")
  }

  @Test func `the job's marks become phases, by the verb and by three lines of Python`() throws {
    let run = try shell(
      """
      $traincost measure --quiet -- sh -c '$traincost mark load; sleep 0.2; $traincost mark --progress 0.5
      python3 -c "
      import os, socket
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.sendto(b\\"mark train\\", os.environ[\\"TRAINCOST_SOCKET\\"])" || $traincost mark train
      sleep 0.2'; echo $?
      """)
    #expect(run.output == "0\n", "\(run.output)")
    let record = try newest()
    let phases = try #require(record["phases"] as? [[String: Any]])
    #expect(phases.compactMap { $0["name"] as? String } == ["load", "train"])
    #expect(record["progress"] as? Double == 0.5)
    #expect(try shell("$traincost mark x; echo $?").output.hasSuffix("69\n"))
  }

  @Test func `a limit that is exceeded warns, or stops the job with 3`() throws {
    let warned = try shell("$traincost measure --quiet --max-hours 0.0001 -- sleep 1.5; echo $?")
    #expect(warned.output.contains("--max-hours 0.0001 is exceeded ("))
    #expect(warned.output.hasSuffix("0\n"))
    let stopped = try shell("$traincost measure --quiet --max-hours 0.0001 --on-limit stop -- sleep 30; echo $?")
    #expect(stopped.output.hasSuffix("3\n"), "\(stopped.output)")
    #expect(try newest()["signal"] as? Int == 15)
  }

  @Test func `of two measures at once one counts the package, the other refers to it (codecarbon)`() throws {
    _ = try shell(
      """
      $traincost measure --quiet --name first -- sh -c 'touch $HOME/ready; while [ ! -e $HOME/over ]; do sleep 0.02; done' &
      while [ ! -e $HOME/ready ]; do sleep 0.02; done
      $traincost measure --quiet --name second -- sleep 0.3; touch $HOME/over; wait
      """)
    let text = try shell("$traincost runs list --format json").output
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let runs = try #require(json?["runs"] as? [[String: Any]])
    func energy(_ name: String) throws -> [String: Any] {
      try #require(runs.first { $0["name"] as? String == name }?["energy"] as? [String: Any])
    }
    let first = try #require(runs.first { $0["name"] as? String == "first" }?["id"] as? String)
    #expect((try energy("first")["by_domain"] as? [[String: Any]])?.first?["id"] as? String == "intel-rapl:0")
    let others = try #require(try energy("second")["other_devices"] as? [[String: Any]])
    #expect(others.first?["counted_by"] as? String == first)
    #expect(try energy("second")["total_joules"] is NSNull)
  }

  @Test func `nothing is said to a job's output when no terminal is there (codecarbon)`() throws {
    let run = try shell("$traincost measure --quiet -- printf 'A\\0B' | od -c | head -1")
    #expect(run.output.contains("A  \\0   B"))
  }
}
