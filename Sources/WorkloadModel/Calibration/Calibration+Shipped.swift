import HardwareProfiles

/// The constants that ship with the program.
extension Calibration {
  /// The families' and the common constants of step time; the profiles carry their own.
  static let shipped = reading([.stepTime])

  /// Those and the constants of whole runs.
  static let shippedWithWholeRuns = reading(CalibrationTable.Content.allCases)

  private static func reading(_ contents: [CalibrationTable.Content]) -> Calibration {
    do {
      return Calibration(try CalibrationTable.shipped(contents))
    } catch {
      // A test reads the shipped files.
      preconditionFailure("the shipped calibration is faulty: \(error)")
    }
  }

  init(_ table: CalibrationTable) {
    values = table.values.mapValues(\.value)
    kin = table.kin
  }
}
