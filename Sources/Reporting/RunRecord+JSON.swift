import CostCore
import Quantities
import RunLedger
import TrainingRun

extension RunRecord {
  /// The record as `runs show` and `measure` give it.
  var json: JSONValue {
    [
      "schema_version": 1,
      "id": .string(id),
      "kind": .string(kind.rawValue),
      "name": .string(name),
      "command": .array((job?.command ?? []).map(JSONValue.string)),
      "exit_code": JSONValue(job?.exitCode.map(Int.init)),
      "signal": JSONValue(job?.signal.map(Int.init)),
      "started_at": .string(UTCTime(secondsSince1970: startedAt).iso8601),
      "wall_seconds": JSONValue(wallTime?.mid.value),
      "complete": .bool(job?.isComplete ?? true),
      "accelerator": JSONValue(accelerator),
      "count": JSONValue(acceleratorCount),
      "energy": [
        "total_joules": JSONValue(energy.total?.mid.value),
        "idle_joules": .null, "net_joules": .null, "active_cpu_joules": .null,
        "by_domain": .array(energy.map(\.json)),
      ],
      "phases": .array([]),
      "accelerator_hours": JSONValue(acceleratorTime?.mid.hours),
      "cost": cost?.json ?? .null,
      "carbon": carbon.map { carbon in
        [
          "operational_kg": JSONValue(carbon.operational?.map(\.value)),
          "embodied_kg": JSONValue(carbon.embodied?.map(\.value)), "method": "location-based",
        ]
      } ?? .null,
      "overhead": job.map { job in
        [
          "cpu_seconds": .number(job.overhead.processorTime.value),
          "peak_rss_bytes": .number(job.overhead.peakResidentMemory.value),
        ]
      } ?? .null,
    ]
  }
}

extension DomainEnergy {
  fileprivate var json: JSONValue {
    [
      "domain": .string(domain.rawValue), "id": .string(id), "joules": JSONValue(energy?.mid.value),
      "method": .string(method.rawValue), "uncertainty_joules": JSONValue(energy?.halfWidth.value),
      "observed_share": JSONValue(observedShare), "samples": .integer(samples),
      "max_gap_seconds": JSONValue(longestGap?.value), "contained_in": JSONValue(containedIn), "note": JSONValue(note),
    ]
  }
}
