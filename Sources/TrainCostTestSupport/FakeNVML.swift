import Foundation

/// A stand-in for NVIDIA's library, compiled on the spot: no driver is needed to test what ours does with one.
public enum FakeNVML {
  /// The stand-in could not be compiled.
  public struct CompilerFailure: Error {}

  /// Two H100 behind a 16-bit-wider domain, the second of which has no energy counter.
  public static let devices = """
    int nvmlInit_v2(void) { return 0; }
    int nvmlDeviceGetCount_v2(unsigned *n) { *n = 2; return 0; }
    int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = (void *)(long)(i + 1); return 0; }
    int nvmlDeviceGetName(void *d, char *b, unsigned n) { snprintf(b, n, "NVIDIA H100 80GB HBM3"); return 0; }
    int nvmlDeviceGetPciInfo_v3(void *d, Pci *p) {
      memset(p, 0, sizeof *p);
      p->id = 0x233010de;
      snprintf(p->address, 32, "0000000A:4%d:00.0", (int)(long)d);
      return 0;
    }
    int nvmlDeviceGetTotalEnergyConsumption(void *d, unsigned long long *e) { *e = 1234567; return (long)d == 1 ? 0 : 3; }
    int nvmlDeviceGetPowerUsage(void *d, unsigned *p) { *p = 412345; return 0; }
    int nvmlDeviceGetEnforcedPowerLimit(void *d, unsigned *p) { *p = 700000; return 0; }
    """

  /// Compiles a library of some functions of NVML and returns its file.
  public static func library(_ functions: String, in folder: TemporaryFolder) throws -> String {
    let prelude = """
      #include <stdio.h>
      #include <string.h>
      #include <time.h>
      typedef struct { char legacy[16]; unsigned domain, bus, device, id, subsystem; char address[32]; } Pci;
      """
    let source = try folder.write("\(prelude)\n\(functions)\n", to: "nvml.c")
    let output = folder.path(of: "libnvidia-ml.so.1")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-o", output, source]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw CompilerFailure() }
    return output
  }
}
