import AcceleratorProbe
import Foundation
import LinuxProbe
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct NVMLSensorsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func library(_ functions: String) throws -> String { try FakeNVML.library(functions, in: folder) }

  private static let devices = FakeNVML.devices

  @Test func `GPUs are metered by their energy counter, else by their power`() throws {
    let host = SensorDiscovery(nvml: try library(Self.devices)).host()
    let sensors = host.sensors.available.filter { $0.description.domain == .accelerator }
    #expect(sensors.map(\.description.id) == ["000a:41:00.0", "000a:42:00.0"])
    #expect(sensors.map { $0.read() } == [.counter(Joules(1234.567)), .power(Watts(412.345))])
    #expect(sensors[0].currentPower() == Watts(412.345))
    #expect(sensors[0].powerLimit() == Watts(700))
    #expect(sensors[0].description.observedShare == 0.25)
    #expect(host.nvmlGPUs.map(\.device) == [0x2330, 0x2330])
  }

  @Test func `a GPU split into instances is refused with an explanation, not given the whole's energy (dcgm-exporter)`()
    throws
  {
    let mig = Self.devices + "\nint nvmlDeviceGetMigMode(void *d, unsigned *c, unsigned *p) { *c = *p = 1; return 0; }"
    let sensors = SensorDiscovery(nvml: try library(mig)).host().sensors
    #expect(sensors.available.allSatisfy { $0.description.domain != .accelerator })
    #expect(sensors.unavailable.filter { $0.reason.contains("MIG") }.count == 2)
  }

  @Test(
    arguments: [
      (18, "different versions", "sudo reboot"), (9, "driver is not loaded", "sudo modprobe nvidia"),
      (999, "unknown error", nil),
    ] as [(Int, String, String?)])
  func `a library that does not start says why and what mends it`(code: Int, reason: String, remedy: String?) throws {
    let sensors = SensorDiscovery(nvml: try library("int nvmlInit_v2(void) { return \(code); }")).host().sensors
    let sensor = try #require(sensors.unavailable.first { $0.id == "nvml" })
    #expect(sensor.reason.contains(reason))
    #expect(sensor.remedy == remedy)
  }

  @Test func `a GPU that is lost is reported and the other still metered`() throws {
    let lost = Self.devices.replacing(
      "*d = (void *)(long)(i + 1); return 0;", with: "*d = (void *)(long)(i + 1); return i == 0 ? 15 : 0;")
    let sensors = SensorDiscovery(nvml: try library(lost)).host().sensors
    #expect(sensors.available.contains { $0.description.id == "000a:42:00.0" })
    #expect(sensors.unavailable.contains { $0.reason.contains("lost") })
  }

  @Test func `a file that is no library is unavailable with the loader's words`() throws {
    let sensors = SensorDiscovery(nvml: "/nonexistent/libnvidia-ml.so.1").host().sensors
    #expect(sensors.unavailable.contains { $0.id == "nvml" && $0.reason.contains("nonexistent") })
  }

  private static let fields = """
    typedef struct { unsigned field, scope; long long time, latency; unsigned type; int result; union { unsigned u; unsigned long long l; } value; } Field;
    int nvmlDeviceGetFieldValues(void *d, int n, Field *f) {
      for (int i = 0; i < n; i++) { f[i].result = f[i].field == 186 ? 0 : 3; f[i].value.u = f[i].scope == 1 ? 900000 : 250000; }
      return 0;
    }
    """

  @Test func `a Grace Hopper's counter is its module's, and the GPU's own power lies inside it`() throws {
    let module = Self.devices.replacing("NVIDIA H100 80GB HBM3", with: "NVIDIA GH200 480GB") + "\n" + Self.fields
    let sensors = SensorDiscovery(nvml: try library(module)).host().sensors.available.map(\.description)
    let first = sensors.filter { $0.pciAddress == "000a:41:00.0" }
    #expect(first.map(\.domain) == [.module, .accelerator])
    #expect(first.map(\.containedIn) == [nil, "module:000a:41:00.0"])
    #expect(first[1].id == "000a:41:00.0")
  }

  @Test func `a GPU without a counter is metered by its power of the moment`() throws {
    let sensors = SensorDiscovery(nvml: try library(Self.devices + "\n" + Self.fields)).host().sensors.available
    let second = try #require(sensors.first { $0.description.id == "000a:42:00.0" })
    #expect(second.read() == .power(Watts(250)))
    #expect(second.description.source.contains("INSTANT"))
  }

  @Test func `a stub library's garbage is no power`() throws {
    let garbage = Self.devices.replacing("*p = 412345", with: "*p = 4294967295u")
      .replacing("*e = 1234567;", with: "*e = ~0ULL;")
    let sensors = SensorDiscovery(nvml: try library(garbage)).host().sensors.available
      .filter { $0.description.pciAddress != nil }
    #expect(sensors.allSatisfy { $0.read() == .failed(code: 34) })
    #expect(sensors.allSatisfy { $0.currentPower() == nil })
  }

  @Test func `a GPU that tells neither energy nor power tells its use`() throws {
    let mute =
      Self.devices.replacing("return (long)d == 1 ? 0 : 3;", with: "return 3;")
      .replacing("{ *p = 412345; return 0; }", with: "{ return 3; }")
      + "\nint nvmlDeviceGetUtilizationRates(void *d, unsigned *u) { u[0] = 60; u[1] = 0; return 0; }"
    let sensors = SensorDiscovery(nvml: try library(mute)).host().sensors
    #expect(sensors.utilization.map { $0.utilization() } == [0.6, 0.6])
    #expect(sensors.unavailable.filter { $0.reason.contains("does not support") }.count == 2)
  }
}
