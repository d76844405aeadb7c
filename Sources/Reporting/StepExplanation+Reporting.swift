import Quantities
import WorkloadModel

extension EstimateResult {
  /// The report of `estimate --explain`: that of `estimate`, with the step taken apart.
  public var explainedReport: Report {
    var report = report
    guard let explanation = prediction?.explanation else {
      report.blocks.append(
        .text("The step is not taken apart: the model is known by its figures alone, or MFU is given."))
      return report
    }
    report.blocks += explanation.blocks
    return report
  }
}

extension StepExplanation {
  var blocks: [Report.Block] {
    var table = TextTable([
      .init("Part of a step"), .init("Time", .right), .init("Share", .right), .init("Shrinks with"),
    ])
    // Parts too small to matter are one line, so that the others are seen and still add up.
    var rest = Seconds.zero
    for part in step.parts where part.time.value > 0 {
      let share = part.time / step.total
      guard share >= 0.001 else {
        rest += part.time
        continue
      }
      table.add(part.name, part.time.formatted, NumberFormat.percent(share), Self.remedies[part.name] ?? "")
    }
    if rest > .zero { table.add("parts below 0.1 %", rest.formatted, NumberFormat.percent(rest / step.total), "") }
    table.add("step", step.total.formatted, "100 %", "")
    var blocks: [Report.Block] = [.heading("Where a step's time goes"), .table(table)]
    guard !changes.isEmpty else {
      blocks.append(.text("No single change of layout, micro-batch or recompute that fits in memory is quicker."))
      return blocks
    }
    var better = TextTable([.init("Change"), .init("Step", .right), .init("Saves", .right)])
    for change in changes {
      better.add(change.change, change.stepTime.formatted, NumberFormat.percent(savedShare(change), digits: 2))
    }
    blocks.append(.table(better))
    return blocks
  }

  /// What a user can do about each part.
  private static let remedies = [
    "matrix products": "fewer bits, larger micro-batches, less recompute",
    "attention": "a fused kernel, shorter sequences, a window",
    "elementwise operators": "fused or compiled kernels, sequence parallelism",
    "expert routing": "fused dispatch kernels",
    "logits and loss": "tensor parallelism, a vocabulary divisible by 64",
    "tensor-parallel exchange": "less tensor parallelism, overlap",
    "expert exchange": "expert parallelism within the fast links",
    "context-parallel exchange": "less context parallelism, longer sequences, faster links",
    "launch wait": "larger micro-batches, captured graphs, compiled kernels",
    "weight gathering": "larger micro-batches, ZeRO stage 1 or 2",
    "host exchange": "less offloading, larger micro-batches, more replicas",
    "pipeline exchange": "fewer pipeline or virtual stages",
    "pipeline bubble": "more micro-batches, virtual stages, fewer stages",
    "gradient accumulation": "larger and fewer micro-batches",
    "gradient exchange": "overlap, a faster network, larger batches",
    "optimizer": "ZeRO stage 1 or above",
    "stragglers": "fewer accelerators",
    "fixed": "larger batches",
  ]

  /// The share of the step that a change saves.
  private func savedShare(_ change: Change) -> Double { 1 - change.stepTime / step.total }

  var changesJSON: JSONValue {
    .array(
      changes.map { change in
        [
          "change": .string(change.change), "step_seconds": .number(change.stepTime.value),
          "saved_share": .number(savedShare(change)),
        ]
      })
  }

  var partsJSON: JSONValue {
    .object(
      step.parts.map { part in
        JSONValue.Member(part.name.replacing("-", with: "_").replacing(" ", with: "_"), .number(part.time.value))
      })
  }
}
