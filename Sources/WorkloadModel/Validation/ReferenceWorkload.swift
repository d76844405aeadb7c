import TrainingRun

/// A workload that benchmarks run by name, with the figures that their results do not repeat.
struct ReferenceWorkload: Sendable {
  /// How results call it: the beginning of a row's name.
  let name: String
  let kind: WorkKind
  /// Work of a sample, forward and backward, in operations.
  let operationsPerSample: Double
  /// What a sample's forward and backward pass move through memory.
  var bytesPerSample = 0.0
  /// Samples of one pass over its data.
  var samplesPerEpoch: Double?

  /// The workload that a row's name begins with.
  static func named(_ name: String) -> ReferenceWorkload? {
    let lowered = name.lowercased()
    return all.first { lowered.hasPrefix($0.name) }
  }

  /// Sources: the models' papers and configurations, and the rules of MLPerf Training for what is a sample.
  ///
  /// - BERT-Large pre-trains on at most 512 tokens of which about half are padding, skipped by all who submit; 302 M
  ///   parameters in its 24 layers of width 1024.
  /// - FLUX.1 has 11.9 B parameters; an image of 256 by 256 pixels is 256 tokens, its text 256 more.
  /// - Llama 2 70B with LoRA trains on packed sequences of 8,192 tokens; frozen weights need no gradients, so a token
  ///   takes 4 operations a parameter, and as much of attention.
  /// - Stable Diffusion's U-Net takes 0.8 TFLOP forward on the 64 by 64 latent of an image of 512 by 512.
  /// - 3D U-Net takes about 1 TFLOP forward on a patch of 128 cubed; KiTS19 has 168 cases to train on.
  /// - ResNet-50: 4.1 G multiply-accumulates forward; 11.1 M activations, each moved 15 times in 4 bytes by the passes
  ///   of convolution, normalization and activation. ShuffleNet v2 on images of 32 by 32: 47 M and 1.0 M. BERT-Base: 85 M
  ///   parameters in its layers, 70 values of width 768 a token and layer. Neural collaborative filtering: two tables of
  ///   64 columns and a network of some ten thousand weights.
  private static let all: [ReferenceWorkload] = [
    Self(
      name: "bert_base_uncased on squad", kind: .encoder, operationsPerSample: 2.0e11, bytesPerSample: 1.0e9,
      samplesPerEpoch: 88_524),
    Self(
      name: "bert_base_uncased on sentiment140", kind: .encoder, operationsPerSample: 3.3e10, bytesPerSample: 1.7e8,
      samplesPerEpoch: 1_600_000),
    Self(
      name: "resnet50 on imagenet", kind: .convolution, operationsPerSample: 2.46e10, bytesPerSample: 6.7e8,
      samplesPerEpoch: 1_281_167),
    Self(name: "resnet50", kind: .convolution, operationsPerSample: 2.46e10),
    Self(
      name: "shufflenetv2 on cifar100", kind: .convolution, operationsPerSample: 2.8e8, bytesPerSample: 6e7,
      samplesPerEpoch: 50_000),
    Self(
      name: "ncf on movielens-1m", kind: .encoder, operationsPerSample: 6e4, bytesPerSample: 4e3,
      samplesPerEpoch: 4_970_845),
    Self(name: "bert", kind: .encoder, operationsPerSample: 6 * (0.302e9 * 256 + 2 * 24 * 256 * 256 * 1024)),
    Self(name: "flux1", kind: .transformer, operationsPerSample: 6 * 11.9e9 * 512),
    Self(name: "llama2_70b_lora", kind: .transformer, operationsPerSample: 8192 * (4 * 68.9e9 + 4 * 80 * 8192 * 8192)),
    Self(name: "stable_diffusion", kind: .diffusionNet, operationsPerSample: 3 * 0.8e12),
    Self(name: "unet3d", kind: .convolution, operationsPerSample: 3 * 1.0e12, samplesPerEpoch: 168),
  ]
}
