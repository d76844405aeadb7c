public import Documents
import Quantities

/// The calibrated constants that accelerators share: those of a family and those common to all.
///
/// They lie in `hardware-profiles/calibration/`, which `traincost validate --write-calibration` writes.
public struct CalibrationTable: Sendable {
  /// The constants by `family.constant` or `common.constant`.
  public private(set) var values: [String: Sourced<Double>] = [:]
  /// The family that a family without a constant of its own borrows it from.
  public private(set) var kin: [String: String] = [:]

  /// The folder of the file, below that of the profiles.
  static let folder = "calibration/"

  /// A file of the folder that ships with the program.
  public enum Content: String, Sendable, CaseIterable {
    /// The constants of the step-time model.
    case stepTime = "step-time"
    /// The constants of the model of whole runs.
    case wholeRuns = "whole-runs"
  }

  /// The constants that ship with the program.
  ///
  /// - Parameter contents: the files to read; a prediction needs the first alone.
  /// - Throws: `DocumentError` for a faulty file.
  public static func shipped(_ contents: [Content]) throws(DocumentError) -> CalibrationTable {
    var table = CalibrationTable()
    let names = contents.map { "\(folder)\($0.rawValue).yaml" }
    for file in EmbeddedFile.profiles where names.contains(file.name) {
      try table.add(Section(parsing: file.text, file: file.displayName))
    }
    return table
  }

  private mutating func add(_ section: Section) throws(DocumentError) {
    try section.requireSchemaVersion()
    let source = try section.requiredSection("source")
    let origin = Source(title: try source.required("title").text, date: try source.required("date").text)
    try source.rejectUnknownKeys()
    if let common = try section.section("common") { try add(common, family: "common", origin) }
    let families = try section.requiredSection("families")
    for name in families.keys {
      let family = try families.requiredSection(name)
      kin[name] = try family.scalar("kin")?.text
      try add(family, family: name, origin)
    }
    try section.rejectUnknownKeys()
  }

  private mutating func add(_ section: Section, family: String, _ origin: Source) throws(DocumentError) {
    for key in section.keys where key != "kin" {
      let value = try section.required(key).number(in: 0...1e15)
      values["\(family).\(key)"] = Sourced(value, source: origin)
    }
  }
}
