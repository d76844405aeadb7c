import CostCore
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

extension EstimateResult {
  /// The document of `estimate --format json`.
  var json: JSONValue {
    [
      "schema_version": 1,
      "run": runJSON,
      "model": modelJSON,
      "memory": memoryJSON,
      "time": timeJSON,
      "step_changes": prediction?.explanation?.changesJSON ?? .null,
      "energy": energyJSON,
      "carbon": carbon?.json ?? CarbonStatement.unknownJSON,
      "interruption": specification.prices.rental.preemption.map(\.json) ?? .null,
      "water": [
        "on_site_litres": JSONValue(water?.onSiteLitres), "off_site_litres": JSONValue(water?.offSiteLitres),
      ],
      "cost": costJSON,
      "published": specification.published.json,
      "assumptions": assumptions.json,
      "warnings": .array(warnings.map(JSONValue.string)),
    ]
  }

  private var costJSON: JSONValue {
    guard case .object(var members) = cost.json else { return cost.json }
    members.append(.init("break_even_utilization", JSONValue(breakEvenUtilization)))
    members.append(.init("sensitivities", .array(cost.sensitivities.map(\.json))))
    members.append(.init("uncertainty", simulation?.json ?? .null))
    return .object(members)
  }

  private var runJSON: JSONValue {
    [
      "name": .string(specification.name),
      "accelerator": JSONValue(profile?.id ?? specification.cluster?.accelerator),
      "count": JSONValue(specification.cluster?.count),
      "steps": JSONValue(prediction?.steps.rounded(.up)),
      "layout": prediction?.layoutJSON ?? .null,
    ]
  }

  private var modelJSON: JSONValue {
    guard let prediction else { return .null }
    return [
      "parameters_total": .integer(prediction.work.parameters),
      "parameters_active": .integer(prediction.work.activeParameters),
      "flops_per_token": prediction.work.countsTokens ? .number(prediction.work.perToken.value) : .null,
      "flops_per_sample": .number(prediction.work.perSample.value),
      "training_flops": .number(prediction.trainingWork.value),
    ]
  }

  private var memoryJSON: JSONValue {
    guard let prediction, let profile else { return .null }
    let memory = prediction.memory
    return [
      "fits": prediction.fits.map(JSONValue.bool) ?? .null,
      "capacity_bytes": .number(profile.memoryCapacity.value.value),
      "usable_bytes": .number(profile.usableMemory.value),
      "excess_bytes": prediction.fits == nil
        ? .null : .number(max(0, (memory.total - profile.usableMemory).value)),
      "total_bytes": prediction.fits == nil ? .null : JSONValue(memory.totalRange.map(\.value)),
      "per_accelerator_bytes": [
        "weights": .number(memory.weights.value.rounded()), "gradients": .number(memory.gradients.value.rounded()),
        "optimizer": .number(memory.optimizer.value.rounded()),
        "activations": knowsActivations ? .number(memory.activations.value.rounded()) : .null,
        "overhead": .number(memory.overhead.value.rounded()),
        "total": knowsActivations ? .number(memory.total.value.rounded()) : .null,
        "host": .number(memory.host.value.rounded()),
      ],
    ]
  }

  private var timeJSON: JSONValue {
    let perSecond = prediction.flatMap { $0.work.countsTokens ? $0.throughputPerAccelerator : nil }
    return [
      "step_seconds": JSONValue(prediction?.stepTime.map(\.value)),
      "step_parts": prediction?.explanation?.partsJSON ?? .null,
      "hours": JSONValue(usage?.wallTime?.map(\.hours)),
      "accelerator_hours": JSONValue(usage?.acceleratorTime.map(\.hours)),
      "mfu": JSONValue(prediction?.mfu),
      "hfu": JSONValue(prediction?.hfu),
      "goodput": JSONValue(goodput),
      "tokens_per_second_per_accelerator": JSONValue(perSecond),
      "tflops_per_accelerator": JSONValue(prediction?.ratePerAccelerator.map { $0.value / 1e12 }),
    ]
  }

  private var energyJSON: JSONValue {
    func kilowattHours(_ energy: Range90<Joules>?) -> JSONValue { JSONValue(energy?.map(\.kilowattHours)) }
    return [
      "accelerator_kwh": kilowattHours(energy([.accelerator])),
      "host_kwh": kilowattHours(energy([.host])),
      "network_kwh": kilowattHours(energy([.network])),
      "it_kwh": kilowattHours(usage?.itEnergy),
      "cooling_kwh": kilowattHours(coolingEnergy),
      "facility_kwh": kilowattHours(facilityEnergy),
      "mean_accelerator_watts": JSONValue(prediction?.acceleratorPower.map(\.value)),
      "pue": JSONValue(pue),
    ]
  }
}

extension [Assumption] {
  /// What was assumed.
  var json: JSONValue {
    .array(map { ["key": .string($0.key), "value": .string($0.value), "source": .string($0.source)] })
  }
}

