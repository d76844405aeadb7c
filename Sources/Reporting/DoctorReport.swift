/// What can be read on a machine, what not, why, and what would mend it.
public struct DoctorReport: Sendable {
  /// One thing that was looked at.
  public struct Check: Sendable {
    /// What was looked at.
    public var name: String
    /// Whether it works.
    public var isGood: Bool
    /// What was found, or why it does not work.
    public var detail: String
    /// The one command that mends it; nil when there is none.
    public var remedy: String?

    /// A check.
    public init(_ name: String, isGood: Bool, _ detail: String, remedy: String? = nil) {
      self.name = name
      self.isGood = isGood
      self.detail = detail
      self.remedy = remedy
    }
  }

  private let checks: [Check]

  /// A report of checks in their order.
  public init(_ checks: [Check]) { self.checks = checks }

  /// The report of `doctor`.
  public var report: Report {
    var table = TextTable([.init("What"), .init("Works"), .init("Found"), .init("To mend it")])
    for check in checks { table.add(check.name, check.isGood ? "yes" : "no", check.detail, check.remedy ?? "") }
    let json = checks.map { check -> JSONValue in
      [
        "check": .string(check.name), "ok": .bool(check.isGood), "detail": .string(check.detail),
        "remedy": JSONValue(check.remedy),
      ]
    }
    return Report(blocks: [.table(table)], json: ["schema_version": 1, "checks": .array(json)], csv: table)
  }
}
