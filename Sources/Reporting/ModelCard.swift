import CostCore
import HardwareProfiles
import Quantities
import TrainingRun

extension EstimateResult {
  /// The `co2_eq_emissions` of a Hugging Face model card, as YAML front matter: grams of CO2-equivalent, location-based.
  /// Nil when the emissions are unknown.
  public var modelCardEmissions: String? {
    guard let operational = carbon?.operational?.mid else { return nil }
    let hardware =
      specification.cluster.flatMap { cluster in profile.map { "\(cluster.count) x \($0.name)" } }
      ?? profile?.name ?? "not stated"
    let place = specification.site.grid ?? "not stated"
    let kind = specification.givenUsage == nil ? "predicted" : "stated"
    return """
      ---
      co2_eq_emissions:
        emissions: \(NumberFormat.significant(operational.value * 1000, digits: 6, grouped: false))
        source: "traincost, \(kind) usage, location-based\(carbon?.method == .marginal ? ", marginal" : "")"
        training_type: "\(specification.training.adaptation.isFull ? "pre-training" : "fine-tuning")"
        geographical_location: "\(place)"
        hardware_used: "\(hardware)"
      ---

      """
  }
}
