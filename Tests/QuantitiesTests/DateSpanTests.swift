import Quantities
import Testing

@Suite struct DateSpanTests {
  @Test(arguments: [
    (["2025-03-17", "2026"], "2025-03-17 to 2026"), (["2025", "2025-01-31"], "2025"),
    (["2025-11", "2025", "2025-07"], "2025"), (["2025-01-31", "2024", ""], "2024 to 2025-01-31"),
    (["2026-11-01"], "2026-11-01"), (["2025-03-04", "2025-03"], "2025-03"),
  ])
  func `a span ends no earlier than it begins, and a year holds its days`(dates: [String], text: String) {
    #expect(DateSpan(of: dates)?.text == text)
  }

  @Test func `no date has no span`() {
    #expect(DateSpan(of: ["", ""]) == nil)
  }
}
