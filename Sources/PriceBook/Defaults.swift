public import HardwareProfiles
public import Quantities

/// Figures that stand in where a run file says nothing.
public enum Defaults {
  /// Cost model of Epoch AI: `cost_analysis_standalone.py` and `uncertainty.ipynb`.
  static let epoch = Source(title: "Epoch AI, github.com/epoch-research/training-cost-trends@263c40a", date: "2025")

  /// Power usage effectiveness of a data center that is not a hyperscaler's.
  public static let pue = Sourced(Range90(low: 1.12, mid: 1.25, high: 1.40), source: epoch)
  /// The same of a hyperscaler's, which the accelerators that only their maker runs stand in.
  public static let hyperscalerPUE = Sourced(Range90(low: 1.05, mid: 1.1, high: 1.16), source: epoch)
  /// How far an average price of electricity may be from a site's own.
  public static let electricitySpread = Sourced(Range90(low: 0.6, mid: 1, high: 1.7), source: epoch)
  /// How far a list price of an accelerator may be from the price paid.
  public static let hardwarePriceSpread = Sourced(Range90(low: 0.5, mid: 1, high: 2), source: epoch)
  /// The same of an accelerator that nobody sells, whose price is an estimate.
  public static let equivalentPriceSpread = Sourced(Range90(low: 0.25, mid: 1, high: 4), source: epoch)
  /// From an accelerator's price to that of its share of the server.
  public static let serverOverhead = Sourced(Range90(low: 1.3, mid: 1.64, high: 2.1), source: epoch)
  /// The interconnect's share of a cluster's price; the bounds are overheads of 1.07 and 1.32.
  public static let interconnectShare = Sourced(
    Range90(low: 1 - 1 / 1.07, mid: 0.19, high: 1 - 1 / 1.32), source: epoch)
  /// Powers of ten that hardware loses of its value in a year.
  public static let declinePerYear = Sourced(Range90(low: 0.10, mid: 0.14, high: 0.18), source: epoch)
  /// How many times the final run a whole development takes.
  public static let projectFactor = Sourced(Range90(low: 1.2, mid: 2.2, high: 4), source: epoch)
  /// What providers take off their on-demand price for a commitment of one or three years: the mean of AWS, Google,
  /// Microsoft and Lambda.
  public static func commitmentDiscount(years: Int) -> Sourced<Double> {
    let discounts = years >= 3 ? [0.64, 0.56, 0.49, 0.56] : [0.41, 0.37, 0.25, 0.34]
    return Sourced(discounts.reduce(0, +) / Double(discounts.count), source: epoch)
  }
  /// How long a spot machine stays on average: the upper bands of AWS's Spot Instance Advisor meet at 20 % of the
  /// machines taken back in a month, −730.5 h / ln(1 − 0.2).
  public static let spotInterruption = Sourced(
    Seconds(hours: 3274),
    source: Source(
      title: "AWS Spot Instance Advisor's band of 15 to 20 % or more of the machines a month, for each node", date: ""))
  /// The grid whose average electricity price and carbon intensity are used.
  public static let grid = "US"
  /// The life over which the carbon of making an accelerator is spread: the example of ISO/IEC 21031 uses 4 years.
  public static let embodiedLife = Sourced(
    Seconds(years: 4), source: Source(title: "Software Carbon Intensity specification, worked example", date: "2024"))
}
