/// How a figure is made from others, named by the paths of the JSON documents.
struct Formula: Sendable {
  /// The formula in words and signs.
  let text: String
  /// The paths of its inputs.
  var inputs: [String] = []
  /// Who publishes it; empty for arithmetic.
  var reference = ""
  /// The beginnings of the run file's keys that it rests on.
  var keys: [String] = []

  /// The formula of a path: of the longest beginning of it that has one.
  static func of(_ path: String) -> Formula {
    let bare = path.split(separator: "[").enumerated()
      .map { $0 == 0 ? String($1) : String($1.drop { $0 != "]" }.dropFirst()) }.joined()
    var parts = bare.split(separator: ".").map(String.init)
    while !parts.isEmpty {
      if let formula = table[parts.joined(separator: ".")] { return formula }
      parts.removeLast()
    }
    return Formula(text: "as stated or metered")
  }

  private static let table: [String: Formula] = [
    "run": Formula(text: "as the run file states it, or chosen where it says nothing", keys: ["cluster", "training"]),
    "model": Formula(text: "counted matrix by matrix from the model's configuration"),
    "model.flops_per_token": Formula(
      text: "forward and backward: 6 FLOPs for each weight of a matrix product, plus attention, half of it under a "
        + "causal mask", inputs: ["model.parameters_active"], reference: "arXiv 2001.08361, appendix B"),
    "model.training_flops": Formula(
      text: "FLOPs of a token (sample) x tokens (samples) x epochs", inputs: ["model.flops_per_token"], keys: ["data"]),
    "memory": Formula(
      text: "weights + gradients + optimizer states + activations + overhead of the runtime on the fullest accelerator",
      inputs: [
        "memory.per_accelerator_bytes.weights", "memory.per_accelerator_bytes.gradients",
        "memory.per_accelerator_bytes.optimizer", "memory.per_accelerator_bytes.activations",
        "memory.per_accelerator_bytes.overhead",
      ], keys: ["training"]),
    "memory.per_accelerator_bytes.weights": Formula(
      text: "bytes of a weight x the weights that the fullest accelerator holds", keys: ["training"]),
    "memory.per_accelerator_bytes.gradients": Formula(
      text: "bytes of a gradient, as the framework accumulates it, x the weights trained there", keys: ["training"]),
    "memory.per_accelerator_bytes.optimizer": Formula(
      text: "bytes of the optimizer's states and of the 32-bit copy x the weights whose states it holds",
      keys: ["training"]),
    "memory.per_accelerator_bytes.activations": Formula(
      text: "what the backward pass needs of the micro-batches in flight, of the layer at work and of the logits",
      reference: "arXiv 2205.05198", keys: ["training"]),
    "memory.per_accelerator_bytes.overhead": Formula(
      text: "context and libraries, communication buffers, and what the allocator holds beyond what is used"),
    "time.step_seconds": Formula(
      text:
        "the sum of its parts: products, memory, launching, exchange that compute does not hide, the pipeline's bubble",
      inputs: ["time.step_parts"], keys: ["efficiency", "step_time", "training"]),
    "time.step_parts": Formula(
      text: "work of the part over the accelerator's peak rate, bandwidth or the network's, at fitted efficiencies",
      keys: ["efficiency", "step_time", "training"]),
    "step_changes": Formula(
      text: "the step that the same sums give with one change of layout, micro-batch, recompute or overlap",
      inputs: ["time.step_parts"], keys: ["efficiency", "step_time", "training"]),
    "time.hours": Formula(
      text: "step time x steps / goodput; or accelerator-hours / accelerators where usage is stated",
      inputs: ["time.step_seconds", "run.steps", "time.goodput", "time.accelerator_hours", "run.count"],
      keys: ["goodput", "operations", "efficiency"]),
    "run.steps": Formula(
      text: "tokens (samples) x epochs / those of a step, rounded up", inputs: ["run.layout.global_batch_size"],
      keys: ["data", "training.global_batch_size"]),
    "time.accelerator_hours": Formula(
      text: "hours on the clock x accelerators", inputs: ["time.hours", "run.count"], keys: ["goodput", "efficiency"]),
    "time.mfu": Formula(
      text: "FLOPs of the model / (steps x step time x accelerators x dense peak)",
      inputs: ["model.training_flops", "run.steps", "time.step_seconds", "run.count"],
      reference: "arXiv 2204.02311, appendix B",
      keys: ["efficiency"]),
    "time.hfu": Formula(
      text: "as mfu, recomputed FLOPs included", inputs: ["time.mfu"], reference: "arXiv 2205.05198",
      keys: ["efficiency"]),
    "time.goodput": Formula(
      text: "time of steps / time on the clock: 1 / ((1 + samples evaluated / (3 x batch x every_steps)) / share that "
        + "checkpoints, repeated work and restarts leave + startup / time of steps), less where storage is slow",
      inputs: ["run.layout.global_batch_size", "interruption.lost_share"],
      reference: "Daly 2006, equation 20", keys: ["goodput", "operations", "prices.rental.preemption"]),
    "time": Formula(text: "from step time, batch and accelerators", inputs: ["time.step_seconds"]),
    "energy.accelerator_kwh": Formula(
      text: "mean power of an accelerator x accelerator-hours",
      inputs: ["energy.mean_accelerator_watts", "time.accelerator_hours"], keys: ["power.accelerator_watts"]),
    "energy.host_kwh": Formula(
      text: "power of the rest of the node for each accelerator x accelerator-hours",
      inputs: ["time.accelerator_hours"], keys: ["power.host"]),
    "energy.network_kwh": Formula(
      text: "power of switches and optics for each accelerator x accelerator-hours",
      inputs: ["time.accelerator_hours"], keys: ["power.network", "cluster.network"]),
    "energy.pue": Formula(
      text: "energy of the facility / energy of the machines, as stated or by default", reference: "ISO/IEC 30134-2",
      keys: ["site.pue"]),
    "energy.mean_accelerator_watts": Formula(
      text: "mean power of one accelerator while training", keys: ["power.accelerator_watts"]),
    "energy.it_kwh": Formula(
      text: "accelerators + hosts + network",
      inputs: ["energy.accelerator_kwh", "energy.host_kwh", "energy.network_kwh"], keys: ["power"]),
    "energy.cooling_kwh": Formula(
      text: "energy of the machines x (PUE - 1)", inputs: ["energy.it_kwh", "energy.pue"], reference: "ISO/IEC 30134-2",
      keys: ["site.pue"]),
    "energy.facility_kwh": Formula(
      text: "energy of the machines x PUE", inputs: ["energy.it_kwh", "energy.pue"], reference: "ISO/IEC 30134-2",
      keys: ["site.pue"]),
    "energy.total_joules": Formula(
      text: "the sum of the metered domains that lie in no other, each by its method: a counter's difference, or power "
        + "integrated over time"),
    "energy": Formula(
      text: "power x time; of a metered run what its counters counted, or power integrated over time",
      keys: ["power", "site.pue"]),
    "water": Formula(
      text: "energy of the machines x WUE on site; energy of the facility x water of the grid off site",
      inputs: ["energy.it_kwh", "energy.facility_kwh"], reference: "Li et al. 2025", keys: ["site"]),
    "carbon.operational_kg": Formula(
      text: "energy of the facility x carbon intensity of the grid, location-based",
      inputs: ["energy.facility_kwh", "carbon.intensity_g_per_kwh"], reference: "GHG Protocol, Scope 2",
      keys: ["site.carbon", "site.marginal", "site.grid", "site.pue"]),
    "carbon.market_based_kg": Formula(
      text: "energy of the facility x intensity of the electricity as it is bought",
      inputs: ["energy.facility_kwh", "carbon.intensity_g_per_kwh"], reference: "GHG Protocol, Scope 2",
      keys: ["site"]),
    "carbon.embodied_kg": Formula(
      text: "TE x (TiR / EL) x (RR / ToR): emissions of making the hardware x the run's share of its life x the "
        + "share it reserves", inputs: ["time.accelerator_hours"],
      reference: "Software Carbon Intensity, ISO/IEC 21031", keys: ["embodied"]),
    "carbon.sci_kg": Formula(
      text: "E x I + M, for one run", inputs: ["carbon.operational_kg", "carbon.embodied_kg"],
      reference: "Software Carbon Intensity, ISO/IEC 21031", keys: ["site", "embodied"]),
    "carbon.intensity_g_per_kwh": Formula(
      text: "what a kilowatt-hour of the grid emits, as stated or by the price book; the range spans its sources",
      keys: ["site.carbon", "site.marginal", "site.grid"]),
    "carbon": Formula(text: "energy x intensity", inputs: ["energy.facility_kwh"], keys: ["site"]),
    "interruption": Formula(
      text: "best interval sqrt(2dM)[1 + sqrt(d/2M)/3 + (d/2M)/9] - d; lost: d/(t+d) + (t/2 + R)/M",
      inputs: ["interruption.checkpoint_seconds", "interruption.mean_time_between_seconds"],
      reference: "Daly 2006; Young 1974"),
    "cost.total": Formula(text: "the sum of all lines that are charged"),
    "cost.by_category": Formula(text: "the sum of the category's lines that are charged"),
    "cost.lines": Formula(text: "quantity x unit price"),
    "cost.break_even_utilization": Formula(
      text: "hardware of an hour at full use / (rental price of an hour - energy of an hour)", inputs: ["cost.lines"],
      keys: ["prices"]),
    "cost.sensitivities": Formula(
      text: "the total with one input at its 5th and 95th percentile and all others in the middle"),
    "cost.uncertainty": Formula(
      text: "exact moments of a sum of lognormal products, and draws of the same inputs",
      reference: "Fenton 1960 and Wilkinson"),
    "cost": Formula(text: "lines of quantity x unit price, and folds over them", keys: ["prices"]),
  ]
}
