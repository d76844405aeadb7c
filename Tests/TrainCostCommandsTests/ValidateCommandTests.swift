import Documents
import Foundation
import Testing
import TrainCostTestSupport

@testable import TrainCostCommands

@Suite struct ValidateCommandTests {
  /// Two layouts of one model, one that ran out of memory, one without a size, one that repeats another.
  private let table = """
    id,grade,group,name,params_total,layers,hidden,heads,vocab,seq_len,accelerator_id,accelerator_count,precision_normal,tp,pp,micro_batch,global_batch,recompute,measured_step_time_s,peak_mem_GB,duplicate_of,software,attention_kernel
    1,A,sweep,GPT-18.4B,1.84e10,40,6144,48,51200,2048,nvidia-a100-sxm4-80gb,256,fp16,8,1,8,1024,full,9.6,40,,Megatron,unfused
    2,A,sweep,GPT-18.4B,1.84e10,40,6144,48,51200,2048,nvidia-a100-sxm4-80gb,256,fp16,8,8,2,1024,full,16.2,,,Megatron,unfused
    3,F,sweep,GPT-1T,1e12,128,25600,160,51200,2048,nvidia-a100-sxm4-80gb,8,fp16,8,1,8,1024,none,,,,Megatron,unfused
    4,B,other,unknown,,,,,,2048,nvidia-a100-sxm4-80gb,8,fp16,8,1,8,1024,none,3,,,,
    5,A,sweep,GPT-18.4B,1.84e10,40,6144,48,51200,2048,nvidia-a100-sxm4-80gb,256,fp16,8,1,8,1024,full,9.6,,1,Megatron,unfused
    6,B,odd,GPT,1e9,24,2048,16,51200,2048,nobody-made-this,8,fp16,1,1,1,8,none,3,,,,
    """

  private func validate(_ text: String, _ arguments: String...) throws -> CommandRun {
    let folder = try TemporaryFolder()
    return CommandRun(["validate", try folder.write(text, to: "runs.csv")] + arguments, home: folder.url)
  }

  @Test func `every quantity is a row with its prediction, and memory is summed up apart from times`() throws {
    let json = try validate(table, "--format", "json").json()
    let rows = try #require(json["rows"] as? [[String: Any]])
    let step = try #require(rows.first { $0["id"] as? String == "1" && $0["quantity"] as? String == "step_seconds" })
    for key in ["id", "group", "grade", "quantity", "predicted", "measured", "relative_error", "within_range"] {
      #expect(step[key] != nil, "\(key)")
    }
    #expect(rows.contains { $0["id"] as? String == "1" && $0["quantity"] as? String == "peak_memory_gb" })
    let fits = try #require(rows.first { $0["id"] as? String == "3" })
    #expect(fits["quantity"] as? String == "fits")
    #expect(fits["measured"] as? Bool == false)
    #expect(fits["predicted"] as? Bool == false)

    let summary = try #require(json["summary"] as? [String: Any])
    let grades = try #require(summary["by_grade"] as? [String: [String: Any]])
    #expect(grades["A"]?["count"] as? Int == 2)
    let quantities = try #require(summary["by_grade_and_quantity"] as? [String: [String: [String: Any]]])
    #expect(quantities["A"]?["peak_memory_gb"]?["count"] as? Int == 1)
    for key in [
      "count", "median_absolute_error", "p90_absolute_error", "mean_absolute_error", "bias", "range_coverage",
    ] {
      #expect(grades["A"]?[key] != nil, "\(key)")
    }
  }

  @Test func `how many layouts are told rightly whether they fit is said`() throws {
    let text = try validate(table).output
    #expect(text.contains("Of 2 layouts that ran 2 are said to fit"))
    #expect(text.contains("memory 1 are said not to"))
  }

  @Test func `each group stands beside the baseline, and what is not judged has its reason`() throws {
    let json = try validate(table, "--format", "json").json()
    let groups = try #require(json["comparison"] as? [[String: Any]])
    let sweep = try #require(groups.first { $0["group"] as? String == "sweep" })
    let ours = try #require((sweep["ours"] as? [String: Any])?["mean_absolute_error"] as? Double)
    let baseline = try #require((sweep["baseline"] as? [String: Any])?["mean_absolute_error"] as? Double)
    #expect(ours < baseline)
    let skipped = try #require(json["skipped"] as? [[String: String]])
    let reasons = Dictionary(
      uniqueKeysWithValues: skipped.compactMap { row in row["id"].map { ($0, row["reason"] ?? "") } })
    #expect(reasons["4"]?.contains("size") == true)
    #expect(reasons["5"] == "duplicate of 1")
    #expect(reasons["6"]?.contains("nobody-made-this") == true)
    let coverage = try #require(json["coverage"] as? [String: Int])
    #expect(coverage == ["rows_holding_inputs": 4, "rows_scored": 3])
    let ranking = try #require(json["ranking"] as? [String: Any])
    #expect(ranking["pairs"] as? Int == 1)
  }

