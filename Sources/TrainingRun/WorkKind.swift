/// Kinds of training whose whole runs reach alike shares of an accelerator's peak.
public enum WorkKind: String, Sendable, CaseIterable, Codable {
  /// Transformers of a billion parameters and more, language models and diffusion transformers alike.
  case transformer
  /// Small transformers, whose matrices do not fill an accelerator; padding that is skipped counts as work.
  case encoder
  /// U-Nets of diffusion models.
  case diffusionNet = "diffusion_net"
  /// Convolutional networks.
  case convolution
}
