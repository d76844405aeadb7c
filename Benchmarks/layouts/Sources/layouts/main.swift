// Nanoseconds a layout: evaluated by the search, beside the bare arithmetic of the same formulas in C; and how long whole
// spaces take. Processor time of all threads, so that other work on the machine does not count.
import CBareArithmetic
import Documents
import Glibc
import HardwareProfiles
import Quantities
import RunFiles
import TrainingRun
import WorkloadModel

func processorTime() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

func wallTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func peakMemory() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) / 1024
}

func makeSearch(_ config: String, accelerator: String, count: Int, batch: Int, length: Int) throws -> LayoutSearch {
  let catalog = try ProfileCatalog()
  let profile = try catalog.profile(named: accelerator)
  let network = try profile.network.map { id throws(DocumentError) in try catalog.network(named: id) }
  let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "config"))
  var options = TrainingOptions()
  options.precision = .bf16
  let cluster = ClusterSpecification(
    accelerator: profile.id, count: count, acceleratorsPerNode: 8, network: network?.id)
  let time = try StepTimeModel(
    architecture: architecture, options: options, sequenceLength: length, profile: profile, network: network,
    acceleratorsPerNode: 8, host: cluster)
  var space = LayoutSpace(architecture, accelerators: count, globalBatchSize: batch, sequenceLength: length)
  space.openAll()
  return LayoutSearch(
    space: space, time: time, model: .transformer(architecture), options: options, sequenceLength: length,
    capacity: profile.memoryCapacity.value)
}

func fixed(_ number: Double, _ places: Int) -> String { NumberFormat.fixed(number, places: places, grouped: true) }

func report(_ name: String, _ search: LayoutSearch) {
  var found: [[LayoutSearch.Candidate]] = []
  for exhaustive in [false, true] {
    let (cpu, wall) = (processorTime(), wallTime())
    let outcome = search.run(exhaustive: exhaustive)
    found.append(outcome.best)
    let (cpuTaken, wallTaken) = (processorTime() - cpu, wallTime() - wall)
    let step = outcome.best.first.map { "best step \(fixed($0.stepTime.value, 4)) s" } ?? "nothing fits"
    print(
      "\(name), \(exhaustive ? "every layout" : "with bounds"): \(outcome.searched) layouts, "
        + "\(outcome.evaluated) evaluated, \(fixed(cpuTaken * 1000, 1)) ms of processor, "
        + "\(fixed(wallTaken * 1000, 1)) ms on the clock, "
        + "\(fixed(cpuTaken / Double(outcome.evaluated) * 1e9, 0)) ns an evaluation, "
        + "\(fixed(cpuTaken / Double(outcome.searched) * 1e9, 0)) ns a layout decided, \(step), "
        + "peak \(fixed(peakMemory(), 0)) MiB")
  }
  print("  the bounds find \(found[0] == found[1] ? "the same" : "OTHER") layouts")
}

/// The same mix of layouts through the C arithmetic.
func bareNanoseconds(repeats: Int) -> Double {
  var layouts: [bare_layout] = []
  for tensor in [1, 2, 4, 8] {
    for pipeline in [1, 2, 4, 8, 16] {
      for virtual in pipeline > 1 ? [1, 2, 3] : [1] {
        for recompute in 0..<3 {
          for zero in 0..<2 {
            for micro in [1, 2, 4] {
              layouts.append(
                bare_layout(
                  tensor: Double(tensor), pipeline: Double(pipeline), virtual_pipeline: Double(virtual),
                  data: Double(512 / (tensor * pipeline)), context: 1, zero: Double(zero), micro_batch: Double(micro),
                  batch: 4096, recompute: Int32(recompute), sequence_parallel: 1))
            }
          }
        }
      }
    }
  }
  var sum = 0.0
  let start = processorTime()
  for _ in 0..<repeats {
    for index in layouts.indices {
      var memory = 0.0
      let time = bare_step(&layouts[index], &memory)
      sum += memory < 85e9 ? time : 1
    }
  }
  let taken = processorTime() - start
  precondition(sum > 0)
  return taken / Double(repeats * layouts.count) * 1e9
}

let gpt3 = #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":51200}"#
let llama =
  #"{"model_type":"llama","hidden_size":16384,"intermediate_size":53248,"num_hidden_layers":126,"num_attention_heads":128,"num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":false}"#

print("bare arithmetic in C: \(fixed(bareNanoseconds(repeats: 2000), 0)) ns a layout")
// Calculon's space of 6,582,816 configurations is of a batch of 512; eight in nine of those are choices of a network.
for batch in [512, 4096] {
  report(
    "GPT-3 175B on 512 A100, batch \(batch)",
    try makeSearch(gpt3, accelerator: "nvidia-a100-sxm4-80gb", count: 512, batch: batch, length: 2048))
}
report(
  "Llama 3.1 405B on 16384 H100, batch 2048",
  try makeSearch(llama, accelerator: "nvidia-h100-sxm5-80gb", count: 16_384, batch: 2048, length: 8192))
