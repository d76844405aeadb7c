/// The order in which the stages of a pipeline work on a step's micro-batches.
///
/// The zero-bubble schedules split the backward pass into one for the activations' gradients, which the stage before waits
/// for, and one for the weights' gradients, which nobody waits for and which fills gaps (Qi et al., Zero Bubble Pipeline
/// Parallelism, arXiv 2401.10241).
public enum PipelineSchedule: String, Sendable, CaseIterable, Codable {
  /// One forward, one backward; interleaved where a stage has several chunks.
  case oneForwardOneBackward = "1f1b"
  /// The split backward pass within the memory of 1F1B: a third of its bubble where the three passes take alike.
  case zeroBubbleH1 = "zb-h1"
  /// No bubble at twice the activations.
  case zeroBubble2P = "zb-2p"
  /// No bubble within the memory of 1F1B: two chunks a stage in the shape of a V, twice the sending between stages.
  case zeroBubbleV = "zb-v"

  /// Whether weights' gradients are computed apart.
  public var splitsBackward: Bool { self != .oneForwardOneBackward }

  /// Chunks that a stage must have; nil where it may have any number.
  public var chunks: Int? {
    switch self {
    case .oneForwardOneBackward: nil
    case .zeroBubbleH1, .zeroBubble2P: 1
    case .zeroBubbleV: 2
    }
  }
}
