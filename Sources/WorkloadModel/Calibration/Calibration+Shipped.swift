import HardwareProfiles

/// The constants that ship with the program.
extension Calibration {
  /// The families' and the common constants of `hardware-profiles/calibration/`; the profiles carry their own.
  static let shipped: Calibration = {
    do {
      return Calibration(try CalibrationTable.shipped())
    } catch {
      // A test reads the shipped files.
      preconditionFailure("the shipped calibration is faulty: \(error)")
    }
  }()

  init(_ table: CalibrationTable) {
    values = table.values.mapValues(\.value)
    kin = table.kin
  }
}
