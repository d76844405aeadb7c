import Quantities
import TrainingRun

extension MeasuredTraining {
  /// As `runs show` and `measure` give it.
  var json: JSONValue {
    [
      "workload": JSONValue(workload), "steps": JSONValue(steps), "step_seconds": JSONValue(stepTime?.value),
      "training_seconds": JSONValue(trainingTime?.value), "samples": JSONValue(samples?.value),
      "tokens": JSONValue(tokens?.value), "global_batch_size": JSONValue(globalBatchSize),
      "sequence_length": JSONValue(sequenceLength), "samples_per_second": JSONValue(samplesPerSecond),
      "tokens_per_second": JSONValue(tokensPerSecond),
      "tflops_per_accelerator": JSONValue(workRate.map { $0.value / 1e12 }),
      "accelerator_name": JSONValue(acceleratorName), "accelerators": JSONValue(acceleratorCount),
    ]
  }

  /// What is known, for people.
  func add(to facts: inout TextTable) {
    if let steps {
      facts.add("steps", NumberFormat.significant(steps) + (stepTime.map { " of \($0.formatted)" } ?? ""))
    }
    if let tokensPerSecond {
      facts.add("tokens", "\(tokens?.formatted ?? ""), \(NumberFormat.significant(tokensPerSecond)) a second")
    } else if let samplesPerSecond {
      facts.add("samples", "\(samples?.formatted ?? ""), \(NumberFormat.significant(samplesPerSecond)) a second")
    }
    if let workRate { facts.add("model work", "\(workRate.formatted) an accelerator") }
  }
}

extension MeasurementOrigin {
  /// As `runs show` and `runs import` give it.
  var json: JSONValue { ["kind": .string(kind), "file": .string(file)] }
}