extension CarbonStatement {
  /// The `carbon` of an estimate or of a measured run.
  var json: JSONValue {
    func kilograms(_ mass: Range90<Kilograms>?) -> JSONValue { JSONValue(mass?.map(\.value)) }
    return [
      "operational_kg": kilograms(operational), "embodied_kg": kilograms(embodied), "method": "location-based",
      "market_based_kg": kilograms(marketBased), "sci_kg": kilograms(softwareCarbonIntensity),
      "sci_functional_unit": "run", "kilowatt_hour": JSONValue(method?.rawValue),
      "intensity_g_per_kwh": JSONValue(intensity?.map(\.value)),
    ]
  }

  /// The same of a run whose emissions nobody computed.
  static let unknownJSON: JSONValue = [
    "operational_kg": .null, "embodied_kg": .null, "method": "location-based", "market_based_kg": .null,
    "sci_kg": .null, "sci_functional_unit": "run", "kilowatt_hour": .null, "intensity_g_per_kwh": .null,
  ]
}

extension Sensitivity {
  fileprivate var json: JSONValue {
    [
      "input": .string(driver.key), "total_at_low": .number(atLow.amount), "total_at_high": .number(atHigh.amount),
      "variance_share": .number(varianceShare), "remedy": .string(driver.remedy),
    ]
  }
}

extension PreemptionTerms {
  fileprivate var json: JSONValue {
    [
      "mean_time_between_seconds": .number(meanTimeBetween.value), "checkpoint_seconds": .number(checkpointTime.value),
      "restart_seconds": .number(restartTime.value), "interval_seconds": .number(usedInterval.value),
      "young_seconds": .number(youngInterval.value), "lost_share": .number(lostShare),
    ]
  }
}

extension RunPrediction {
  /// The layout with everything that belongs to it, by the keys of the run file.
  var layoutJSON: JSONValue {
    [
      "tensor": .integer(layout.tensor), "pipeline": .integer(layout.pipeline),
      "virtual_pipeline": .integer(layout.virtualPipeline), "schedule": .string(layout.schedule.rawValue),
      "data": .integer(layout.data), "context": .integer(layout.context), "expert": .integer(layout.expert),
      "zero_stage": .integer(layout.zeroStage), "sequence_parallel": .bool(layout.sequenceParallel),
      "micro_batch_size": .integer(microBatchSize), "global_batch_size": .integer(globalBatchSize),
      "activation_recompute": .string(recompute.rawValue),
      "offload": .object(Offload.parts.map { .init($0.key, .bool(offload.contains($0.part))) }),
    ]
  }
}

extension PublishedFigures? {
  fileprivate var json: JSONValue {
    guard let self else { return .null }
    return ["accelerator_hours": .number(self.acceleratorTime.hours), "source": .string(self.source)]
  }
}

extension CostStatement {
  /// The `cost` of an estimate or of a measured run.
  var json: JSONValue {
    [
      "currency": .string(currency.code),
      "total": json(lines, total),
      "complete": .bool(unknownLines.isEmpty),
      "by_category": .object(
        CostCategory.allCases.map { category in
          .init(category.rawValue, json(lines.filter { $0.category == category }, total(of: category)))
        }),
      "included_categories": .array(includedCategories.map { .string($0.rawValue) }),
      "lines": .array(lines.map(\.json)),
    ]
  }

  /// The categories whose lines are all held by the price of another.
  private var includedCategories: [CostCategory] {
    CostCategory.allCases.filter { category in
      let own = lines.filter { $0.category == category }
      return !own.isEmpty && own.allSatisfy { $0.includedIn != nil }
    }
  }

  /// A sum; null when nothing that it would add has an amount: each is unknown, or held by another's price.
  private func json(_ lines: [CostLine], _ sum: Range90<Money>) -> JSONValue {
    lines.isEmpty || lines.contains { $0.amount != nil } ? Self.json(sum) : .null
  }

  static func json(_ range: Range90<Money>) -> JSONValue {
    ["low": .verbatim(range.low.decimal), "mid": .verbatim(range.mid.decimal), "high": .verbatim(range.high.decimal)]
  }
}

extension CostLine {
  fileprivate var json: JSONValue {
    [
      "category": .string(category.rawValue), "item": .string(item.rawValue), "label": .string(label),
      "quantity": JSONValue(quantity), "unit": .string(unit), "unit_price": JSONValue(unitPrice),
      "quoted_price": JSONValue(quotedPrice?.amount), "quoted_currency": JSONValue(quotedPrice?.currency.code),
      "as_of": asOf.isEmpty ? .null : .string(asOf), "source": .string(source),
      "confidence": .string(confidence.rawValue), "amount": amount.map(CostStatement.json) ?? .null,
      "included_in": JSONValue(includedIn?.rawValue),
    ]
  }
}
