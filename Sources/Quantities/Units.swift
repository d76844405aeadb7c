/// Power, in watts.
@frozen public struct Watts: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("W", 1, displayed: true),
    UnitOfMeasure("mW", 0.001),
    UnitOfMeasure("kW", 1000, displayed: true),
    UnitOfMeasure("MW", 1000000, displayed: true),
    UnitOfMeasure("GW", 1000000000, displayed: true),
  ]
}

/// Temperature, in degrees Celsius.
@frozen public struct Celsius: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [UnitOfMeasure("°C", 1, displayed: true), UnitOfMeasure("C", 1)]
}

/// Energy, in joules.
@frozen public struct Joules: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("J", 1, displayed: true),
    UnitOfMeasure("mJ", 0.001),
    UnitOfMeasure("kJ", 1000),
    UnitOfMeasure("MJ", 1000000),
    UnitOfMeasure("Wh", 3600, displayed: true),
    UnitOfMeasure("kWh", 3600000, displayed: true),
    UnitOfMeasure("MWh", 3600000000, displayed: true),
    UnitOfMeasure("GWh", 3600000000000, displayed: true),
  ]
}

/// A span of time, in seconds.
@frozen public struct Seconds: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("s", 1, displayed: true),
    UnitOfMeasure("min", 60, displayed: true),
    UnitOfMeasure("h", 3600, displayed: true),
    UnitOfMeasure("d", 86400, displayed: true),
    UnitOfMeasure("w", 604800),
    UnitOfMeasure("ms", 0.001, displayed: true),
    UnitOfMeasure("us", 1e-06),
    UnitOfMeasure("µs", 1e-06),
    UnitOfMeasure("day", 86400),
    UnitOfMeasure("days", 86400),
    UnitOfMeasure("week", 604800),
    UnitOfMeasure("weeks", 604800),
    UnitOfMeasure("month", 2629800),
    UnitOfMeasure("months", 2629800),
    UnitOfMeasure("year", 31557600),
    UnitOfMeasure("years", 31557600),
  ]
}

/// Floating-point operations: a multiplication and an addition count as two.
@frozen public struct FLOPs: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("", 1),
    UnitOfMeasure("K", 1000),
    UnitOfMeasure("M", 1000000),
    UnitOfMeasure("G", 1000000000),
    UnitOfMeasure("T", 1000000000000),
    UnitOfMeasure("P", 1000000000000000),
    UnitOfMeasure("E", 1e+18),
    UnitOfMeasure("Z", 1e+21),
    UnitOfMeasure("Y", 1e+24),
    UnitOfMeasure("FLOP", 1, displayed: true),
    UnitOfMeasure("KFLOP", 1000, displayed: true),
    UnitOfMeasure("MFLOP", 1000000, displayed: true),
    UnitOfMeasure("GFLOP", 1000000000, displayed: true),
    UnitOfMeasure("TFLOP", 1000000000000, displayed: true),
    UnitOfMeasure("PFLOP", 1000000000000000, displayed: true),
    UnitOfMeasure("EFLOP", 1e+18, displayed: true),
    UnitOfMeasure("ZFLOP", 1e+21, displayed: true),
    UnitOfMeasure("YFLOP", 1e+24, displayed: true),
  ]
}

/// A rate of floating-point operations a second.
@frozen public struct FLOPsPerSecond: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("", 1),
    UnitOfMeasure("K", 1000),
    UnitOfMeasure("M", 1000000),
    UnitOfMeasure("G", 1000000000),
    UnitOfMeasure("T", 1000000000000),
    UnitOfMeasure("P", 1000000000000000),
    UnitOfMeasure("E", 1e+18),
    UnitOfMeasure("FLOP/s", 1, displayed: true),
    UnitOfMeasure("KFLOP/s", 1000, displayed: true),
    UnitOfMeasure("MFLOP/s", 1000000, displayed: true),
    UnitOfMeasure("GFLOP/s", 1000000000, displayed: true),
    UnitOfMeasure("TFLOP/s", 1000000000000, displayed: true),
    UnitOfMeasure("PFLOP/s", 1000000000000000, displayed: true),
    UnitOfMeasure("EFLOP/s", 1e+18, displayed: true),
  ]
}

/// An amount of data, in bytes. `KB`, `MB`, `GB`, `TB` are decimal, `KiB` to `PiB` binary.
@frozen public struct Bytes: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("B", 1, displayed: true),
    UnitOfMeasure("bytes", 1),
    UnitOfMeasure("KB", 1000, displayed: true),
    UnitOfMeasure("MB", 1000000, displayed: true),
    UnitOfMeasure("GB", 1000000000, displayed: true),
    UnitOfMeasure("TB", 1000000000000, displayed: true),
    UnitOfMeasure("PB", 1000000000000000, displayed: true),
    UnitOfMeasure("EB", 1e+18, displayed: true),
    UnitOfMeasure("kB", 1000),
    UnitOfMeasure("KiB", 1024),
    UnitOfMeasure("MiB", 1048576),
    UnitOfMeasure("GiB", 1073741824),
    UnitOfMeasure("TiB", 1099511627776),
    UnitOfMeasure("PiB", 1125899906842624),
    UnitOfMeasure("EiB", 1.152921504606847e+18),
  ]
}

/// A rate of data, in bytes a second.
@frozen public struct BytesPerSecond: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("B/s", 1, displayed: true),
    UnitOfMeasure("KB/s", 1000, displayed: true),
    UnitOfMeasure("MB/s", 1000000, displayed: true),
    UnitOfMeasure("GB/s", 1000000000, displayed: true),
    UnitOfMeasure("TB/s", 1000000000000, displayed: true),
    UnitOfMeasure("PB/s", 1000000000000000, displayed: true),
    UnitOfMeasure("bit/s", 0.125),
    UnitOfMeasure("Kbit/s", 125),
    UnitOfMeasure("Mbit/s", 125000),
    UnitOfMeasure("Gbit/s", 125000000),
    UnitOfMeasure("Tbit/s", 125000000000),
  ]
}

/// A number of tokens, samples or parameters.
@frozen public struct Count: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("", 1, displayed: true),
    UnitOfMeasure("k", 1000),
    UnitOfMeasure("K", 1000, displayed: true),
    UnitOfMeasure("M", 1000000, displayed: true),
    UnitOfMeasure("B", 1000000000, displayed: true),
    UnitOfMeasure("G", 1000000000),
    UnitOfMeasure("T", 1000000000000, displayed: true),
    UnitOfMeasure("P", 1000000000000000, displayed: true),
    UnitOfMeasure("E", 1e+18),
  ]
}

/// A mass of CO2-equivalent, in kilograms.
@frozen public struct Kilograms: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("kg", 1, displayed: true),
    UnitOfMeasure("g", 0.001, displayed: true),
    UnitOfMeasure("t", 1000, displayed: true),
    UnitOfMeasure("kt", 1000000, displayed: true),
  ]
}

/// Carbon intensity of electricity, in grams of CO2-equivalent a kilowatt-hour.
@frozen public struct GramsPerKilowattHour: PhysicalQuantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }

  public static let units: [UnitOfMeasure] = [
    UnitOfMeasure("g/kWh", 1, displayed: true),
    UnitOfMeasure("kg/kWh", 1000),
    UnitOfMeasure("", 1),
  ]
}