  @Test func `a cell that is no number is named with its line and column`() throws {
    let run = try validate(table.replacingOccurrences(of: "1.84e10,40,6144", with: "1.84e10,forty,6144"))
    #expect(run.status == 65)
    for part in ["runs.csv", "layers", "forty", "expected a number"] { #expect(run.messages.contains(part), "\(part)") }
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    ("heads", "0"), ("tp", "0"), ("micro_batch", "0"), ("seq_len", "0"), ("vocab", "0"), ("accelerator_count", "0"),
    ("measured_step_time_s", "-9.6"), ("measured_step_time_s", "0"), ("peak_mem_GB", "-1"), ("layers", "1e14"),
    ("hidden", "1e9"), ("global_batch", "1e300"),
  ])
  func `a number that no run can have leaves out its row with the reason`(column: String, value: String) throws {
    var lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = try #require(lines[0].firstIndex { $0 == column })
    lines[1][place] = value[...]
    let text = lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let json = try validate(text, "--format", "json").json()
    let skipped = try #require(json["skipped"] as? [[String: Any]])
    let reason = try #require(skipped.first { $0["id"] as? String == "1" }?["reason"] as? String)
    #expect(reason.contains(column == "hidden" ? "more than 1e15 parameters" : "\(column) is \(value)"), "\(reason)")
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.contains { $0["id"] as? String == "2" } && !rows.contains { $0["id"] as? String == "1" })
  }

  /// What the rows of a table are left out for, by their ids.
  private func refusals(_ text: String) throws -> [String: String] {
    let skipped = try #require(try validate(text, "--format", "json").json()["skipped"] as? [[String: String]])
    return Dictionary(uniqueKeysWithValues: skipped.compactMap { row in row["id"].map { ($0, row["reason"] ?? "") } })
  }

  /// A sound row, and one that some of its cells are replaced in.
  private func pair(replacing cells: [String: String]) -> String {
    let row = [
      "accelerator": "h100", "accelerator_count": "8", "layers": "24", "hidden": "2048", "seq_len": "2048",
      "tp": "1", "micro_batch": "4", "global_batch": "256", "measured_step_time_s": "3.2",
    ]
    let columns = Set(row.keys).union(cells.keys).sorted()
    let lines = [row, row.merging(cells) { $1 }].enumerated().map { index, row in
      "\(index)," + columns.map { row[$0] ?? "" }.joined(separator: ",")
    }
    return (["id," + columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  @Test(
    arguments: [
      "causal", "gated_ffn", "lora", "compiled", "sequence_parallel", "async_tensor_parallel",
      "overlap_gradient_reduce", "distributed_optimizer", "scorable",
    ])
  func `a flag that is neither true nor false leaves out its row`(column: String) throws {
    #expect(try refusals(pair(replacing: [column: "yes"])) == ["1": "\(column) is yes, expected true or false"])
    #expect(try refusals(pair(replacing: [column: "FALSE"])).isEmpty)
  }

  @Test(
    arguments: [
      ("zero", "5", "zero is 5, expected from 0 to 3"),
      ("precision", "bf17", "precision is bf17, expected one of fp64, fp32, tf32, fp16, bf16, fp8, fp4, int8, mxfp8, "),
      ("precision_normal", "bf17", "did you mean 'bf16'?"),
      ("recompute", "some", "recompute is some, expected one of none, selective, full"),
      ("recompute", "selective+seqpar", nil),
      ("MFU", "45", "MFU is 45, expected a share of at most 1"),
      ("MFU", "0.45", nil),
      (
        "micro_batch", "24",
        "micro_batch is 24, expected a divisor of the batch of each of 8 data-parallel ranks, "
          + "global_batch / 8 = 256 / 8"
      ),
      ("layers", "24.5", "layers is 24.5, expected a whole number"), ("layers", "24.0000001", nil),
      ("global_batch", "255.9", "global_batch is 255.9, expected a whole number"),
      ("seq_len", "2,048", "the row has 11 cells, expected at most 10, one for each heading"),
      ("global_batch", "", "global_batch is empty, expected the samples of the step that took measured_step_time_s"),
    ] as [(String, String, String?)])
  func `a cell that is wrong leaves out its row with the column, what was found and what was expected`(
    column: String, value: String, reason: String?
  ) throws {
    let found = try refusals(pair(replacing: [column: value]))
    #expect(found.count == (reason == nil ? 0 : 1) && found["0"] == nil, "\(found)")
    if let reason { #expect(found.first?.value.contains(reason) == true, "\(found)") }
  }

  @Test func `a throughput without a batch is judged where a step time stands beside it`() throws {
    let json = try validate(
      pair(replacing: ["global_batch": "", "tp": "", "micro_batch": "", "tokens_per_s_per_gpu": "20000"]),
      "--format", "json"
    ).json()
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(
      rows.map { $0["quantity"] as? String } == ["step_seconds", "tokens_per_second_per_accelerator"], "\(json)")
  }

  @Test(
    arguments: [
      ("tp", "7", "tensor x pipeline x context = 7 x 1 x 1 = 7 does not divide accelerator_count = 256"),
      ("pp", "64", "= 8 x 64 x 1 = 512 does not divide accelerator_count = 256"),
      ("dp", "64", "tensor x pipeline x context x data = 8 x 1 x 1 x 64 = 512 is not accelerator_count = 256"),
      ("dp", "32", nil),
    ] as [(String, String, String?)])
  func `degrees that do not place a row's accelerators leave it out with the reason`(
    column: String, value: String, reason: String?
  ) throws {
    var lines = table.split(separator: "\n").map { $0 + ($0.hasPrefix("id,") ? ",dp" : ",") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = try #require(lines[0].firstIndex { $0 == column })
    lines[1][place] = value[...]
    let text = lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let json = try validate(text, "--format", "json").json()
    let skipped = try #require(json["skipped"] as? [[String: String]])
    let found = skipped.first { $0["id"] == "1" }?["reason"]
    #expect(reason.map { found?.contains($0) == true } ?? (found == nil), "\(found ?? "none")")
  }

  @Test func `columns that are not known are named once with the nearest ones`() throws {
    let text = """
      accelerator,count,accelerator_count,layers,hidden,seq_len,global_batch,step_seconds,measured_step_time_s,colour
      h100,8,8,24,2048,2048,256,3.2,3.2,red
      h100,8,8,24,2048,2048,512,6.4,6.4,red
      """
    let result = try validate(text)
    #expect(result.status == 0)
    let expected =
      "columns that are not known are passed over: count (did you mean 'accelerator_count'?), "
      + "step_seconds (did you mean 'measured_step_time_s'?), colour\n"
    #expect(result.messages.hasSuffix(expected), "\(result.messages)")
    #expect(result.messages.split(separator: "\n").count == 1)
    #expect(try validate(table).messages.isEmpty)
  }

  @Test(arguments: [
    ("accelerator,accelerator_count,avg_W_per_gpu\nh100,8,600\n", "'line 2': nothing measured that is predicted here"),
    ("accelerator,accelerator_count\n", "no row can be judged; there are none"),
  ])
  func `a file of which no row is judged is an error with the first reason`(text: String, reason: String) throws {
    let result = try validate(text)
    #expect(result.status == 65 && result.messages.contains(reason), "\(result.messages)")
  }

  @Test func `the documentation has every column`() throws {
    let text = try String(contentsOfFile: repositoryFile("Documentation/measured-runs.md"), encoding: .utf8)
    for column in MeasuredRunColumns.known { #expect(text.contains("`\(column)`"), "\(column)") }
  }

  @Test(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
  func `every column of the published runs is known`() throws {
    for file in ["published-runs.csv", "published-runs-single-node.csv"] {
      let table = try CSVTable(path: "\(#require(Recordings.folder))/../reference/\(file)")
      #expect(MeasuredRunColumns.unknown(among: table.headings).isEmpty)
    }
  }

  @Test func `a table of something else is refused`() throws {
    let result = try validate("name,price\na,1\n")
    #expect(result.status == 65 && result.messages.contains("found the columns name, price"), "\(result.messages)")
  }

  @Test func `a rate without a batch is predicted, and what its file takes for no measure is shown and not judged`()
    throws
  {
    let rates = """
      id,grade,group,modality,name,params_total,seq_len,accelerator_id,accelerator_count,precision_normal,measured_TFLOPs_per_gpu,tflops_kind,software,scorable
      1,B,MaxText,llm,32B,3.2e10,2048,google-tpu-v5p,128,bf16,319,model,MaxText,false
      2,B,own,llm,8B,8e9,2048,nvidia-h100-sxm5-80gb,8,bf16,480,model,Megatron,
      3,B,own,llm,8B,8e9,2048,nvidia-h100-sxm5-80gb,8,bf16,500,hardware,Megatron,
      4,M,own,llm,8B,8e9,2048,nvidia-h100-sxm5-80gb,8,bf16,500,model,Megatron,
      """
    let json = try validate(rates, "--format", "json").json()
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.map { $0["id"] as? String } == ["1", "2"])
    #expect(rows.allSatisfy { $0["quantity"] as? String == "model_tflops_per_accelerator" })
    #expect(rows.map { $0["judged"] as? Bool } == [false, true])
    #expect(rows.allSatisfy { abs($0["relative_error"] as? Double ?? 1) < 0.3 })
    let grades = try #require((json["summary"] as? [String: Any])?["by_grade"] as? [String: [String: Any]])
    #expect(grades["B"]?["count"] as? Int == 1)
    let skipped = try #require(json["skipped"] as? [[String: String]])
    #expect(skipped.first { $0["id"] == "4" }?["reason"] == "from memory")
  }
}
