public import TrainingRun

/// What a search may choose from: every way to split a model and a batch over accelerators.
///
/// Degrees are those that frameworks accept: tensor parallelism divides the heads; pipeline stages divide the layers, or
/// would if embedding, head and multi-token module counted as layers; interleaving needs micro-batches in multiples of the stages;
/// context ranks keep at least 1,024 tokens; ZeRO's second and third stage do not go with pipelines (DeepSpeed and FSDP
/// refuse them). A part of the choice that is given is the only one of its list, also where it breaks such a rule.
///
/// Calculon's space, the widest of the published ones, has 6,582,816 configurations of GPT-3 175B on 512 processors at a
/// batch of 512: 854,240 layouts, times which of two networks each kind of exchange takes. Of its dimensions this one
/// lacks that choice: here the network follows from how far a group reaches, and the slower of two that both reach is
/// never quicker. It lacks scattering what pipelines send without sequence parallelism, which is never quicker than
/// sequence parallelism: that sends as little, and its operators and memory are split as well. It lacks keeping what
/// sequence parallelism gathered (here it is gathered again, as Megatron does) and the second way to overlap
/// tensor-parallel exchange, which no published run tells apart, so that nothing would price them. It has context and
/// expert parallelism, zero-bubble schedules and ZeRO's second and third stage beyond them.
public struct LayoutSpace: Sendable {
  /// Accelerators to occupy, all of them.
  public private(set) var accelerators: Int
  /// Sequences (samples) a step.
  public var globalBatchSize: Int
  var heads: Int
  var layers: Int
  private var ends: Int
  var experts: Int
  var sequenceLength: Int
  /// Tensor-parallel degrees that come into question.
  private(set) var tensors: [Int] = []
  private(set) var contexts: [Int] = []
  /// Micro-batch sizes; empty leaves every divisor of a rank's share of the batch.
  var microBatchSizes: [Int]
  var recomputes: [ActivationRecompute]
  var zeroStages: [Int]
  /// What is given of the layouts.
  let held: PartialLayout
  /// Whether a pipeline has a micro-batch for each stage at least.
  private(set) var fillsPipelines = false
  /// Orders in which pipeline stages may work.
  public var schedules: [PipelineSchedule] = [.oneForwardOneBackward]
  /// What may be kept in the host's memory: nothing first, then what takes fewer parts.
  public var offloads: [Offload] = [[]]
  /// Which exchanges may overlap with work; empty leaves that to the software.
  public var overlaps: [ExchangeOverlap] = []

  /// The space of an architecture on so many accelerators.
  public init(
    _ architecture: TransformerArchitecture, accelerators: Int, globalBatchSize: Int, sequenceLength: Int,
    microBatchSize: Int? = nil, recompute: ActivationRecompute? = nil, held: PartialLayout = PartialLayout()
  ) {
    self.accelerators = accelerators
    self.globalBatchSize = globalBatchSize
    self.sequenceLength = architecture.isImage ? architecture.embedding.positions : sequenceLength
    heads = architecture.stacks.reduce(0) { Self.commonDivisor($0, $1.attention.heads) }
    layers = max(1, architecture.layerCount)
    ends = Self.ends(of: architecture)
    experts = architecture.stacks.lazy.compactMap(\.experts).first?.experts ?? 1
    microBatchSizes = microBatchSize.map { [$0] } ?? []
    recomputes = recompute.map { [$0] } ?? [.none, .selective, .full]
    zeroStages = held.zeroStage.map { [$0] } ?? [0, 1, 2, 3]
    self.held = held
    if let schedule = held.schedule { schedules = [schedule] }
    occupy(accelerators)
  }

  /// Takes other accelerators to occupy, with the degrees that divide them.
  mutating func occupy(_ count: Int) {
    accelerators = count
    let (length, heads) = (sequenceLength, heads)
    let divisors = Self.divisors(of: count)
    tensors = held.tensor.map { [$0] } ?? divisors.filter { heads % $0 == 0 && $0 <= 128 }
    contexts =
      held.context.map { [$0] } ?? divisors.filter { $0 == 1 || (length % (2 * $0) == 0 && length / $0 >= 1024) }
  }

  /// Leaves out what few runs do: splitting layers beyond so many accelerators, sequences of fewer than 8,192 tokens or with
  /// unfused attention, and pipelines that a step's micro-batches do not fill. What is held stays.
  mutating func keepUsualSplits(links: Int, fusesAttention: Bool) {
    if held.tensor == nil { tensors.removeAll { $0 > links } }
    if held.context == nil, sequenceLength < 8192 || !fusesAttention { contexts.removeAll { $0 > 1 } }
    fillsPipelines = held.pipeline == nil
  }

  /// Opens what a run file may leave open beside the layout: the pipeline's schedule, offloading and overlap.
  public mutating func openAll() {
    schedules = PipelineSchedule.allCases
    offloads = Offload.allCombinations
    overlaps = ExchangeOverlap.allCombinations
  }

  /// The divisors of a number, ascending.
  static func divisors(of number: Int) -> [Int] {
    var small: [Int] = []
    var large: [Int] = []
    var candidate = 1
    while candidate * candidate <= number {
      if number % candidate == 0 {
        small.append(candidate)
        if candidate * candidate != number { large.append(number / candidate) }
      }
      candidate += 1
    }
    return small + large.reversed()
  }

  private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Layers as pipeline stages count them; nil when no count divides.
  func stagedLayers(_ pipeline: Int) -> Int? {
    pipeline <= layers ? Self.stagedLayers(layers, ends: ends, over: pipeline) : nil
  }

  /// Layers as they are, or with embedding, head and multi-token modules among them, whichever so many stages divide.
  static func stagedLayers(_ layers: Int, ends: Int, over stages: Int) -> Int? {
    (layers...layers + ends).first { $0 % stages == 0 }
  }

  /// What of an architecture may count as a layer of a pipeline though it is none: embedding, head (Llama 3's 126 layers on
  /// 16 stages) and a multi-token module (DeepSeek-V3's 61).
  static func ends(of architecture: TransformerArchitecture) -> Int { 2 + min(1, architecture.multiTokenModules) }
}

/// Everything about a layout but its micro-batch, its recompute and its tensor and sequence split.
struct PipelineChoice: Sendable {
  var pipeline: Int
  var virtual: Int
  var schedule: PipelineSchedule
  var data: Int
  var zeroStage: Int
}

/// Layouts that share what a layer takes but for offloading and overlap: the unit of work of a search, which one bound decides at once.
struct LayoutFamily: Sendable {
  var tensor: Int
  var context: Int
  var expert: Int
  var sequenceParallel: Bool
  var microBatchSize: Int
  var recompute: ActivationRecompute
  /// The choices of `LayoutSpace.pipelineChoices` that belong to it.
  var choices: Range<Int>
  /// Layouts in it: its choices with every offloading and overlap that differs.
  var layouts = 0
  /// No layout of the family takes less.
  var bound: Double
}
