public import CostCore
public import Quantities
public import TrainingRun

/// One run in the ledger, estimated or measured, with the prices as they were used.
public struct RunRecord: Sendable, Equatable, Codable {
  /// Whether figures were predicted or metered.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case estimated, measured
  }

  /// Unique in the ledger; later runs sort after earlier ones.
  public var id: String
  /// Predicted or metered.
  public var kind: Kind
  /// The name of the run; for a measured job the program that ran.
  public var name: String
  /// When it was estimated, or when the job started: seconds since 1970-01-01 UTC.
  public var startedAt: Double
  /// The job; nil for an estimate.
  public var job: MeasuredJob?
  /// The id of the accelerator's profile; nil when none is known.
  public var accelerator: String?
  /// How many accelerators.
  public var acceleratorCount: Int?
  /// The time on the clock; nil when unknown.
  public var wallTime: Range90<Seconds>?
  /// The time of all accelerators added up.
  public var acceleratorTime: Range90<Seconds>?
  /// Energy by domain.
  public var energy: [DomainEnergy]
  /// The bill; nil when it could not be made.
  public var cost: CostStatement?
  /// The emissions; nil when they could not be computed.
  public var carbon: CarbonStatement?
  /// What was assumed in pricing a measured run, each with its source; nil in records of old, and of an estimate, whose
  /// inputs hold all of it.
  public var assumptions: [Assumption]?
  /// What the figures were made from; nil where the writer kept nothing.
  public var inputs: RunInputs?
  /// Words by which the user groups runs, sorted. The ledger keeps them apart from the record, so that they can change.
  public var tags: [String] = []

  /// What was assumed on the way to the figures.
  public var assumed: [Assumption] { assumptions ?? (kind == .estimated ? inputs?.assumptions : nil) ?? [] }

  private enum CodingKeys: CodingKey {
    case id, kind, name, startedAt, job, accelerator, acceleratorCount, wallTime, acceleratorTime, energy, cost, carbon
    case assumptions, inputs
  }

  /// A record of a priced usage.
  public init(
    id: String, kind: Kind, name: String, startedAt: Double, job: MeasuredJob?, accelerator: String?, usage: RunUsage?,
    cost: CostStatement?, carbon: CarbonStatement?, assumptions: [Assumption]? = nil, inputs: RunInputs? = nil
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.startedAt = startedAt
    self.job = job
    self.accelerator = accelerator
    self.acceleratorCount = usage?.acceleratorCount
    let hasTime = job?.hasKnownTime ?? true
    self.wallTime = hasTime ? usage?.wallTime : nil
    self.acceleratorTime = hasTime ? usage?.acceleratorTime : nil
    self.energy = usage?.energy ?? []
    self.cost = cost
    self.carbon = carbon
    self.assumptions = assumptions
    self.inputs = inputs
  }

  /// An id for a run of a time: eight characters of time, which sort, and four at random.
  public static func makeID(
    startedAt: Double, using generator: inout some RandomNumberGenerator
  ) -> String {
    let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")  // Crockford's base 32: no i, l, o, u.
    var time = UInt64(max(0, startedAt * 10))
    var prefix: [Character] = []
    for _ in 0..<8 {
      prefix.append(letters[Int(time % 32)])
      time /= 32
    }
    let suffix = (0..<4).map { _ in letters[Int.random(in: 0..<32, using: &generator)] }
    return String(prefix.reversed()) + String(suffix)
  }
}

extension Sequence where Element == RunRecord {
  /// The runs without those that another of them was merged from, so that each job counts once. Of merged runs whose
  /// parts are all in another one that one stays; of two with the same parts, the first.
  public var withoutMergedParts: [RunRecord] {
    let merges = compactMap { run in run.job.flatMap { $0.mergedFrom.isEmpty ? nil : Set($0.mergedFrom) } }
    let parts = merges.reduce(into: Set()) { $0.formUnion($1) }
    var seen: Set<Set<String>> = []
    return filter { run in
      guard !parts.contains(run.id) else { return false }
      guard let own = run.job.map({ Set($0.mergedFrom) }), !own.isEmpty else { return true }
      return seen.insert(own).inserted && !merges.contains { own.isStrictSubset(of: $0) }
    }
  }
}
