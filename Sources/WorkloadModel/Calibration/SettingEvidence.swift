import TrainingRun

/// What the published steps that the constants were fitted to tell of a setting: an accelerator under a framework.
///
/// A prediction is as good as among its like only where the like was measured. Steps of a framework or an accelerator that
/// the fit did not see deviate further: what a stack does that no input tells, and what its cluster's network reaches.
enum SettingEvidence: Sendable {
  /// The framework's steps on the accelerator were measured.
  case measured
  /// Other frameworks' steps on the accelerator were, and too few of its own, which is also so where none is stated.
  case otherFramework
  /// Only steps of other accelerators of its family were.
  case otherAccelerator
  /// No step of its family was, so that its constants are those of the family's kin.
  case otherFamily

  /// Fewer published steps than this do not tell how a setting deviates.
  static let enoughSteps = 5.0

  /// The name of the range in a `Calibration` that such steps had which the fit did not see; nil of measured ones.
  var rangeName: String? {
    switch self {
    case .measured: nil
    case .otherFramework: "other_framework"
    case .otherAccelerator: "other_accelerator"
    case .otherFamily: "other_family"
    }
  }

  /// - Parameters:
  ///   - ofSetting: measured steps of the setting.
  ///   - ofAccelerator: measured steps of its accelerator under any framework.
  ///   - ofFamily: whether any step of its family was measured.
  init(ofSetting: Double, ofAccelerator: Double, ofFamily: Bool = true) {
    self =
      if ofSetting >= Self.enoughSteps {
        .measured
      } else if ofAccelerator > 0 {
        .otherFramework
      } else {
        ofFamily ? .otherAccelerator : .otherFamily
      }
  }
}

/// An accelerator and the framework that drives it.
struct MeasuredSetting: Hashable, Sendable {
  let accelerator: String
  let framework: String

  init(accelerator: String, software: SoftwareStack) {
    self.accelerator = accelerator
    framework = software.frameworkName
  }

  /// The name of the count of its steps in a `Calibration`.
  var name: String { "steps.\(accelerator)/\(framework)" }
}

extension SoftwareStack {
  /// The framework's name in small letters without its version: `megatron-bridge` of `Megatron-Bridge container 26.04`; and
  /// `unstated` where none is given.
  var frameworkName: String {
    let words = (framework ?? "").lowercased().split(separator: " ")
    let name = words.prefix { word in !word.contains { $0.isNumber || $0 == "(" } && word != "container" }
    return name.isEmpty ? "unstated" : name.joined(separator: "-")
  }
}

extension Calibration {
  /// What the steps that the constants were fitted to tell of a setting whose accelerator is of a family.
  func evidence(of setting: MeasuredSetting, family: String) -> SettingEvidence {
    let prefix = "steps.\(setting.accelerator)/"
    let ofAccelerator = values.lazy.filter { $0.key.hasPrefix(prefix) }.reduce(0) { $0 + $1.value }
    return SettingEvidence(
      ofSetting: values[setting.name] ?? 0, ofAccelerator: ofAccelerator, ofFamily: kin[family] == nil)
  }
}
