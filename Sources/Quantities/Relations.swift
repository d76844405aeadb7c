// How the quantities combine: each product and quotient that physics allows, and no other.

@inlinable public func * (power: Watts, time: Seconds) -> Joules { Joules(power.value * time.value) }
@inlinable public func * (time: Seconds, power: Watts) -> Joules { power * time }
@inlinable public func / (energy: Joules, time: Seconds) -> Watts { Watts(energy.value / time.value) }
@inlinable public func / (energy: Joules, power: Watts) -> Seconds { Seconds(energy.value / power.value) }
@inlinable public func / (work: FLOPs, rate: FLOPsPerSecond) -> Seconds { Seconds(work.value / rate.value) }
@inlinable public func / (work: FLOPs, time: Seconds) -> FLOPsPerSecond { FLOPsPerSecond(work.value / time.value) }
@inlinable public func * (rate: FLOPsPerSecond, time: Seconds) -> FLOPs { FLOPs(rate.value * time.value) }
@inlinable public func / (data: Bytes, rate: BytesPerSecond) -> Seconds { Seconds(data.value / rate.value) }
@inlinable public func * (rate: BytesPerSecond, time: Seconds) -> Bytes { Bytes(rate.value * time.value) }

/// The mass emitted by energy of a given carbon intensity.
@inlinable public func * (energy: Joules, intensity: GramsPerKilowattHour) -> Kilograms {
  Kilograms(energy.kilowattHours * intensity.value / 1000)
}

extension Joules {
  /// Joules in a kilowatt-hour: 1000 W for 3600 s.
  public static let perKilowattHour = 3_600_000.0

  /// The energy in kilowatt-hours.
  @inlinable public var kilowattHours: Double { value / Self.perKilowattHour }
  /// An energy stated in kilowatt-hours.
  @inlinable public init(kilowattHours: Double) { self.init(kilowattHours * Self.perKilowattHour) }
}

extension Seconds {
  /// The span in hours.
  @inlinable public var hours: Double { value / 3600 }
  /// A span stated in hours.
  @inlinable public init(hours: Double) { self.init(hours * 3600) }
  /// Hours in a year of 365.25 days, the year of every price and service life here.
  public static let hoursPerYear = 8766.0
  /// The span in years of 365.25 days.
  @inlinable public var years: Double { hours / Self.hoursPerYear }
  /// A span stated in years of 365.25 days.
  @inlinable public init(years: Double) { self.init(hours: years * Self.hoursPerYear) }
}

extension Bytes {
  /// The amount in decimal gigabytes.
  @inlinable public var gigabytes: Double { value / 1e9 }
}
