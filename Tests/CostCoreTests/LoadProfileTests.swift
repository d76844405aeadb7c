import Quantities
import Testing
import TrainingRun

@testable import CostCore

@Suite struct LoadProfileTests {
  /// An hour at 1 kW with a spike of 3 kW that lasts for some minutes, a point a minute.
  private func curve(spike minutes: Int) -> PowerCurve {
    PowerCurve(
      spacing: Seconds(60),
      power: (0..<60).map { Watts((20..<(20 + minutes)).contains($0) ? 3000 : 1000) })
  }

  @Test(arguments: [(0, 1000.0), (5, 1666.6666666666667), (15, 3000), (40, 3000)])
  func `demand is the highest mean of a quarter of an hour, not of a moment`(minutes: Int, highest: Double) {
    let curve = curve(spike: minutes)
    let mean = curve.power.map(\.value).reduce(0, +) / 60
    let load = LoadProfile(start: nil, wallTime: Seconds(3600), curve: curve)
    #expect(abs(load.peakFactor - highest / mean) < 1e-9)
  }

  @Test func `a run of less than a quarter of an hour is billed by its mean, and one without a curve too`() {
    let short = PowerCurve(spacing: Seconds(1), power: [Watts(100), Watts(900)])
    #expect(LoadProfile(start: nil, wallTime: Seconds(2), curve: short).peakFactor == 1)
    #expect(LoadProfile(start: nil, wallTime: Seconds(2), curve: nil).peakFactor == 1)
    // Points that stand for longer than that are taken as they are.
    let coarse = PowerCurve(spacing: Seconds(7200), power: [Watts(100), Watts(300)])
    #expect(abs(LoadProfile(start: nil, wallTime: Seconds(14_400), curve: coarse).peakFactor - 1.5) < 1e-12)
  }

  @Test func `a metered start counts where the site's time is known, else the stated one`() {
    func hour(stated: Double?, offset: Double?) -> Double {
      var site = SiteSpecification()
      (site.start, site.hoursAheadOfUTC) = (stated.map { Seconds(hours: $0) }, offset)
      var usage = RunUsage(
        acceleratorCount: 1, wallTime: Range90(exactly: Seconds(60)), acceleratorTime: Range90(exactly: Seconds(60)),
        energy: [])
      usage.startedAt = Seconds(hours: 20)
      return LoadProfile(usage, at: site).mean { Double($0.hour) }
    }
    #expect(hour(stated: nil, offset: nil) == 20)
    #expect(hour(stated: nil, offset: -5) == 15)
    #expect(hour(stated: 8, offset: nil) == 8)
    #expect(hour(stated: 8, offset: 1) == 21)
  }

  @Test func `a measured curve weighs the hours by what was drawn in them`() {
    // Two hours from 11 o'clock, a quarter of the energy in the first.
    let curve = PowerCurve(spacing: Seconds(3600), power: [Watts(100), Watts(300)])
    let load = LoadProfile(start: Seconds(11 * 3600), wallTime: Seconds(7200), curve: curve)
    #expect(abs(load.mean { $0.hour < 12 ? 0.1 : 0.3 } - 0.25) < 1e-12)
  }
}
