import Quantities

/// The columns of files of measured runs; `Documentation/measured-runs.md` says what each means.
enum MeasuredRunColumns {
  /// All that files of measured runs may have, also those that are kept for readers and not read here.
  static let known: Set<String> = Set(
    """
    id grade group kind name modality source source_kind notes duplicate_of suspect scorable filled_from_memory \
    accelerator accelerator_id accelerator_count accelerators_per_node nic_gbps_per_accelerator \
    params_total params_active layers hidden heads kv_heads head_dim v_head_dim ffn gated_ffn vocab causal mla lora \
    experts experts_per_token shared_experts expert_ffn first_dense_layers first_dense_ffn \
    seq_len tokens samples total_flop sequence_packing \
    precision precision_normal precision_source tp pp vp dp cp ep zero micro_batch global_batch recompute \
    software attention_kernel compiled async_tensor_parallel sequence_parallel overlap_gradient_reduce \
    distributed_optimizer \
    measured_step_time_s tokens_per_s_per_gpu samples_per_s_per_gpu measured_TFLOPs_per_gpu tflops_kind MFU HFU \
    calc_model_TFLOPs_per_gpu calc_MFU total_gpu_hours wall_days peak_mem_GB avg_W_per_gpu energy_MWh carbon_t PUE
    """.split(separator: " ").map(String.init))

  /// The headings that are none of them, each with the nearest one where one is near.
  static func unknown(among headings: [String]) -> [(heading: String, nearest: String?)] {
    headings.filter { !$0.isEmpty && !known.contains($0) }.map { ($0, nearest(to: $0)) }
  }

  /// The column that is spelt most alike, else the one that has most words in common.
  private static func nearest(to heading: String) -> String? {
    if let match = nearestMatch(to: heading, among: known) { return match }
    let words = words(of: heading)
    let shared = known.map { (name: $0, count: Self.words(of: $0).intersection(words).count) }
    return shared.filter { $0.count > 0 }.min { ($1.count, $0.name) < ($0.count, $1.name) }?.name
  }

  private static func words(of heading: String) -> Set<Substring> {
    Set(heading.lowercased().split { !$0.isLetter }.filter { $0.count > 2 })
  }
}
