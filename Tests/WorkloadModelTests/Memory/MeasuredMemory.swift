import Documents
import HardwareProfiles
import Quantities
import TrainCostTestSupport
import TrainingRun
import WorkloadModel

/// One published run with a known layout, and what it is predicted to hold.
struct MeasuredMemory: Sendable {
  let id: String
  let group: String
  /// The published peak; nil where none is.
  let measured: Double?
  let ranOutOfMemory: Bool
  /// What the framework of the row reports as its peak.
  let reported: Double
  let total: Double
  let capacity: Double

  var relativeError: Double? { measured.map { reported / $0 - 1 } }

  static let all: [MeasuredMemory] = {
    guard let catalog = try? ProfileCatalog(), let folder = Recordings.folder,
      let table = try? CSVTable(path: "\(folder)/../reference/published-runs.csv")
    else { return [] }
    var capacities: [String: Double] = [:]
    return table.rows.compactMap { row in
      let accelerator = row["accelerator_id"] ?? ""
      if capacities[accelerator] == nil {
        capacities[accelerator] = (try? catalog.profile(named: accelerator))?.memoryCapacity.value.value ?? 0
      }
      guard let capacity = capacities[accelerator], capacity > 0 else { return nil }
      return MeasuredMemory(row, capacity: capacity / 1e9)
    }
  }()

  private init?(_ row: CSVTable.Row, capacity: Double) {
    self.capacity = capacity
    func number(_ key: String) -> Double? { row[key].flatMap(Double.init) }
    func integer(_ key: String) -> Int? { number(key).map { Int($0) } }
    guard row["duplicate_of"]?.isEmpty ?? true, let grade = row["grade"], ["A", "A-", "B", "F"].contains(grade),
      let hidden = integer("hidden"), let count = integer("accelerator_count"), let tensor = integer("tp"),
      let pipeline = integer("pp"), let length = integer("seq_len"), let vocabulary = integer("vocab"),
      let architecture = Self.architecture(row, hidden: hidden, vocabulary: vocabulary)
    else { return nil }
    var layout = ParallelLayout()
    (layout.tensor, layout.pipeline) = (tensor, pipeline)
    layout.context = integer("cp") ?? 1
    layout.virtualPipeline = integer("vp") ?? 1
    layout.expert = integer("ep") ?? 1
    layout.data = integer("dp") ?? max(1, count / (tensor * pipeline * layout.context))
    layout.zeroStage = integer("zero") ?? (row["distributed_optimizer"] == "true" ? 1 : 0)
    layout.sequenceParallel = row["sequence_parallel"] == "true"
    var options = TrainingOptions()
    guard let precision = Self.precision(row["precision_normal"] ?? "") else { return nil }
    options.precision = precision
    options.software.framework = row["software"]
    options.software.attention = row["attention_kernel"].flatMap { AttentionKernel(named: $0) }
    guard let micro = integer("micro_batch") else { return nil }
    options.microBatchSize = micro
    let recompute = row["recompute"] ?? ""
    guard !recompute.isEmpty else { return nil }
    options.recompute =
      recompute.hasPrefix("selective")
      ? .selective : ActivationRecompute(rawValue: recompute) ?? ActivationRecompute.none
    let batch = integer("global_batch") ?? layout.data * micro
    let footprint = MemoryFootprint(
      .transformer(architecture), options: options,
      plan: StepPlan(
        layout: layout, microBatchSize: micro, globalBatchSize: batch, recompute: options.recompute ?? .none),
      sequenceLength: length)
    id = row["id"] ?? ""
    group = row["group"] ?? ""
    measured = (row["suspect"] ?? "").contains("20-28%") ? nil : number("peak_mem_GB")
    ranOutOfMemory = grade == "F"
    total = footprint.total.value / 1e9
    reported = footprint.reported(by: options.software).value / 1e9
  }

  private static func precision(_ name: String) -> Precision? {
    if let known = Precision(rawValue: name) { return known }
    return name.contains("fp8") ? .fp8 : name.contains("fp4") ? .fp4 : nil
  }

  private static func architecture(
    _ row: CSVTable.Row, hidden: Int, vocabulary: Int
  ) -> TransformerArchitecture? {
    func number(_ key: String) -> Double? { row[key].flatMap(Double.init) }
    func integer(_ key: String) -> Int? { number(key).map { Int($0) } }
    guard row["experts"]?.isEmpty ?? true else { return nil }
    let gated = row["gated_ffn"] == "true"
    let heads = integer("heads") ?? 64
    let keyValueHeads = integer("kv_heads") ?? heads
    let inner = integer("ffn") ?? 4 * hidden
    let perLayer = Double(hidden) * (4 * Double(hidden) + (gated ? 3 : 2) * Double(inner))
    guard
      let layers = integer("layers")
        ?? number("params_total").map({ Int((($0 - Double(vocabulary * hidden)) / perLayer).rounded()) })
    else { return nil }
    let attention = Attention(
      projection: .grouped(
        queryHeads: heads, keyValueHeads: keyValueHeads, headDimension: integer("head_dim") ?? hidden / heads),
      isCausal: true)
    var embedding = Embedding()
    embedding.vocabularySize = vocabulary
    return TransformerArchitecture(
      family: gated ? "llama" : "gpt2",
      stacks: [
        TransformerStack(
          role: .decoder, layers: layers, hiddenSize: hidden, attention: attention,
          feedForward: FeedForward(size: inner, isGated: gated, bias: !gated),
          normalization: Normalization(perLayer: 2, final: 1, bias: !gated))
      ], embedding: embedding, head: .language(tied: !gated, bias: false))
  }
}
