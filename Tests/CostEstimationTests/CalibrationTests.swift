import Documents
import Glibc
import HardwareProfiles
import Quantities
import Testing

@testable import CostEstimation

@Suite struct CalibrationTests {
  /// A normal deviate by Box and Muller's method.
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    let (first, second) = (Double.random(in: 1e-12..<1, using: &generator), Double.random(in: 0..<1, using: &generator))
    return (-2 * log(first)).squareRoot() * cos(2 * Double.pi * second)
  }

  /// 200 runs on three accelerators whose true factors are known: each measured time is the prediction times its
  /// group's factor times 2 % of scatter, and a share of the runs is corrupted by a factor of 0.3 to 5.
  private static func history(seed: UInt64, corrupted: Double = 0) -> [CalibrationObservation] {
    var generator = SeededGenerator(state: seed)
    let truths: [(String, Precision, Double)] = [
      ("nvidia-h100-sxm5-80gb", .bf16, 1.12), ("nvidia-h100-sxm5-80gb", .fp8, 0.85),
      ("nvidia-a100-sxm4-80gb", .bf16, 1.3),
      ("amd-mi300x-oam-192gb", .bf16, 0.95),
    ]
    return (0..<200).map { index in
      let (accelerator, precision, factor) = truths[index % truths.count]
      let predicted = exp(Double.random(in: 0...10, using: &generator))
      var measured = predicted * factor * exp(0.02 * normal(&generator))
      let damage = exp(Double.random(in: log(0.3)...log(5), using: &generator))
      if Double.random(in: 0..<1, using: &generator) < corrupted { measured *= damage }
      return CalibrationObservation(
        run: "run-\(index)", accelerator: accelerator, precision: precision, quantity: .time,
        predicted: Range90(low: predicted * 0.8, mid: predicted, high: predicted * 1.25), measured: measured)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `two hundred runs of known truth bring the median error under 2 % and coverage to about 90 %`(seed: Int) throws {
    let result = try CalibrationResult(Self.history(seed: UInt64(seed)), date: "2026-11-24", origin: "a simulation")
    let all = try #require(result.rows.first { $0.group == nil })
    #expect(all.before.medianAbsoluteError > 0.05)
    #expect(all.after.medianAbsoluteError < 0.02)
    #expect((0.85...0.95).contains(all.after.rangeCoverage), "\(all.after.rangeCoverage)")
    let factor = try #require(result.layer["nvidia-a100-sxm4-80gb", .bf16]?.time)
    #expect(abs(factor.mid / 1.3 - 1) < 0.01)
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a corrupted tenth moves the median error and the factors by less than a point`(seed: Int) throws {
    let clean = try CalibrationResult(Self.history(seed: UInt64(seed)), date: "", origin: "")
    let dirty = try CalibrationResult(Self.history(seed: UInt64(seed), corrupted: 0.1), date: "", origin: "")
    let (before, after) = (try #require(clean.rows.first).after, try #require(dirty.rows.first).after)
    #expect(abs(after.medianAbsoluteError - before.medianAbsoluteError) < 0.01)
    #expect((0.85...0.95).contains(after.rangeCoverage), "\(after.rangeCoverage)")
    for (accelerator, corrections) in clean.layer.corrections {
      for (precision, correction) in corrections {
        let (sound, moved) = (try #require(correction.time), try #require(dirty.layer[accelerator, precision]?.time))
        #expect(abs(moved.mid / sound.mid - 1) < 0.01)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `ranges hold nine in ten of runs with long tails`(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    // Student's t of two degrees of freedom: most runs lie within 3 %, one in twenty is off by 13 % or more.
    let runs = (0..<300).map { index -> CalibrationObservation in
      let (a, b) = (Self.normal(&generator), Self.normal(&generator))
      let deviation = Self.normal(&generator) / ((a * a + b * b) / 2).squareRoot()
      return CalibrationObservation(
        run: "\(index)", accelerator: "a", precision: .bf16, quantity: .time,
        predicted: Range90(low: 9, mid: 10, high: 11), measured: 12 * exp(0.03 * deviation))
    }
    let all = try #require(try CalibrationResult(runs, date: "", origin: "").rows.first)
    #expect((0.85...0.95).contains(all.after.rangeCoverage), "\(all.after.rangeCoverage)")
  }

  @Test func `few runs are drawn towards the shipped value, many are not`() throws {
    func factor(_ count: Int) throws -> Double {
      let runs = (0..<count).map { index in
        CalibrationObservation(
          run: "\(index)", accelerator: "a", precision: .bf16, quantity: .time,
          predicted: Range90(low: 9, mid: 10, high: 11), measured: 15 * (1 + 0.001 * Double(index % 3)))
      }
      return try #require(CorrectionFit(runs).factors[.init(accelerator: "a", precision: .bf16)]).range.mid
    }
    let factors = try [1, 2, 5, 50].map(factor)
    #expect(factors == factors.sorted())
    #expect(factors[0] > 1 && factors[0] < 1.45)
    #expect(abs(factors[3] - 1.5) < 0.01)
  }

  @Test func `two runs that disagree widen the range instead of being dropped`() throws {
    let runs = [5.0, 20].enumerated().map { index, measured in
      CalibrationObservation(
        run: "\(index)", accelerator: "a", precision: .bf16, quantity: .time,
        predicted: Range90(low: 9, mid: 10, high: 11), measured: measured)
    }
    let factor = try #require(CorrectionFit(runs).factors[.init(accelerator: "a", precision: .bf16)])
    #expect(factor.outliers == 0)
    #expect((0.9...1.1).contains(factor.range.mid))
    #expect(factor.range.low < 0.7 && factor.range.high > 1.4)
  }

  @Test func `a factor that makes left-out runs worse is left out of the layer`() throws {
    // The shipped value is right, so what is learned from scatter can only do harm.
    var generator = SeededGenerator(state: 3)
    let runs = (0..<60).map { index in
      CalibrationObservation(
        run: "\(index)", accelerator: "a", precision: .bf16, quantity: .time,
        predicted: Range90(low: 8, mid: 10, high: 12.5),
        measured: 10 * exp(Double.random(in: -0.05...0.05, using: &generator)))
    }
    let result = try CalibrationResult(runs, date: "", origin: "")
    let group = try #require(result.rows.last)
    #expect((result.layer["a", .bf16] == nil) == !group.isUsed)
    #expect(group.isUsed == (group.after.medianAbsoluteError <= group.before.medianAbsoluteError))
    let all = try #require(result.rows.first)
    #expect(all.after.medianAbsoluteError <= all.before.medianAbsoluteError)
  }

  @Test func `a factor that stands on fewer than three runs is left out of the layer`() throws {
    func run(_ name: String, _ accelerator: String, _ ratio: Double) -> CalibrationObservation {
      CalibrationObservation(
        run: name, accelerator: accelerator, precision: .bf16, quantity: .time,
        predicted: Range90(low: 8, mid: 10, high: 12.5), measured: 10 * ratio)
    }
    let many = (0..<20).map { run("a\($0)", "a", 1.3) }
    let result = try CalibrationResult(many + [run("b0", "b", 1.9), run("b1", "b", 1.9)], date: "", origin: "")
    #expect(result.layer["a", .bf16] != nil)
    #expect(result.layer["b", .bf16] == nil)
  }

  @Test func `a layer reads back as it was written`() throws {
    let result = try CalibrationResult(Self.history(seed: 9), date: "2026-11-24", origin: "200 \"runs\"\nof a test")
    let text = result.layer.text(fitted: "2026-11-24", origin: "200 runs of a test")
    let read = try CorrectionLayer(Section(parsing: text, file: "calibration.yaml"))
    for (accelerator, corrections) in result.layer.corrections {
      for (precision, correction) in corrections {
        #expect(read[accelerator, precision]?.time == correction.time)
        #expect(read[accelerator, precision]?.runs == correction.runs)
      }
    }
  }

  @Test func `nothing measured, and too little, are said to be so`() {
    #expect { try CalibrationResult([], date: "", origin: "") } throws: {
      "\($0)".contains("no run was both predicted and measured")
    }
    let one = CalibrationObservation(
      run: "a", accelerator: "a", precision: .bf16, quantity: .time, predicted: Range90(exactly: 1), measured: 1)
    #expect { try CalibrationResult([one], date: "", origin: "") } throws: { "\($0)".contains("at least 3") }
    var bad = one
    bad.measured = .nan
    #expect { try CalibrationResult([bad, bad], date: "", origin: "") } throws: { "\($0)".contains("no run") }
  }
}

/// A generator of known state (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
