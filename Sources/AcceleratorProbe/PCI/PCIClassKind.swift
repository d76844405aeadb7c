/// The classes of which an accelerator may be, as far as they tell one from the rest.
///
/// A class alone decides nothing: training devices appear as displays, co-processors, system peripherals and
/// unassigned, and management processors, chipsets and test devices appear as displays and accelerators.
enum PCIClassKind: Sendable, Equatable {
  /// 03xx.
  case display
  /// 12xx.
  case processingAccelerator
  /// 0b40.
  case coprocessor
  /// All others.
  case other

  init(_ classCode: UInt16?) {
    switch classCode {
    case .some(let code) where code >> 8 == 0x03: self = .display
    case .some(let code) where code >> 8 == 0x12: self = .processingAccelerator
    case .some(0x0b40): self = .coprocessor
    default: self = .other
    }
  }
}
