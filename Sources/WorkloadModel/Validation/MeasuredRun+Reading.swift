import Documents
import HardwareProfiles
import Quantities
import TrainingRun

extension MeasuredRun {
  /// Reads a row; unknown cells are empty, and a row whose measurement is in doubt is refused with the reason.
  init(_ row: CSVTable.Row, accelerators: AcceleratorFinder, file: String) throws {
    let cells = RowCells(row, file: file)
    id = row["id"] ?? "line \(row.line)"
    line = row.line
    self.file = file.split(separator: "/").last.map(String.init) ?? file
    group = row["group"] ?? ""
    grade = row["grade"] ?? ""
    name = row["name"] ?? ""
    modality = row["modality"] ?? ""
    if let original = row["duplicate_of"] { throw RowRefusal(.excluded, "duplicate of \(original)") }
    if let doubt = row["suspect"], Self.doubtsMeasurement(doubt) { throw RowRefusal(.excluded, "suspect: \(doubt)") }

    if grade == "M" { throw RowRefusal(.excluded, "from memory") }

    isScorable = try cells.flag("scorable") ?? true
    guard let accelerator = row["accelerator_id"] ?? row["accelerator"] else {
      throw RowRefusal(.lacksInput, "no accelerator")
    }
    profile = try accelerators.profile(accelerator, other: row["accelerator"])
    usualNetwork = accelerators.network(of: profile)
    guard let count = try cells.whole("accelerator_count") else {
      throw RowRefusal(.lacksInput, "no accelerator count")
    }
    self.count = count
    network = (
      try cells.number("nic_gbps_per_accelerator").map { $0 * 1e9 / 8 }, try cells.whole("accelerators_per_node")
    )
    parameters = (try cells.number("params_total"), try cells.number("params_active"))
    amount = (try cells.number("tokens"), try cells.number("samples"), try cells.number("total_flop"))
    sequenceLength = try cells.whole("seq_len")
    architecture = try TransformerArchitecture(cells)

    var options = TrainingOptions()
    (options.precision, options.scaling) = try cells.precision()
    options.software = try SoftwareStack(cells)
    if try cells.flag("lora") == true { options.adaptation.lora = LowRankAdaptation(rank: 16) }
    let recompute = try cells.recompute()
    options.recompute = recompute
    options.microBatchSize = try cells.whole("micro_batch") ?? 1
    options.globalBatchSize = try cells.whole("global_batch")
    self.options = options
    statesArchitecture = row["layers"] != nil && row["heads"] != nil
    statesMicroBatch = row["micro_batch"] != nil
    statesRecompute = recompute != nil
    statesLayout = row["tp"] != nil || row["pp"] != nil || row["zero"] != nil

    var layout = ParallelLayout()
    layout.tensor = try cells.whole("tp") ?? 1
    layout.pipeline = try cells.whole("pp") ?? 1
    layout.virtualPipeline = try cells.whole("vp") ?? 1
    layout.context = try cells.whole("cp") ?? 1
    layout.expert = try cells.whole("ep") ?? 1
    try Self.check(layout, data: cells.whole("dp"), count: count)
    layout.data = count / layout.modelParallelSize
    layout.zeroStage = try cells.whole("zero", from: 0, to: 3) ?? 1
    if options.software.distributedOptimizer == false { layout.zeroStage = 0 }
    layout.sequenceParallel = try cells.flag("sequence_parallel") ?? false
    plan =
      if let batch = options.globalBatchSize, statesLayout {
        StepPlan(
          layout: layout, microBatchSize: options.microBatchSize, globalBatchSize: batch,
          recompute: recompute ?? .none)
      } else {
        nil
      }
    metering = Metering(notes: row["notes"] ?? "")
    if let plan, statesMicroBatch { try Self.checkMicroBatch(of: plan) }
    measured = try Self.measured(cells, grade: grade, profile: profile, precision: options.precision)
    if measured.isEmpty, grade != "F" {
      let lacksBatch = row["measured_step_time_s"] != nil && options.globalBatchSize == nil
      throw RowRefusal(
        .lacksInput,
        lacksBatch
          ? "global_batch is empty, expected the samples of the step that took measured_step_time_s"
          : "nothing measured that is predicted here")
    }
  }

  /// Refuses degrees that do not place the row's accelerators.
  private static func check(_ layout: ParallelLayout, data: Int?, count: Int) throws(RowRefusal) {
    var stated = PartialLayout()
    (stated.tensor, stated.pipeline, stated.context) = (layout.tensor, layout.pipeline, layout.context)
    guard stated.fits(count) else {
      throw RowRefusal(.lacksInput, "\(stated.product) does not divide accelerator_count = \(count)")
    }
    stated.data = data
    guard data == nil || stated.placed == Double(count) else {
      throw RowRefusal(.lacksInput, "\(stated.product) is not accelerator_count = \(count)")
    }
  }

