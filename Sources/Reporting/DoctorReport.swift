public import AcceleratorProbe

/// What can be read on a machine, what not, why, what would mend it and what that would add.
public struct DoctorReport: Sendable {
  private let checks: [SensorDiagnosis]

  /// A report of diagnoses in their order.
  public init(_ checks: [SensorDiagnosis]) { self.checks = checks }

  /// The report of `doctor`.
  public var report: Report {
    var table = TextTable([.init("What"), .init("State"), .init("Found"), .init("To mend it"), .init("What it adds")])
    for check in checks {
      table.add(check.kind, check.state.rawValue, check.detail, check.remedy ?? "", check.adds)
    }
    let json = checks.map { check -> JSONValue in
      [
        "check": .string(check.kind), "state": .string(check.state.rawValue), "ok": .bool(check.state != .unreadable),
        "detail": .string(check.detail), "remedy": JSONValue(check.remedy), "adds": .string(check.adds),
      ]
    }
    return Report(blocks: [.table(table)], json: ["schema_version": 1, "checks": .array(json)], csv: table)
  }
}
