import TrainingRun

/// What of the software that a run states is not known.
extension WorkloadModel {
  /// Warns of a framework of which no published step tells. A model without layers and a given utilization take nothing
  /// from it.
  mutating func checkFramework(_ options: TrainingOptions) {
    guard options.software.framework != nil, options.mfu == nil, case .transformer = model else { return }
    let known = Calibration.shipped.frameworks
    let name = options.software.frameworkName
    guard !known.contains(name) else { return }
    warnings.append(
      "training.software.framework: no published step tells of \(name), so its step time is that of others; "
        + "those told of are \(known.joined(separator: ", "))")
  }
}

extension Calibration {
  /// The frameworks whose steps were published on some accelerator, by name.
  var frameworks: [String] {
    let settings = values.keys.filter { $0.hasPrefix("steps.") }
    let names = Set(settings.compactMap { $0.split(separator: "/").last.map(String.init) })
    return names.subtracting([SoftwareStack().frameworkName]).sorted()
  }
}
