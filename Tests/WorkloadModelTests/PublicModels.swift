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
