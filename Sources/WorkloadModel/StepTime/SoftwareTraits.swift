import HardwareProfiles
import TrainingRun

extension SoftwareTraits {
  /// What a software stack does, with what it leaves open filled in by the accelerator's day.
  ///
  /// - Parameters:
  ///   - year: the year of the accelerator's release.
  ///   - domain: accelerators that the fast links join.
  ///   - hasSinks: whether attention has learned sinks, which libraries' kernels took up in mid-2026.
  init(
    _ software: SoftwareStack, format: ProductFormat, year: Double, domain: Int, hasSinks: Bool
  ) {
    let framework = (software.framework ?? "").lowercased()
    let version = software.version.flatMap(SoftwareTraits.date)
    self.format = format
    switch software.attention {
    case .unfused: attention = .unfused
    case .triton: attention = .triton
    case .flash: attention = .flash
    case .library: attention = .library
    case nil:
      if hasSinks, version.map({ $0 < 2026.55 }) ?? true {
        attention = .sinks
      } else {
        // cuDNN's kernel is of Hopper's day.
        attention = Self.isUsuallyUnfused(year: year) ? .unfused : .library
      }
    }
    let runsOneByOne =
      ["deepspeed", "megatron-lm 202", "foundry", "composer", "torchtitan", "pytorch", "fsdp", "hugging"].contains {
        framework.contains($0)
      }
    isEager =
      software.compiled.map { !$0 && !framework.contains("core") }
      ?? (runsOneByOne || (framework.isEmpty && year < 2022))
    hasEagerNorms = isEager && !framework.isEmpty && !framework.contains("megatron")
    overlapsTensorParallel = software.asyncTensorParallel ?? (framework.isEmpty && year >= 2022)
    overlapsGradients = software.overlapGradientReduce ?? !isEager
    // ZeRO stage 3 of 2021 gathered weights when they were needed; FSDP and its kin gather ahead.
    overlapsGathering = !framework.contains("megatron-lm 2021")
    // Megatron captures the kernels of routing in racks of fast links since 25.09, and fuses dispatch since 26.06
    // (Megatron-Bridge, performance recipes of those versions).
    let day = domain > 8 ? version ?? (framework.isEmpty ? year + 2 : 0) : 0
    capturesRouting = day > 2025.6
    fusesExpertDispatch = day > 2026.35
  }

  /// Whether attention left its scores to memory in an accelerator's day: FlashAttention is of mid-2022 (arXiv 2205.14135).
  static func isUsuallyUnfused(year: Double) -> Bool { year < 2022 }

  /// The date in a version such as `26.04.01`, as a year.
  static func date(_ version: String) -> Double? {
    let parts = version.split(separator: ".").prefix(2).compactMap { Double($0) }
    guard parts.count == 2, (15...60).contains(parts[0]), (1...12).contains(parts[1]) else { return nil }
    return 2000 + parts[0] + (parts[1] - 1) / 12
  }
}

extension RunSpecification {
  /// The run with the attention kernel of the accelerator's day where it states none and scores went through memory, so
  /// that time and memory take the same one.
  func assumingUsualAttention(on profile: AcceleratorProfile) -> RunSpecification {
    guard training.software.attention == nil, SoftwareTraits.isUsuallyUnfused(year: profile.softwareYear) else {
      return self
    }
    var result = self
    result.training.software.attention = .unfused
    result.training.software.attentionIsAssumed = true
    return result
  }
}

extension SoftwareStack {
  /// The same with the kernels of today where they are not stated: fused attention, compiled operators.
  var withKernelsOfToday: SoftwareStack {
    var result = self
    if attentionIsAssumed { result.attention = .flash }
    result.compiled = compiled ?? true
    return result
  }
}
