import Testing

/// Public models by the values of their published `config.json` and the parameter counts that their checkpoints have.
enum PublicModels {
  struct Model: Sendable, CustomTestStringConvertible {
    let name: String
    let parameters: Int
    let config: String
    var testDescription: String { name }
  }

  static let all: [Model] = [
    Model(name: "Llama 3.1 8B", parameters: 8_030_261_248, config: llama(4096, 14336, 32, 32, 8, 128_256)),
    Model(name: "Llama 3.1 70B", parameters: 70_553_706_496, config: llama(8192, 28672, 80, 64, 8, 128_256)),
    Model(name: "Llama 3.1 405B", parameters: 405_853_388_800, config: llama(16384, 53248, 126, 128, 8, 128_256)),
    Model(name: "Llama 2 7B", parameters: 6_738_415_616, config: llama(4096, 11008, 32, 32, 32, 32_000)),
    Model(
      name: "Mistral 7B v0.1", parameters: 7_241_732_096,
      config:
        #"{"model_type":"mistral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,"vocab_size":32000,"sliding_window":4096,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Mixtral 8x7B", parameters: 46_702_792_704,
      config:
        #"{"model_type":"mixtral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,"vocab_size":32000,"num_local_experts":8,"num_experts_per_tok":2,"sliding_window":null}"#
    ),
    Model(
      name: "Qwen2 7B", parameters: 7_615_616_512,
      config:
        #"{"model_type":"qwen2","hidden_size":3584,"intermediate_size":18944,"num_hidden_layers":28,"num_attention_heads":28,"num_key_value_heads":4,"vocab_size":152064,"sliding_window":131072,"use_sliding_window":false,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen2.5 0.5B", parameters: 494_032_768,
      config:
        #"{"model_type":"qwen2","hidden_size":896,"intermediate_size":4864,"num_hidden_layers":24,"num_attention_heads":14,"num_key_value_heads":2,"vocab_size":151936,"tie_word_embeddings":true}"#
    ),
    Model(
      name: "Qwen3 8B", parameters: 8_190_735_360,
      config:
        #"{"model_type":"qwen3","hidden_size":4096,"intermediate_size":12288,"num_hidden_layers":36,"num_attention_heads":32,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Gemma 2 2B", parameters: 2_614_341_888,
      config:
        #"{"model_type":"gemma2","hidden_size":2304,"intermediate_size":9216,"num_hidden_layers":26,"num_attention_heads":8,"num_key_value_heads":4,"head_dim":256,"vocab_size":256000,"sliding_window":4096}"#
    ),
    Model(
      name: "Gemma 2 9B", parameters: 9_241_705_984,
      config:
        #"{"model_type":"gemma2","hidden_size":3584,"intermediate_size":14336,"num_hidden_layers":42,"num_attention_heads":16,"num_key_value_heads":8,"head_dim":256,"vocab_size":256000,"sliding_window":4096}"#
    ),
    Model(
      name: "Gemma 3 1B", parameters: 999_885_952,
      config:
        #"{"model_type":"gemma3_text","hidden_size":1152,"intermediate_size":6912,"num_hidden_layers":26,"num_attention_heads":4,"num_key_value_heads":1,"head_dim":256,"vocab_size":262144,"sliding_window":512,"sliding_window_pattern":6}"#
    ),
    Model(
      name: "Gemma 3 4B", parameters: 4_300_079_472,
      config:
        #"{"model_type":"gemma3","text_config":{"model_type":"gemma3_text","hidden_size":2560,"intermediate_size":10240,"num_hidden_layers":34,"sliding_window":1024},"vision_config":{"model_type":"siglip_vision_model","hidden_size":1152,"image_size":896,"intermediate_size":4304,"num_attention_heads":16,"num_hidden_layers":27,"patch_size":14}}"#
    ),
    Model(
      name: "DeepSeek-V3", parameters: 671_026_419_200,
      config:
        #"{"model_type":"deepseek_v3","hidden_size":7168,"intermediate_size":18432,"moe_intermediate_size":2048,"num_hidden_layers":61,"num_attention_heads":128,"n_routed_experts":256,"n_shared_experts":1,"num_experts_per_tok":8,"first_k_dense_replace":3,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":129280,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "GPT-2", parameters: 124_439_808,
      config: #"{"model_type":"gpt2","n_embd":768,"n_head":12,"n_layer":12,"n_positions":1024,"vocab_size":50257}"#),
    Model(
      name: "GPT-2 XL", parameters: 1_557_611_200,
      config: #"{"model_type":"gpt2","n_embd":1600,"n_head":25,"n_layer":48,"n_positions":1024,"vocab_size":50257}"#),
    Model(name: "BERT base", parameters: 109_482_240, config: bert("BertModel")),
    Model(name: "BERT base, masked language", parameters: 109_514_298, config: bert("BertForMaskedLM")),
    Model(name: "BERT base, pre-training", parameters: 110_106_428, config: bert("BertForPreTraining")),
    Model(
      name: "T5 small", parameters: 60_506_624,
      config:
        #"{"model_type":"t5","d_model":512,"d_ff":2048,"d_kv":64,"num_heads":8,"num_layers":6,"vocab_size":32128}"#),
    Model(
      name: "T5 base", parameters: 222_903_552,
      config:
        #"{"model_type":"t5","d_model":768,"d_ff":3072,"d_kv":64,"num_heads":12,"num_layers":12,"vocab_size":32128}"#),
    Model(
      name: "T5 v1.1 base", parameters: 247_577_856,
      config:
        #"{"model_type":"t5","d_model":768,"d_ff":2048,"d_kv":64,"num_heads":12,"num_layers":12,"feed_forward_proj":"gated-gelu","tie_word_embeddings":false,"vocab_size":32128}"#
    ),
    Model(
      name: "ViT base, 1000 labels", parameters: 86_567_656,
      config:
        #"{"model_type":"vit","hidden_size":768,"image_size":224,"intermediate_size":3072,"num_attention_heads":12,"num_hidden_layers":12,"patch_size":16,"num_labels":1000,"architectures":["ViTForImageClassification"]}"#
    ),
    Model(
      name: "ViT base", parameters: 86_389_248,
      config:
        #"{"model_type":"vit","hidden_size":768,"image_size":224,"intermediate_size":3072,"num_attention_heads":12,"num_hidden_layers":12,"patch_size":16,"architectures":["ViTModel"]}"#
    ),
    Model(
      name: "Llama 2 13B", parameters: 13_015_864_320,
      config:
        #"{"model_type":"llama","hidden_size":5120,"intermediate_size":13824,"num_hidden_layers":40,"num_attention_heads":40,"num_key_value_heads":40,"vocab_size":32000,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Llama 2 70B", parameters: 68_976_648_192,
      config:
        #"{"model_type":"llama","hidden_size":8192,"intermediate_size":28672,"num_hidden_layers":80,"num_attention_heads":64,"num_key_value_heads":8,"vocab_size":32000,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Llama 3.2 1B", parameters: 1_235_814_400,
      config:
        #"{"model_type":"llama","hidden_size":2048,"intermediate_size":8192,"num_hidden_layers":16,"num_attention_heads":32,"num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":true,"head_dim":64}"#
    ),
    Model(
      name: "Llama 3.2 3B", parameters: 3_212_749_824,
      config:
        #"{"model_type":"llama","hidden_size":3072,"intermediate_size":8192,"num_hidden_layers":28,"num_attention_heads":24,"num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":true,"head_dim":128}"#
    ),
    Model(
      name: "Qwen2.5 1.5B", parameters: 1_543_714_304,
      config:
        #"{"model_type":"qwen2","hidden_size":1536,"intermediate_size":8960,"num_hidden_layers":28,"num_attention_heads":12,"num_key_value_heads":2,"vocab_size":151936,"tie_word_embeddings":true}"#
    ),
    Model(
      name: "Qwen2.5 3B", parameters: 3_085_938_688,
      config:
        #"{"model_type":"qwen2","hidden_size":2048,"intermediate_size":11008,"num_hidden_layers":36,"num_attention_heads":16,"num_key_value_heads":2,"vocab_size":151936,"tie_word_embeddings":true}"#
    ),
    Model(
      name: "Qwen2.5 14B", parameters: 14_770_033_664,
      config:
        #"{"model_type":"qwen2","hidden_size":5120,"intermediate_size":13824,"num_hidden_layers":48,"num_attention_heads":40,"num_key_value_heads":8,"vocab_size":152064,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen2.5 32B", parameters: 32_763_876_352,
      config:
        #"{"model_type":"qwen2","hidden_size":5120,"intermediate_size":27648,"num_hidden_layers":64,"num_attention_heads":40,"num_key_value_heads":8,"vocab_size":152064,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen2.5 72B", parameters: 72_706_203_648,
      config:
        #"{"model_type":"qwen2","hidden_size":8192,"intermediate_size":29568,"num_hidden_layers":80,"num_attention_heads":64,"num_key_value_heads":8,"vocab_size":152064,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen3 0.6B", parameters: 596_049_920,
      config:
        #"{"model_type":"qwen3","hidden_size":1024,"intermediate_size":3072,"num_hidden_layers":28,"num_attention_heads":16,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,"tie_word_embeddings":true}"#
    ),
    Model(
      name: "Qwen3 4B", parameters: 4_022_468_096,
      config:
        #"{"model_type":"qwen3","hidden_size":2560,"intermediate_size":9728,"num_hidden_layers":36,"num_attention_heads":32,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,"tie_word_embeddings":true}"#
    ),
    Model(
      name: "Qwen3 14B", parameters: 14_768_307_200,
      config:
        #"{"model_type":"qwen3","hidden_size":5120,"intermediate_size":17408,"num_hidden_layers":40,"num_attention_heads":40,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen3 32B", parameters: 32_762_123_264,
      config:
        #"{"model_type":"qwen3","hidden_size":5120,"intermediate_size":25600,"num_hidden_layers":64,"num_attention_heads":64,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen3 30B A3B", parameters: 30_532_122_624,
      config:
        #"{"model_type":"qwen3_moe","hidden_size":2048,"intermediate_size":6144,"moe_intermediate_size":768,"num_hidden_layers":48,"num_attention_heads":32,"num_key_value_heads":4,"head_dim":128,"num_experts":128,"num_experts_per_tok":8,"decoder_sparse_step":1,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen3 235B A22B", parameters: 235_093_634_560,
      config:
        #"{"model_type":"qwen3_moe","hidden_size":4096,"intermediate_size":12288,"moe_intermediate_size":1536,"num_hidden_layers":94,"num_attention_heads":64,"num_key_value_heads":4,"head_dim":128,"num_experts":128,"num_experts_per_tok":8,"decoder_sparse_step":1,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Qwen3-Next 80B A3B", parameters: 79_674_391_296,
      config:
        #"{"model_type":"qwen3_next","hidden_size":2048,"intermediate_size":5120,"moe_intermediate_size":512,"shared_expert_intermediate_size":512,"num_hidden_layers":48,"num_attention_heads":16,"num_key_value_heads":2,"head_dim":256,"num_experts":512,"num_experts_per_tok":10,"full_attention_interval":4,"linear_num_key_heads":16,"linear_num_value_heads":32,"linear_key_head_dim":128,"linear_value_head_dim":128,"linear_conv_kernel_dim":4,"vocab_size":151936,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "GPT-OSS 20B", parameters: 20_914_757_184,
      config:
        #"{"model_type":"gpt_oss","hidden_size":2880,"intermediate_size":2880,"num_hidden_layers":24,"num_attention_heads":64,"num_key_value_heads":8,"head_dim":64,"num_local_experts":32,"num_experts_per_tok":4,"sliding_window":128,"vocab_size":201088,"tie_word_embeddings":false,"attention_bias":true}"#
    ),
    Model(
      name: "GPT-OSS 120B", parameters: 116_829_156_672,
      config:
        #"{"model_type":"gpt_oss","hidden_size":2880,"intermediate_size":2880,"num_hidden_layers":36,"num_attention_heads":64,"num_key_value_heads":8,"head_dim":64,"num_local_experts":128,"num_experts_per_tok":4,"sliding_window":128,"vocab_size":201088,"tie_word_embeddings":false,"attention_bias":true}"#
    ),
    Model(
      name: "Llama 4 Scout", parameters: 108_641_793_536,
      config:
        #"{"model_type":"llama4","text_config":{"model_type":"llama4_text","hidden_size":5120,"intermediate_size":8192,"intermediate_size_mlp":16384,"num_hidden_layers":48,"num_attention_heads":40,"num_key_value_heads":8,"head_dim":128,"num_local_experts":16,"num_experts_per_tok":1,"interleave_moe_layer_step":1,"attention_chunk_size":8192,"vocab_size":202048,"tie_word_embeddings":false},"vision_config":{"model_type":"llama4_vision_model","hidden_size":1408,"image_size":336,"intermediate_size":5632,"num_attention_heads":16,"num_hidden_layers":34,"patch_size":14,"projector_output_dim":4096,"vision_output_dim":4096}}"#
    ),
    Model(
      name: "Llama 4 Maverick", parameters: 401_583_781_376,
      config:
        #"{"model_type":"llama4","text_config":{"model_type":"llama4_text","hidden_size":5120,"intermediate_size":8192,"intermediate_size_mlp":16384,"num_hidden_layers":48,"num_attention_heads":40,"num_key_value_heads":8,"head_dim":128,"num_local_experts":128,"num_experts_per_tok":1,"interleave_moe_layer_step":2,"attention_chunk_size":8192,"vocab_size":202048,"tie_word_embeddings":false},"vision_config":{"model_type":"llama4_vision_model","hidden_size":1408,"image_size":336,"intermediate_size":5632,"num_attention_heads":16,"num_hidden_layers":34,"patch_size":14,"projector_output_dim":4096,"vision_output_dim":4096}}"#
    ),
    Model(
      name: "DeepSeek-V2", parameters: 235_741_434_880,
      config:
        #"{"model_type":"deepseek_v2","hidden_size":5120,"intermediate_size":12288,"moe_intermediate_size":1536,"num_hidden_layers":60,"num_attention_heads":128,"n_routed_experts":160,"n_shared_experts":2,"num_experts_per_tok":6,"first_k_dense_replace":1,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":102400,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "DeepSeek-V2-Lite", parameters: 15_706_484_224,
      config:
        #"{"model_type":"deepseek_v2","hidden_size":2048,"intermediate_size":10944,"moe_intermediate_size":1408,"num_hidden_layers":27,"num_attention_heads":16,"n_routed_experts":64,"n_shared_experts":2,"num_experts_per_tok":6,"first_k_dense_replace":1,"q_lora_rank":null,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":102400,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Phi-1.5", parameters: 1_418_270_720,
      config:
        #"{"model_type":"phi","hidden_size":2048,"intermediate_size":8192,"num_hidden_layers":24,"num_attention_heads":32,"vocab_size":51200}"#
    ),
    Model(
      name: "Phi-2", parameters: 2_779_683_840,
      config:
        #"{"model_type":"phi","hidden_size":2560,"intermediate_size":10240,"num_hidden_layers":32,"num_attention_heads":32,"vocab_size":51200}"#
    ),
    Model(
      name: "Phi-3 mini", parameters: 3_821_079_552,
      config:
        #"{"model_type":"phi3","hidden_size":3072,"intermediate_size":8192,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":32,"vocab_size":32064,"sliding_window":2047,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Phi-3 medium", parameters: 13_960_238_080,
      config:
        #"{"model_type":"phi3","hidden_size":5120,"intermediate_size":17920,"num_hidden_layers":40,"num_attention_heads":40,"num_key_value_heads":10,"vocab_size":32064,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Mistral Nemo 12B", parameters: 12_247_782_400,
      config:
        #"{"model_type":"mistral","hidden_size":5120,"intermediate_size":14336,"num_hidden_layers":40,"num_attention_heads":32,"num_key_value_heads":8,"head_dim":128,"vocab_size":131072,"sliding_window":null,"tie_word_embeddings":false}"#
    ),
    Model(
      name: "Mixtral 8x22B", parameters: 140_620_634_112,
      config:
        #"{"model_type":"mixtral","hidden_size":6144,"intermediate_size":16384,"num_hidden_layers":56,"num_attention_heads":48,"num_key_value_heads":8,"vocab_size":32000,"num_local_experts":8,"num_experts_per_tok":2}"#
    ),
    Model(
      name: "Gemma 2 27B", parameters: 27_227_128_320,
      config:
        #"{"model_type":"gemma2","hidden_size":4608,"intermediate_size":36864,"num_hidden_layers":46,"num_attention_heads":32,"num_key_value_heads":16,"head_dim":128,"vocab_size":256000,"sliding_window":4096}"#
    ),
    Model(
      name: "GPT-2 medium", parameters: 354_823_168,
      config:
        #"{"model_type":"gpt2","n_embd":1024,"n_head":16,"n_layer":24,"n_positions":1024,"vocab_size":50257}"#
    ),
    Model(
      name: "GPT-2 large", parameters: 774_030_080,
      config:
        #"{"model_type":"gpt2","n_embd":1280,"n_head":20,"n_layer":36,"n_positions":1024,"vocab_size":50257}"#
    ),
    Model(
      name: "BERT large, masked language", parameters: 335_174_458,
      config:
        #"{"model_type":"bert","hidden_size":1024,"intermediate_size":4096,"num_hidden_layers":24,"num_attention_heads":16,"max_position_embeddings":512,"type_vocab_size":2,"vocab_size":30522}"#
    ),
    Model(
      name: "T5 large", parameters: 737_668_096,
      config:
        #"{"model_type":"t5","d_model":1024,"d_ff":4096,"d_kv":64,"num_heads":16,"num_layers":24,"vocab_size":32128}"#
    ),
    Model(
      name: "T5 3B", parameters: 2_851_598_336,
      config:
        #"{"model_type":"t5","d_model":1024,"d_ff":16384,"d_kv":128,"num_heads":32,"num_layers":24,"vocab_size":32128}"#
    ),
    Model(
      name: "T5 11B", parameters: 11_307_321_344,
      config:
        #"{"model_type":"t5","d_model":1024,"d_ff":65536,"d_kv":128,"num_heads":128,"num_layers":24,"vocab_size":32128}"#
    ),
    Model(
      name: "ViT large, 1000 labels", parameters: 304_326_632,
      config:
        #"{"model_type":"vit","hidden_size":1024,"image_size":224,"intermediate_size":4096,"num_attention_heads":16,"num_hidden_layers":24,"patch_size":16,"num_labels":1000,"architectures":["ViTForImageClassification"]}"#
    ),
    Model(
      name: "DiT-XL/2", parameters: 675_129_632,
      config:
        #"{"model_type":"dit","hidden_size":1152,"num_hidden_layers":28,"num_attention_heads":16,"patch_size":2,"input_size":32,"in_channels":4,"num_classes":1000}"#
    ),
  ]

  /// Convolutional networks, whose configurations are read as figures.
  static let networks: [Model] = [
    Model(
      name: "ResNet-18", parameters: 11_689_512,
      config:
        #"{"model_type":"resnet","embedding_size":64,"hidden_sizes":[64,128,256,512],"depths":[2,2,2,2],"layer_type":"basic","num_labels":1000}"#
    ),
    Model(
      name: "ResNet-50", parameters: 25_557_032,
      config:
        #"{"model_type":"resnet","embedding_size":64,"hidden_sizes":[256,512,1024,2048],"depths":[3,4,6,3],"layer_type":"bottleneck","num_labels":1000}"#
    ),
    Model(
      name: "ResNet-101", parameters: 44_549_160,
      config:
        #"{"model_type":"resnet","embedding_size":64,"hidden_sizes":[256,512,1024,2048],"depths":[3,4,23,3],"layer_type":"bottleneck","num_labels":1000}"#
    ),
    Model(
      name: "ResNet-152", parameters: 60_192_808,
      config:
        #"{"model_type":"resnet","embedding_size":64,"hidden_sizes":[256,512,1024,2048],"depths":[3,8,36,3],"layer_type":"bottleneck","num_labels":1000}"#
    ),
    Model(
      name: "U-Net of Stable Diffusion 1.5", parameters: 859_520_964,
      config:
        #"{"_class_name":"UNet2DConditionModel","block_out_channels":[320,640,1280,1280],"layers_per_block":2,"cross_attention_dim":768,"in_channels":4,"out_channels":4,"sample_size":64,"down_block_types":["CrossAttnDownBlock2D","CrossAttnDownBlock2D","CrossAttnDownBlock2D","DownBlock2D"],"up_block_types":["UpBlock2D","CrossAttnUpBlock2D","CrossAttnUpBlock2D","CrossAttnUpBlock2D"]}"#
    ),
    Model(
      name: "U-Net of Stable Diffusion 2.1", parameters: 865_910_724,
      config:
        #"{"_class_name":"UNet2DConditionModel","block_out_channels":[320,640,1280,1280],"layers_per_block":2,"cross_attention_dim":1024,"in_channels":4,"out_channels":4,"sample_size":96,"use_linear_projection":true,"down_block_types":["CrossAttnDownBlock2D","CrossAttnDownBlock2D","CrossAttnDownBlock2D","DownBlock2D"],"up_block_types":["UpBlock2D","CrossAttnUpBlock2D","CrossAttnUpBlock2D","CrossAttnUpBlock2D"]}"#
    ),
    Model(
      name: "U-Net of Stable Diffusion XL", parameters: 2_567_463_684,
      config:
        #"{"_class_name":"UNet2DConditionModel","block_out_channels":[320,640,1280],"layers_per_block":2,"cross_attention_dim":2048,"in_channels":4,"out_channels":4,"sample_size":128,"transformer_layers_per_block":[1,2,10],"projection_class_embeddings_input_dim":2816,"use_linear_projection":true,"down_block_types":["DownBlock2D","CrossAttnDownBlock2D","CrossAttnDownBlock2D"],"up_block_types":["CrossAttnUpBlock2D","CrossAttnUpBlock2D","UpBlock2D"]}"#
    ),
  ]

  private static func llama(
    _ hidden: Int, _ inner: Int, _ layers: Int, _ heads: Int, _ keyValueHeads: Int, _ vocabulary: Int
  ) -> String {
    """
    {"model_type":"llama","hidden_size":\(hidden),"intermediate_size":\(inner),"num_hidden_layers":\(layers),
    "num_attention_heads":\(heads),"num_key_value_heads":\(keyValueHeads),"vocab_size":\(vocabulary),
    "tie_word_embeddings":false}
    """
  }

  private static func bert(_ architecture: String) -> String {
    """
    {"model_type":"bert","architectures":["\(architecture)"],"hidden_size":768,"intermediate_size":3072,
    "num_hidden_layers":12,"num_attention_heads":12,"max_position_embeddings":512,"type_vocab_size":2,
    "vocab_size":30522}
    """
  }
}
