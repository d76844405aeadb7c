import Foundation
import Testing
import TrainCostTestSupport

/// What `training.software` takes.
@Suite struct SoftwareKeysTests {
  private func estimate(_ software: String) throws -> CommandRun {
    let folder = try TemporaryFolder()
    return try folder.estimate(
      smallRun.replacingOccurrences(of: "global_batch_size: 512", with: "global_batch_size: 512, software: \(software)")
    )
  }

  @Test(arguments: [
    ("banana", ""), ("none", ""), ("flash-atention", "did you mean 'flash-attention'"),
    ("cuddn", "did you mean 'cudnn'"),
  ])
  func `an unknown attention kernel is refused with those that are known`(name: String, nearest: String) throws {
    let result = try estimate("{ attention: \(name) }")
    #expect(result.status == 65)
    #expect(result.messages.contains("training.software.attention: found '\(name)', expected one of unfused, eager"))
    #expect(nearest.isEmpty ? !result.messages.contains("did you mean") : result.messages.contains(nearest))
  }

  @Test(arguments: [
    ["unfused", "eager", "core", "Eager"],
    ["flash", "flash1", "flash2", "flash_attention_2", "flash-attention-1", "sdpa", "xformers"],
    ["library", "cudnn", "cuDNN", "flash3", "flash_attention_3", "splash", "te", "transformer-engine", "fused"],
  ])
  func `names of one attention kernel are one estimate`(names: [String]) throws {
    let outputs = try names.map { try estimate("{ attention: \($0) }") }
    #expect(outputs.allSatisfy { $0.status == 0 })
    #expect(Set(outputs.map(\.output)).count == 1)
  }

  @Test func `a framework of which no published step tells is warned of`() throws {
    let unknown = try estimate("{ framework: wobble }").output
    #expect(unknown.contains("training.software.framework: no published step tells of wobble"))
    #expect(unknown.contains("llm-foundry, maxtext, megatron-bridge, megatron-core"))
    let known = try estimate("{ framework: Megatron-Core 0.12 }").output
    #expect(!known.contains("training.software.framework: no published"))
  }

  @Test func `the documentation names every attention kernel and framework`() throws {
    let text = try String(contentsOfFile: repositoryFile("Documentation/run-files.md"), encoding: .utf8)
    let kernels = try estimate("{ attention: banana }").messages.split(separator: "expected one of ")[1]
    let frameworks = try estimate("{ framework: wobble }").json()["warnings"] as? [String]
    let named = try #require(frameworks?.first { $0.contains("wobble") }?.split(separator: "told of are ").last)
    for name in (kernels + ", " + named).split(whereSeparator: { ", \n".contains($0) }) {
      #expect(text.contains("`\(name)`"), "\(name)")
    }
  }

  @Test func `without a distributed optimizer nothing is spread, and a stage that says otherwise is refused`() throws {
    func stage(_ training: String) throws -> CommandRun {
      let folder = try TemporaryFolder()
      let text = """
        model: { parameters: 1B }
        data: { tokens: 1B, sequence_length: 2048 }
        training: { \(training) }
        cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 8 }
        """
      return CommandRun("estimate", try folder.write(text, to: "run.yaml"), home: folder.url)
    }
    let none = "software: { distributed_optimizer: false }"
    #expect(try stage(none).output.contains("ZeRO stage 0"))
    #expect(try stage("\(none), parallelism: { tensor: 1, pipeline: 1 }").output.contains("ZeRO stage 0"))
    let refused = try stage("\(none), parallelism: { zero_stage: 2 }")
    #expect(refused.status == 65 && refused.messages.contains("distributed_optimizer"))
  }
}
