#pragma once
/// One layout of a dense decoder: degrees, micro-batch, micro-batches, recompute (0 none, 1 selective, 2 full).
struct bare_layout {
  double tensor, pipeline, virtual_pipeline, data, context, zero, micro_batch, batch;
  int recompute, sequence_parallel;
};
/// The step time and the memory of the fullest stage, by the formulas of StepTimeModel and MemoryModel with the constants
/// written in: what the arithmetic alone costs.
double bare_step(const struct bare_layout *layout, double *memory);
