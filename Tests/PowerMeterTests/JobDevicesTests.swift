import PowerMeter
import Testing

@Suite struct JobDevicesTests {
  private static let nvidia = (0..<4).map {
    JobDevices.Candidate(address: "0000:4\($0):00.0", vendor: 0x10DE, uuid: "GPU-\($0)a\($0)a-0000")
  }
  private static let amd = (0..<2).map { JobDevices.Candidate(address: "0000:c\($0):00.0", vendor: 0x1002) }

  @Test(
    arguments: [
      ([:], [0, 1, 2, 3]),
      (["CUDA_VISIBLE_DEVICES": "2"], [2]),
      (["CUDA_VISIBLE_DEVICES": "3,1"], [1, 3]),
      (["CUDA_VISIBLE_DEVICES": ""], []),
      // What follows an invalid index is invisible, as for CUDA itself.
      (["CUDA_VISIBLE_DEVICES": "0,-1,2"], [0]),
      (["CUDA_VISIBLE_DEVICES": "0,7,2"], [0]),
      (["CUDA_VISIBLE_DEVICES": "GPU-1a1a,GPU-3a3a-0000"], [1, 3]),
      (["CUDA_VISIBLE_DEVICES": "MIG-1234"], []),
      (["ROCR_VISIBLE_DEVICES": "0"], [0, 1, 2, 3]),
      (["SLURM_JOB_GPUS": "1-2"], [1, 2]),
      (["SLURM_JOB_GPUS": "2,3", "CUDA_VISIBLE_DEVICES": "2"], [2]),
      // Under a scheduler's cgroup the visible devices are numbered from 0.
      (["SLURM_JOB_GPUS": "2,3", "CUDA_VISIBLE_DEVICES": "0,1"], [2, 3]),
    ] as [([String: String], [Int])])
  func `variables confine a job as they confine the runtimes`(environment: [String: String], expected: [Int]) throws {
    let devices = try JobDevices(among: Self.nvidia, flag: nil, environment: environment)
    #expect(devices.addresses == Set(expected.map { Self.nvidia[$0].address }))
  }

  @Test(
    arguments: [
      // A cgroup leaves the job's devices alone visible, numbered from 0, whatever the scheduler calls them.
      (1, ["SLURM_JOB_GPUS": "2", "CUDA_VISIBLE_DEVICES": "0"], [0]), (2, ["SLURM_JOB_GPUS": "1,2"], [0, 1]),
      (2, ["SLURM_JOB_GPUS": "1,2", "CUDA_VISIBLE_DEVICES": "0,1"], [0, 1]),
      (2, ["SLURM_JOB_GPUS": "2,3", "CUDA_VISIBLE_DEVICES": "1"], [1]),
    ] as [(Int, [String: String], [Int])])
  func `under a scheduler's cgroup its numbers are those of other devices`(
    visible: Int, environment: [String: String], expected: [Int]
  ) throws {
    let devices = try JobDevices(among: Array(Self.nvidia.prefix(visible)), flag: nil, environment: environment)
    #expect(devices.addresses == Set(expected.map { Self.nvidia[$0].address }))
  }

  @Test func `each maker's variable confines its own devices`() throws {
    let all = Self.nvidia + Self.amd
    let devices = try JobDevices(
      among: all, flag: nil, environment: ["ROCR_VISIBLE_DEVICES": "1", "CUDA_VISIBLE_DEVICES": "0"])
    #expect(devices.addresses == ["0000:40:00.0", "0000:c1:00.0"])
    #expect(devices.rule == "ROCR_VISIBLE_DEVICES=1, CUDA_VISIBLE_DEVICES=0")
  }

  @Test func `a tile of an Intel card stands for the card`() throws {
    let cards = (0..<2).map { JobDevices.Candidate(address: "0000:0\($0):00.0", vendor: 0x8086) }
    let devices = try JobDevices(among: cards, flag: nil, environment: ["ZE_AFFINITY_MASK": "1.0,1.1"])
    #expect(devices.addresses == ["0000:01:00.0"])
  }

  @Test(
    arguments: [
      ("1", ["0000:41:00.0"]), ("42:00.0", ["0000:42:00.0"]),
      ("0000:43:00.0,gpu-0a0a-0000", ["0000:43:00.0", "0000:40:00.0"]),
      ("none", []),
    ] as [(String, [String])])
  func `the flag names devices by index, address or UUID and overrides variables`(flag: String, expected: [String])
    throws
  {
    let devices = try JobDevices(among: Self.nvidia, flag: flag, environment: ["CUDA_VISIBLE_DEVICES": "0"])
    #expect(devices.addresses == Set(expected))
  }

  @Test func `a device that is not here is an error that lists those that are`() {
    #expect {
      _ = try JobDevices(among: Self.nvidia, flag: "9", environment: [:])
    } throws: {
      "\($0)".contains("found '9'") && "\($0)".contains("0000:43:00.0")
    }
  }
}
