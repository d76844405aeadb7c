import CostCore
import HardwareProfiles
import Quantities
public import RunLedger
import TrainingRun

/// The `co2_eq_emissions` of a Hugging Face model card: grams of CO2-equivalent, location-based.
private struct ModelCard {
  var emissions: Kilograms
  /// `predicted`, `stated` or `measured`.
  var usage: String
  var isMarginal: Bool
  /// What is nil is left out.
  var trainingType: String?
  var place: String?
  var hardware: String?

  /// The card's front matter, in YAML.
  var text: String {
    let grams = NumberFormat.significant(emissions.value * 1000, digits: 6, grouped: false)
    let words = [
      ("source", "traincost, \(usage) usage, location-based" + (isMarginal ? ", marginal" : "")),
      ("training_type", trainingType), ("geographical_location", place), ("hardware_used", hardware),
    ]
    let lines = words.compactMap { key, value in value.map { "  \(key): \"\($0)\"" } }
    return (["---", "co2_eq_emissions:", "  emissions: \(grams)"] + lines + ["---", ""]).joined(separator: "\n")
  }
}

extension EstimateResult {
  /// The `co2_eq_emissions` of a model card, as YAML front matter; nil when the emissions are unknown.
  public var modelCardEmissions: String? {
    guard let operational = carbon?.operational?.mid else { return nil }
    let hardware =
      specification.cluster.flatMap { cluster in profile.map { "\(cluster.count) x \($0.name)" } } ?? profile?.name
    return ModelCard(
      emissions: operational, usage: specification.givenUsage == nil ? "predicted" : "stated",
      isMarginal: carbon?.method == .marginal,
      trainingType: specification.training.adaptation.isFull ? "pre-training" : "fine-tuning",
      place: specification.site.grid ?? "not stated", hardware: hardware ?? "not stated"
    ).text
  }
}

extension RunRecord {
  /// The `co2_eq_emissions` of a model card, as YAML front matter; nil when the emissions are unknown.
  ///
  /// - Parameter acceleratorName: the name of its accelerator for people; nil when its profile is not known here.
  public func modelCardEmissions(acceleratorName: String?) -> String? {
    guard let operational = carbon?.operational?.mid else { return nil }
    let name = acceleratorName ?? accelerator
    return ModelCard(
      emissions: operational, usage: kind == .measured ? "measured" : "predicted",
      isMarginal: carbon?.method == .marginal,
      hardware: name.map { name in (acceleratorCount.map { "\($0) x " } ?? "") + name }
    ).text
  }
}
