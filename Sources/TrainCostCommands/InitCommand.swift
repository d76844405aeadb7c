import ArgumentParser
import Glibc

struct InitCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented run file to start from.")

  @Argument(help: ArgumentHelp("The file to write; '-' for standard output.", valueName: "file"))
  var path = "run.yaml"

  @Flag(help: "Replace a file that exists.")
  var force = false

  func run(_ context: CommandContext) throws -> Int32 {
    guard path != "-" else {
      try context.standardOutput.write(Self.template)
      return ExitStatus.success
    }
    guard force || access(path, F_OK) != 0 else {
      context.note("error: \(path) exists; give --force to replace it")
      return ExitStatus.usage
    }
    try OutputFile.replace(path, with: Self.template)
    context.note("wrote \(path); now: traincost estimate \(path)")
    return ExitStatus.success
  }

  /// A run that estimates as it stands.
  static let template = """
    # A training run for traincost. Only model, data and cluster are required; everything else has a default, and the
    # estimate lists each default with its source. Quantities take suffixes: 15.6T, 80GB, 1.2e9.
    schema_version: 1
    name: llama-3.1-8b-on-64-h100

    model: # Hugging Face config.json keys, or config: path/to/config.json, or parameters: and flops_per_sample:
      model_type: llama
      hidden_size: 4096
      intermediate_size: 14336
      num_hidden_layers: 32
      num_attention_heads: 32
      num_key_value_heads: 8
      vocab_size: 128256
      tie_word_embeddings: false

    data:
      tokens: 1T # or samples:
      sequence_length: 8192
      epochs: 1
      # size: 4TB

    training:
      precision: bf16 # fp32 tf32 fp16 bf16 fp8 fp4
      optimizer: adamw
      global_batch_size: 1024 # sequences a step
      # What is left out of these is searched for: the quickest that fits in memory. See: traincost plan
      # A part of parallelism is held (tensor: 8); degrees that place all accelerators are a layout in full.
      # micro_batch_size: 1
      # parallelism: { tensor: 1, pipeline: 1, virtual_pipeline: 1, data: 64, context: 1, expert: 1, zero_stage: 1 }
      #   schedule: 1f1b # of pipelines, in parallelism: 1f1b zb-h1 zb-2p zb-v
      #   sequence_parallel: true # in parallelism: tensor-parallel ranks split the activations between products too
      # software: { async_tensor_parallel: true, overlap_gradient_reduce: true } # exchanges that overlap with work
      # activation_recompute: none # none selective full
      # offload: { weights: false, optimizer: true, activations: false } # to the host's memory
      # lora: { rank: 16, targets: [q_proj, v_proj] }
      # frozen: [embedding] # embedding attention feed_forward experts head
      # mfu: 0.4 # overrides the time model

    cluster:
      accelerator: nvidia-h100-sxm5-80gb # see: traincost profiles list
      count: 64
      accelerators_per_node: 8
      network: infiniband-ndr-400

    # operations: # what happens around the steps; each default is listed with its source
    #   { checkpoint_interval: 30min, checkpoint_time: 30s, restart: 5min, accelerator_hours_between_failures: 50700 }

    site:
      grid: US-VA
      pue: 1.25
      electricity: { price_per_kwh: 0.083, currency: USD }

    prices:
      mode: rental # rental, owned or bill
      currency: USD
      # rental: { price_per_accelerator_hour: 2.49, kind: on_demand } # on_demand, spot, committed
      # owned: { unit_price: 19450, amortization: straight_line, service_life_years: 5, utilization: 0.8 }
      # staff: { full_time_equivalents: 4, salary_per_year: 150000, months: 3 }
      # carbon: { price_per_tonne: 80, covered_share: 1 }

    """
}
