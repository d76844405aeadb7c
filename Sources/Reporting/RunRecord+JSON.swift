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
      "tags": .array(tags.map(JSONValue.string)),
      "command": .array((job?.command ?? []).map(JSONValue.string)),
      "exit_code": JSONValue(job?.exitCode.map(Int.init)),
      "signal": JSONValue(job?.signal.map(Int.init)),
      "started_at": .string(UTCTime(secondsSince1970: startedAt).iso8601),
      "wall_seconds": JSONValue(wallTime?.mid.value),
      "complete": .bool(job?.isComplete ?? true),
      "accelerator": JSONValue(accelerator),
      "count": JSONValue(acceleratorCount),
      "node": JSONValue(job?.node),
      "energy": energyJSON,
      "phases": .array((job?.phases ?? []).map(\.json)),
      "progress": JSONValue(job?.progress),
      "gaps": .array(
        (job?.gaps ?? []).map { ["start_seconds": .number($0.start.value), "seconds": .number($0.duration.value)] }),
      "merged_from": .array((job?.mergedFrom ?? []).map(JSONValue.string)),
      "notes": .array((job?.notes ?? []).map(JSONValue.string)),
      "accelerator_hours": JSONValue(acceleratorTime?.mid.hours),
      "cost": cost?.json ?? .null,
      "carbon": carbon?.json ?? .null,
      "assumptions": assumed.json,
      "training": job?.training?.json ?? .null,
      "imported": job?.origin?.json ?? .null,
      "overhead": job?.overhead.map { overhead in
        [
          "cpu_seconds": .number(overhead.processorTime.value),
          "peak_rss_bytes": .number(overhead.peakResidentMemory.value),
        ]
      } ?? .null,
    ]
  }
}

extension RunRecord {
  /// The record with its power over time, which lists leave out: of all counted domains together, and of each device.
  func json(with curves: [String: [PowerBucket]]) -> JSONValue {
    guard case .object(var members) = json else { return json }
    if let job { members.append(.init("curve", job.curve?.json ?? .null)) }
    if !curves.isEmpty { members.append(.init("curves", curves.json(since: startedAt))) }
    return .object(members)
  }

  private var energyJSON: JSONValue {
    let idle = energy.idleTotal
    let total = energy.total?.mid
    let processor = job?.processor
    return [
      "total_joules": JSONValue(total?.value),
      "total_uncertainty_joules": JSONValue(energy.totalDoubt?.value),
      "idle_joules": JSONValue(idle?.value),
      "net_joules": JSONValue(idle.flatMap { idle in total.map { $0.value - idle.value } }),
      "cpu_joules": JSONValue(processor?.total?.value),
      "active_cpu_joules": JSONValue(processor?.active?.value),
      "allocated_idle_cpu_joules": JSONValue(processor?.allocatedIdle?.value),
      "job_cpu_seconds": JSONValue(processor?.jobTime.value),
      "by_domain": .array(energy.map(\.json)),
      "alternatives": .array(
        (job?.alternatives ?? []).map { other in
          ["rule": .string(other.rule), "joules": .number(other.energy.value), "note": .string(other.note)]
        }),
      "other_devices": .array((job?.others ?? []).map(\.json)),
    ]
  }
}

extension JobPhase {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "start_seconds": .number(start.value), "seconds": .number(duration.value),
      "joules": JSONValue(energy?.value), "uncertainty_joules": JSONValue(energyDoubt?.value),
      "accelerator_joules": JSONValue(acceleratorEnergy?.value),
    ]
  }
}

extension PowerCurve {
  fileprivate var json: JSONValue {
    ["seconds_per_point": .number(spacing.value), "watts": .array(power.map { .number($0.value) })]
  }
}

extension DomainEnergy {
  fileprivate var json: JSONValue {
    [
      "domain": .string(domain.rawValue), "id": .string(id), "joules": JSONValue(energy?.mid.value),
      "method": .string(method.rawValue),
      "uncertainty_joules": JSONValue(doubt?.value),
      "observed_share": JSONValue(observedShare), "samples": .integer(samples),
      "max_gap_seconds": JSONValue(longestGap?.value), "contained_in": JSONValue(containedIn),
      "idle_joules": JSONValue(idle?.value), "counted_by": JSONValue(owner),
      "counted_from_seconds": JSONValue(countedFrom?.value), "source": JSONValue(source), "note": JSONValue(note),
    ]
  }
}
