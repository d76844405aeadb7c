#include "bare.h"

#include <math.h>

// GPT-3 175B at 2,048 tokens on A100; any constants of this size cost the same.
static const double L = 96, H = 12288, F = 49152, V = 51200, S = 2048, HEADS = 96;
static const double PRODUCT = 2.4e14, EDGE = 129, ATTENTION = 1e14, MEMORY = 1.5e12, LAUNCH = 2e-3, LINK = 2.5e11,
                    NETWORK = 2.2e10, DOMAIN_SIZE = 8;

static double smooth_maximum(double a, double b, double n) {
  double larger = fmax(a, b);
  if (!(larger > 0)) return 0;
  return larger * pow(1 + pow(fmin(a, b) / larger, n), 1 / n);
}

static double stage_memory(const struct bare_layout *l, double stage, double batches) {
  double share = ceil(L / l->pipeline), last = l->pipeline - 1;
  double count = share;
  if (share * l->pipeline > L && l->pipeline > 1) {
    if (share * l->pipeline == L + 2) count = stage == 0 || stage == last ? share - 1 : share;
    else if (stage == last) count = fmax(1, L - share * last);
  }
  double layer = (4 * H * H + 2 * H * F) / l->tensor;
  double ends = (stage == 0 ? V * H : 0) + (stage == last ? (l->pipeline > 1 ? V * H : 0) : 0);
  double own = count * layer + ends / l->tensor;
  double replicas = l->data * l->context;
  double shards = l->zero >= 1 ? replicas : 1;
  double optimizer = 12 * own / shards;
  double gradients = l->zero >= 2 ? 4 * own / shards : 4 * own;
  double weights = l->zero >= 3 ? 2 * (2 * layer + ends / l->tensor) : 2 * own;
  double split = l->sequence_parallel ? l->tensor : 1;
  double tokens = S * l->micro_batch / l->context;
  double none = 8 * H / split + (8 * H + 4 * F) / l->tensor;
  double kept = count * (l->recompute == 2 ? 2 * H / split : none);
  double held = l->virtual_pipeline > 1
                    ? ((l->virtual_pipeline - 1) * l->pipeline + 2 * (last - stage) + 1) / l->virtual_pipeline
                    : l->pipeline - stage;
  if (l->pipeline == 1) held = 1;
  held = fmin(held, fmax(1, batches));
  double working = l->recompute == 2 ? none : 0;
  if (l->tensor > 1) working += 4 * H;
  if (stage == last) working += 4 * V / l->tensor;
  return weights + gradients + optimizer + tokens * (kept * held + working) + 3 * layer;
}

double bare_step(const struct bare_layout *l, double *memory) {
  double batches = l->batch / (l->data * l->micro_batch);
  double worst = stage_memory(l, 0, batches);
  if (l->pipeline > 2) worst = fmax(worst, stage_memory(l, 1, batches));
  if (l->pipeline > 1) worst = fmax(worst, stage_memory(l, l->pipeline - 1, batches));
  *memory = 2e9 + worst / 0.94;

  double t = l->tensor, full = l->recompute == 2, replicas = l->data * l->context;
  double accelerators = t * l->pipeline * replicas;
  double tokens = l->micro_batch * S / l->context;
  double split = l->sequence_parallel ? t : 1;
  double layers = L / l->pipeline;
  double fullest = ceil(layers / l->virtual_pipeline) * l->virtual_pipeline;
  if (fullest * l->pipeline > L * 1.3) fullest = layers;
  double passes = 3 + full;

  double products = (4 * H * H + 2 * H * F) / t, sides = (4 * H + F) / t + 6 * H;
  double matrix = (2 * tokens * products + EDGE * (2 * products + 2 * tokens * sides)) / PRODUCT * passes;
  double attention = 2 * tokens * S / 2 * 2 * H / t * (3.5 + full) / ATTENTION;
  double elementwise = tokens * (12 * H / split + 2 * (3 * H + F) / t) / MEMORY * passes;
  double tensor = 0;
  if (t > 1) {
    double bandwidth = t <= DOMAIN_SIZE ? LINK * 0.85 : NETWORK * DOMAIN_SIZE * 0.87;
    double reduce = 2 * (t - 1) / t * 2 * tokens * H / bandwidth + 32e-6 * 2 * log2(t);
    tensor = (4 + 2 * full) * reduce;
  }
  double busy = matrix + attention + elementwise + tensor;
  double launch = LAUNCH * (full ? 4.0 / 3 : 1);
  double layer = smooth_maximum(busy, launch, 4) + 0.1 * launch;
  if (l->zero >= 3) layer = smooth_maximum(layer, 6 * products / NETWORK, 4);
  double rows = V / t;
  double logits = 3 * (2 * tokens * rows * H + EDGE * (2 * rows * H + 2 * tokens * (rows + H))) / PRODUCT +
                  24 * tokens * rows / MEMORY + 1e-3;
  double sending = 0;
  if (l->pipeline > 1) {
    double bandwidth = t * replicas >= DOMAIN_SIZE ? NETWORK * DOMAIN_SIZE / fmin(t, DOMAIN_SIZE) : LINK;
    sending = 4 * l->virtual_pipeline * tokens * H / split / bandwidth;
  }
  double idle = (l->pipeline - 1) / l->virtual_pipeline * (layers * layer + sending) + (l->pipeline > 1 ? logits : 0);
  double stage = fullest * layer + logits + sending;
  double stragglers = (batches * stage + idle) * 0.004 * fmax(0, log2(accelerators / 8));
  double weights = (products * layers * t + V * H) / t;
  double gradients = 0;
  if (l->zero < 3 && replicas > 1) {
    double bandwidth = accelerators <= DOMAIN_SIZE ? LINK * 0.7 : fmin(LINK * 0.7, NETWORK / fmin(t, DOMAIN_SIZE));
    gradients = 4 * weights * (replicas - 1) / replicas / bandwidth;
  }
  double optimizer = (30 * (l->zero >= 1 ? weights / replicas : weights) + 2 * weights) / MEMORY;
  return batches * stage + idle + stragglers + gradients + optimizer + 4e-3 + 1e-4 * layers;
}