  /// Refuses a micro-batch that does not go into what each data-parallel rank takes of the batch.
  private static func checkMicroBatch(of plan: StepPlan) throws(RowRefusal) {
    let (batch, ranks, size) = (plan.globalBatchSize, plan.layout.data, plan.microBatchSize)
    guard batch % (ranks * size) == 0 else {
      throw RowRefusal(
        .lacksInput,
        "micro_batch is \(size), expected a divisor of the batch of each of \(ranks) data-parallel ranks, "
          + "global_batch / \(ranks) = \(batch) / \(ranks)")
    }
  }

  /// Whether a doubt is about the time itself rather than about a cell that the file has mended, or about memory.
  private static func doubtsMeasurement(_ doubt: String) -> Bool {
    ["implausible", "outlier", "starved"].contains { doubt.contains($0) }
  }

  private static func measured(
    _ cells: RowCells, grade: String, profile: AcceleratorProfile, precision: Precision?
  ) throws -> [MeasuredQuantity: Double] {
    var measured: [MeasuredQuantity: Double] = [:]
    let share = try cells.share("MFU")
    let seconds = try cells.number("measured_step_time_s")
    // The time of a step says nothing where its batch is not known.
    if cells.row["global_batch"] != nil { measured[.stepSeconds] = seconds }
    measured[.tokensPerSecond] = try cells.number("tokens_per_s_per_gpu")
    measured[.samplesPerSecond] = try cells.number("samples_per_s_per_gpu")
    measured[.acceleratorHours] = try cells.number("total_gpu_hours")
    measured[.peakMemory] = try cells.number("peak_mem_GB")
    if grade == "E" { measured[.acceleratorWatts] = try cells.number("avg_W_per_gpu") }
    if grade == "T" { measured[.minutesToTrain] = try cells.number("wall_days").map { $0 * 1440 } }
    // A rate of operations depends on how they were counted, so that it serves where nothing else was measured.
    if measured.isEmpty, cells.row["tflops_kind"] == "model" {
      let peak = (precision ?? profile.usualPrecision).flatMap { profile.peakDense[$0]?.value.value }
      measured[.modelRate] =
        try cells.number("measured_TFLOPs_per_gpu") ?? share.flatMap { share in peak.map { share * $0 / 1e12 } }
    }
    return measured
  }
}

extension MeasuredRun.Metering {
  /// No column tells; notes say `power limit 175 W`, and `METERED AC wall power of whole 8-GPU nodes`.
  init(notes: String) {
    let words = notes.split(separator: " ")
    limit = words.indices.dropLast(3).first {
      words[$0] == "power" && words[$0 + 1] == "limit" && words[$0 + 3].hasPrefix("W")
    }
    .flatMap { Double(words[$0 + 2]) }.map { Watts($0) }
    includesNode = notes.contains("nodes")
  }
}

/// Accelerators by the names that files of measured runs use.
struct AcceleratorFinder {
  private let profiles: [String: AcceleratorProfile]
  private let networks: [String: NetworkProfile]

  /// - Throws: `DocumentError` of the first faulty profile.
  init(catalog: ProfileCatalog) throws(DocumentError) {
    var profiles: [String: AcceleratorProfile] = [:]
    for profile in try catalog.profiles() {
      for name in [profile.id] + profile.aliases { profiles[name.lowercased()] = profile }
    }
    self.profiles = profiles
    var networks: [String: NetworkProfile] = [:]
    for name in Set(profiles.values.compactMap(\.network)) { networks[name] = try catalog.network(named: name) }
    self.networks = networks
  }

  func network(of profile: AcceleratorProfile) -> NetworkProfile? { profile.network.flatMap { networks[$0] } }

  func profile(_ name: String, other: String?) throws(RowRefusal) -> AcceleratorProfile {
    for candidate in [name, other].compactMap(\.self) {
      if let profile = profiles[candidate.lowercased()] { return profile }
    }
    throw RowRefusal(.notModelled, "no profile of the accelerator '\(name)'")
  }
}

extension SoftwareStack {
  init(_ cells: RowCells) throws {
    self.init()
    framework = cells.row["software"]
    // A container is named by its year and month.
    version = framework?.split(separator: " ").last { SoftwareTraits.date(String($0)) != nil }.map(String.init)
    attention = cells.row["attention_kernel"].map { AttentionKernel(named: $0) ?? .library }
    compiled = try cells.flag("compiled")
    asyncTensorParallel = try cells.flag("async_tensor_parallel")
    overlapGradientReduce = try cells.flag("overlap_gradient_reduce")
    distributedOptimizer = try cells.flag("distributed_optimizer")
  }
}
