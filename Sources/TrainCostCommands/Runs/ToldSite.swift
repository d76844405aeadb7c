import ForeignLogs
import PriceBook
import Quantities
import TrainingRun

/// Where a log says that its run took place, so far as no run file says otherwise.
struct ToldSite {
  /// The grid and the power usage effectiveness; what is not told is left open.
  private(set) var site = SiteSpecification()
  /// What was taken from the log.
  private(set) var notes: [String] = []

  init(_ job: ForeignLog.Job, _ pricing: RunPricing) {
    let stated = pricing.specification?.site
    if let country = job.country, stated?.grid == nil {
      if let grid = pricing.book.grid(ofCountry: country) {
        site.grid = grid.id
        notes.append("its country is \(country), so the grid is that of \(grid.name)")
      } else {
        notes.append("no grid is known for its country '\(country)', so that of \(Defaults.grid) stands in")
      }
    }
    if let pue = job.pue, stated?.pue == nil {
      site.pue = pue
      notes.append(
        "its PUE of \(NumberFormat.significant(pue)) is taken for the site's"
          + (pue == 1 ? "; CodeCarbon writes 1 where nobody set one, too" : ""))
    }
  }
}
