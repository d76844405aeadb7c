/// The calibrated constants of the step-time model by name: those of a family of accelerators, of one accelerator, and
/// those common to all.
///
/// A name is `family.constant`, `accelerator.constant` or `common.constant`. A family without a constant of its own borrows
/// that of its kin.
public struct Calibration: Sendable, Equatable {
  /// The values by name.
  var values: [String: Double]
  /// The families that others borrow from.
  var kin: [String: String]

  /// The constant of a family or of the nearest kin that has it.
  func family(_ family: String, _ constant: String) -> Double? {
    var name: String? = family
    while let current = name {
      if let value = values["\(current).\(constant)"] { return value }
      name = kin[current]
    }
    return nil
  }

  /// A constant common to all accelerators.
  func common(_ constant: String) -> Double {
    guard let value = values["common.\(constant)"] else { preconditionFailure("no calibrated constant '\(constant)'") }
    return value
  }
}
