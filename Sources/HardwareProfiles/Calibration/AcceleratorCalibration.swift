import Documents
import Quantities

/// What the models of time and energy were fitted to for one accelerator.
public struct AcceleratorCalibration: Sendable {
  /// The family of accelerators whose constants it shares.
  public let family: String
  /// How much faster its matrix products are than its family's, power allowed for; nil where nothing was measured.
  public let deviation: Sourced<Double>?
  /// The share of the peak that large products reach in 16 bits, where published rates tell; nil where they do not.
  public let productShare: Sourced<Double>?
  /// Whether its host reaches its memory coherently, which makes launching kernels quicker.
  public let hasCoherentHost: Bool

  init(_ section: Section, _ sources: SourceTable) throws(DocumentError) {
    family = try section.required("family").text
    deviation = try sources.share(section, "deviation", in: 0.01...10).map { Sourced($0.value.mid, source: $0.source) }
    productShare = try sources.share(section, "product_share", in: 0.01...1).map {
      Sourced($0.value.mid, source: $0.source)
    }
    hasCoherentHost = try section.scalar("coherent_host")?.bool() ?? false
    try section.rejectUnknownKeys()
  }
}
