import Glibc
import HardwareProfiles
import Quantities
import TrainingRun

extension Validation {
  /// Every measured quantity beside its prediction.
  ///
  /// - Parameter cross: whether to fit anew without parts of the rows as well, which takes a minute.
  public func report(cross: Bool = false) -> ValidationReport {
    let calibration = Calibration.shippedWithWholeRuns
    var rows: [ScoredRow] = []
    var skipped = skipped
    for run in runs {
      let scored = score(run, calibration)
      rows += scored
      if scored.isEmpty { skipped.append(refusal(of: run)) }
    }
    return ValidationReport(
      rows: rows, skipped: skipped, ranking: RankingScore(cases, deviations: fit.deviations(calibration)),
      openLayouts: openLayouts(calibration).map {
        ScoredRow($0.run, .stepSeconds, predicted: .range($0.range(calibration)), measured: exp($0.logMeasured))
      },
      cross: cross ? crossValidated() : [])
  }

  private func refusal(of run: MeasuredRun) -> SkippedRow {
    if run.architecture == nil, run.parameters.total == nil {
      return SkippedRow(id: run.id, cause: .lacksInput, reason: "neither the model's size nor its layers are stated")
    }
    if MachineRates(run) == nil {
      return SkippedRow(
        id: run.id, cause: .notModelled, reason: "no peak rate of \(run.profile.id) in the precision of the row")
    }
    if run.measured[.acceleratorHours] != nil || run.measured[.minutesToTrain] != nil,
      !["T", "B", "C", "D", "E"].contains(run.grade), run.amount.tokens ?? run.amount.samples ?? run.amount.work != nil
    {
      return SkippedRow(
        id: run.id, cause: .lacksInput,
        reason: "grade is '\(run.grade)', expected B, C or D for the hours of a whole run, T for its minutes")
    }
    if run.options.globalBatchSize != nil, run.measured.keys.contains(where: { $0 == .stepSeconds || $0.isRate }) {
      return SkippedRow(
        id: run.id, cause: .lacksInput,
        reason: "no layout of the batch and micro-batch over \(run.count) accelerators fits")
    }
    return SkippedRow(
      id: run.id, cause: .lacksInput, reason: "the work is not stated: neither batch nor tokens, samples or operations")
  }

  private func score(_ run: MeasuredRun, _ calibration: Calibration) -> [ScoredRow] {
    var rows: [ScoredRow] = []
    if let item = StepCase(run) ?? StepCase(searching: run, calibration: calibration) {
      let seconds = item.range(calibration)
      // Throughput is the same measurement in another unit where the step is measured as well.
      for quantity in [.stepSeconds] + MeasuredQuantity.rates {
        guard let measured = run.measured[quantity] else { continue }
        let work = exp(item.logMeasured) * measured
        rows.append(
          ScoredRow(
            run, quantity, predicted: .range(quantity.isRate ? seconds.mapDecreasing { work / $0 } : seconds),
            measured: measured, baseline: quantity.isRate ? work / item.baselineSeconds : item.baselineSeconds,
            hasExperts: item.shape.routedShare > 0))
        break
      }
    }
    if rows.isEmpty {
      rows += [scoreEstimate(run) ?? scoreWholeRun(run, calibration), scorePower(run)].compactMap(\.self)
    }
    rows += scoreMemory(run)
    return rows
  }

  /// Peak memory and whether the layout fits, of rows that state their layout.
  private func scoreMemory(_ run: MeasuredRun) -> [ScoredRow] {
    guard let architecture = run.architecture, let plan = run.plan, let sequence = run.sequenceLength,
      run.statesMicroBatch, run.options.precision != nil
    else { return [] }
    let options = run.options
    let footprint = MemoryFootprint(
      .transformer(architecture), options: options, plan: plan, sequenceLength: sequence)
    func row(_ quantity: MeasuredQuantity, _ predicted: ScoredRow.Prediction, _ measured: Double) -> ScoredRow {
      ScoredRow(
        run, quantity, predicted: predicted, measured: measured,
        hasExperts: architecture.stacks.contains { $0.experts != nil })
    }
    var rows: [ScoredRow] = []
    if let measured = run.measured[.peakMemory] {
      let predicted = footprint.reported(by: options.software).gigabytes
      rows.append(
        row(.peakMemory, .range(MemoryFootprint.spread.map { $0 * predicted }), measured))
    }
    if run.statesRecompute {
      let fits = footprint.total <= run.profile.usableMemory
      rows.append(row(.fits, .fits(fits), run.grade == "F" ? 0 : 1))
    }
    return rows
  }
}

extension StepCase {
  /// The predicted seconds of the step with their range.
  func range(_ calibration: Calibration) -> Range90<Double> {
    let seconds = stepTime(calibration.constants(machine, software)).total.value
    let evidence = calibration.evidence(of: setting, family: machine.family)
    return relativeRange(calibration, evidence: evidence).map { $0 * seconds }
  }

  /// The range of measured over predicted time.
  func relativeRange(_ calibration: Calibration, evidence: SettingEvidence) -> Range90<Double> {
    let open = [isChosen || run.statesMicroBatch, run.statesArchitecture].count { !$0 }
    return calibration.range(rangeClass, evidence: evidence, opensLayout: isChosen, open: open)
  }

  /// The class of runs whose range it has.
  var rangeClass: RangeClass {
    RangeClass(shape: shape, plan: plan, domain: machine.domain, software: software)
  }

  /// What ran it.
  var setting: MeasuredSetting {
    MeasuredSetting(accelerator: machine.accelerator, software: run.options.software)
  }
}
