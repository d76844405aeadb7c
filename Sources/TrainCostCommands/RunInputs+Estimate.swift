import CostCore
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun
import WorkloadModel

extension RunInputs {
  /// What an estimate was made from, and the estimate as it would be printed in JSON.
  ///
  /// - Throws: `DocumentError` when the run file cannot be read again.
  init(_ estimate: EstimateResult, file path: String, overrides: [String]) throws(DocumentError) {
    self.init(program: TrainCost.version, assumptions: estimate.assumptions)
    let text = try TextFile.read(path)
    runFile = path
    self.text = text
    self.overrides = overrides
    fingerprint = Self.fingerprint(text: text, overrides: overrides)
    report = estimate.report.text(.json, canvas: Canvas())
    self.prediction = estimate.ledgerPrediction
    guard let prediction = estimate.prediction else { return }
    accelerator = estimate.profile?.id
    precision = estimate.precision
    work = prediction.trainingWork
    parameters = Count(Double(prediction.work.parameters))
    acceleratorPower = prediction.acceleratorPower
    if prediction.work.countsTokens {
      tokens = Count(prediction.work.tokensPerSample * prediction.steps * Double(prediction.globalBatchSize))
    }
  }
}

extension RunInputs {
  /// The inputs of a job that is measured with a run file, with what the model says of it; nil when the run file
  /// cannot be estimated, which is no reason not to measure.
  static func measuring(_ path: String, catalog: ProfileCatalog, book: PriceBook) -> RunInputs? {
    guard let file = try? RunFile.read(path, catalog: catalog),
      let estimate = try? Estimator(book: book).estimate(file),
      var inputs = try? RunInputs(estimate, file: path, overrides: [])
    else { return nil }
    inputs.report = nil
    return inputs
  }
}

extension EstimateResult {
  /// The precision asked for, else the one assumed.
  var precision: Precision? {
    specification.training.precision
      ?? assumptions.first { $0.key == "training.precision" }.flatMap { Precision(rawValue: $0.value) }
  }

  /// What the model says, to be held against a measurement.
  var ledgerPrediction: RunInputs.Prediction {
    let correction = precision.flatMap { profile?.corrections[$0] }
    var result = RunInputs.Prediction(
      wallTime: usage?.wallTime, stepTime: prediction?.stepTime,
      acceleratorEnergy: usage?.energy.filter { $0.domain == .accelerator }.total,
      cost: cost.knownTotal,
      timeFactor: specification.training.mfu == nil ? correction?.time?.mid ?? 1 : 1,
      powerFactor: specification.power == nil ? correction?.power?.mid ?? 1 : 1)
    result.acceleratorCount = usage?.acceleratorCount
    result.costCategories = cost.chargedCategories
    if let prediction {
      let samples = Double(prediction.globalBatchSize)
      result.samplesPerStep = Count(samples)
      result.steps = prediction.steps
      if prediction.work.countsTokens { result.tokensPerStep = Count(samples * prediction.work.tokensPerSample) }
    }
    return result
  }
}
