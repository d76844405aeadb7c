import Documents
import HardwareProfiles
import PriceBook
import Quantities
import RunFiles
import TrainingRun

/// One change to a run whose effect `whatif` shows: `NAME` or `NAME=VALUE`.
struct Lever {
  let name: Name
  /// The part behind the equals sign, up to the first comma.
  let value: String?
  /// The `key=value` parts behind it.
  let details: [String: String]
  /// As the user wrote it.
  let text: String

  /// What a lever changes.
  enum Name: String, CaseIterable {
    case accelerator, count, layout, precision, recompute, spot, commitment, region, start, shift, pue, cooling, green,
      data
    case augmentation, sparsity, lora, own, rent

    /// The form and the meaning, for the help.
    var help: String { form + String(repeating: " ", count: max(3, 28 - form.count)) + meaning }

    /// How it is written.
    var form: String {
      switch self {
      case .accelerator: "accelerator=NAME"
      case .count: "count=N"
      case .layout: "layout=auto | tensor=8,pipeline=4,zero_stage=1"
      case .precision: "precision=fp8"
      case .recompute: "recompute=none"
      case .spot: "spot[=MEAN TIME BETWEEN INTERRUPTIONS][,checkpoint=60s,restart=5min,interval=20min]"
      case .commitment: "commitment=1y"
      case .region: "region=FR | aws:eu-north-1"
      case .start: "start=2026-12-01T22:00"
      case .shift: "shift=8h | best | greenest"
      case .pue: "pue=1.1"
      case .cooling: "cooling=0.6"
      case .green: "green=SHARE[,price=0.06 | premium=0.005][,intensity=0]"
      case .data: "data=0.6"
      case .augmentation: "augmentation=1.5"
      case .sparsity: "sparsity=0.5"
      case .lora: "lora=16"
      case .own: "own"
      case .rent: "rent"
      }
    }

    /// What it does.
    private var meaning: String {
      switch self {
      case .accelerator: "another kind of accelerator"
      case .count: "another number of them"
      case .layout: "another parallel layout"
      case .precision: "another number format"
      case .recompute: "none, selective or full"
      case .spot: "spot machines, with the best checkpoint interval if none is given"
      case .commitment: "a commitment of one or three years"
      case .region: "another grid, with its prices, intensity and PUE"
      case .start: "another start, for tariffs by hour"
      case .shift: "a later start, or the cheapest or cleanest hour of the day"
      case .pue: "another power usage effectiveness"
      case .cooling: "what cooling and distribution take, as a share of now"
      case .green: "green supply"
      case .data: "less data: the share that is kept"
      case .augmentation: "samples made of each one that is collected"
      case .sparsity: "the share of the products that kernels skip"
      case .lora: "low-rank adapters of a rank instead of all weights"
      case .own: "buy the hardware"
      case .rent: "rent it"
      }
    }
  }

  /// Reads a lever.
  init(_ text: String) throws(DocumentError) {
    let halves = text.split(separator: "=", maxSplits: 1)
    guard let word = halves.first.map(String.init), let name = Name(rawValue: word) else {
      throw DocumentError(
        .name, key: "--lever",
        message: "unknown lever '\(text)', expected one of \(Name.allCases.map(\.rawValue).joined(separator: ", "))",
        nearest: nearestMatch(to: halves.first.map(String.init) ?? "", among: Name.allCases.map(\.rawValue)))
    }
    self.name = name
    self.text = text
    var parts = halves.count == 2 ? halves[1].split(separator: ",").map(String.init) : []
    // A layout is all details; other levers have one value first.
    let isBare = parts.first.map { !$0.contains("=") } ?? false
    value = isBare ? parts.removeFirst() : nil
    var details: [String: String] = [:]
    for part in parts {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else {
        throw DocumentError(.value, key: "--lever \(name.rawValue)", message: "found '\(part)', expected key=value")
      }
      details[String(pair[0])] = String(pair[1])
    }
    self.details = details
    try checkForm()
  }

  private func checkForm() throws(DocumentError) {
    let known: Set<String>
    var needsValue = true
    switch name {
    case .own, .rent: (known, needsValue) = ([], false)
    case .spot: (known, needsValue) = (["checkpoint", "restart", "interval"], false)
    case .green: known = ["price", "premium", "intensity"]
    case .layout:
      (known, needsValue) = (
        ["tensor", "pipeline", "virtual_pipeline", "schedule", "context", "expert", "zero_stage"], details.isEmpty
      )
    default: known = []
    }
    if let unknown = details.keys.sorted().first(where: { !known.contains($0) }) {
      throw DocumentError(
        .key, key: "--lever \(name.rawValue)", message: "unknown key '\(unknown)'",
        nearest: nearestMatch(to: unknown, among: known))
    }
    if needsValue, value == nil { throw wrong("a value is missing; expected \(name.form)") }
    if name == .own || name == .rent, let value { throw wrong("found '\(value)', expected no value") }
  }

  func wrong(_ message: String) -> DocumentError {
    DocumentError(.value, key: "--lever \(name.rawValue)", message: message)
  }

  /// The value as the run file would read it.
  var scalar: Scalar { Scalar(text: value ?? "", flag: "--lever \(name.rawValue)") }

  func detail(_ key: String) -> Scalar? {
    details[key].map { Scalar(text: $0, flag: "--lever \(name.rawValue),\(key)") }
  }
}

extension Lever {
  /// What a search for the hour to start at looks for.
  enum ShiftGoal {
    case leastCost, leastCarbon
  }

  /// The goal of a shift that is to be searched for; nil for other levers and for a stated shift.
  var shiftGoal: ShiftGoal? {
    guard name == .shift else { return nil }
    return value == "best" ? .leastCost : value == "greenest" ? .leastCarbon : nil
  }
}
