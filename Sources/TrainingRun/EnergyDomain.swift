public import Quantities

/// The part of a machine whose energy a figure is about.
public enum EnergyDomain: String, Sendable, CaseIterable, Codable {
  /// One accelerator board.
  case accelerator
  /// A module of processor and accelerator, such as Grace Hopper.
  case module
  /// A processor package: RAPL `package-N`.
  case cpuPackage = "cpu_package"
  /// The cores of a package.
  case cpuCore = "cpu_core"
  /// The rest of a package: caches, integrated graphics.
  case cpuUncore = "cpu_uncore"
  /// Main memory.
  case dram
  /// The whole platform as the processor sees it: packages and memory, never a PCIe card.
  case psys
  /// A meter of the whole node.
  case node
  /// The rest of a node beside its accelerators; predicted runs only.
  case host
  /// Switches and optics between nodes; predicted runs only.
  case network
}

/// How a figure of energy came about.
public enum EnergyMethod: String, Sendable, CaseIterable, Codable {
  /// The difference of a hardware energy counter.
  case counter
  /// The integral of power readings over time.
  case integrated
  /// Computed by a model, not measured.
  case modelled
  /// Not known.
  case missing
}

/// The energy of one domain over a run.
public struct DomainEnergy: Sendable, Equatable, Codable {
  /// The part of the machine.
  public var domain: EnergyDomain
  /// Which one: a PCI address, a powercap zone, a name. Unique within a run.
  public var id: String
  /// The energy; nil is unknown, with a reason in `missingReason`.
  public var energy: Range90<Joules>?
  /// How it came about.
  public var method: EnergyMethod
  /// The share of the time that the sensor saw, 0 to 1; nil where nothing was measured.
  public var observedShare: Double?
  /// How many readings entered.
  public var samples: Int
  /// The longest time between two readings.
  public var longestGap: Seconds?
  /// The id of the domain that contains this one, which then counts it.
  public var containedIn: String?
  /// Why the energy is unknown, in words that a user can act on; or what a modelled figure rests on.
  public var note: String?
  /// Where readings came from: a path, a function of a library; nil where nothing was read.
  public var source: String?
  /// What it would have drawn over the same time without the job; nil without a baseline.
  public var idle: Joules?
  /// The id of the run that counts this domain instead of this one; nil for all that this run counts.
  public var owner: String?
  /// When counting began, from the start of the job; nil for the start itself.
  public var countedFrom: Seconds?

  /// The id of the entry that says why nothing at all was metered.
  public static let nothingMetered = "node"

  /// The energy of a domain.
  public init(
    domain: EnergyDomain, id: String, energy: Range90<Joules>?, method: EnergyMethod, observedShare: Double? = nil,
    samples: Int = 0, longestGap: Seconds? = nil, containedIn: String? = nil, note: String? = nil,
    source: String? = nil
  ) {
    self.domain = domain
    self.id = id
    self.energy = energy
    self.method = method
    self.observedShare = observedShare
    self.samples = samples
    self.longestGap = longestGap
    self.containedIn = containedIn
    self.note = note
    self.source = source
  }
}

extension Sequence where Element == DomainEnergy {
  /// The energy of all domains that lie in no other; nil when none of them is known.
  ///
  /// Each joule counts once: a domain that names a known container is left out.
  public var total: Range90<Joules>? {
    let outermost = outermost
    return outermost.isEmpty ? nil : outermost.compactMap(\.energy).sum()
  }

  /// The domains of known energy that lie in no other such domain.
  public var outermost: [DomainEnergy] {
    let known = filter { $0.energy != nil }
    let ids = Set(known.map(\.id))
    return known.filter { domain in domain.containedIn.map { !ids.contains($0) } ?? true }
  }

  /// The domains that should have been metered, were not, and lie in none that was: what the total lacks. What a meter
  /// would have held beside its parts is lacking only where none of the parts is known.
  public var lacking: [DomainEnergy] {
    let known = Set(outermost.map(\.domain))
    return OverlapModel.resolve(Array(self)).filter { domain in
      guard domain.energy == nil, domain.owner == nil, domain.containedIn == nil else { return false }
      return switch domain.domain {
      case .cpuPackage, .dram, .accelerator, .host, .network: true
      case .psys: known.isDisjoint(with: [.cpuPackage, .module, .node])
      case .module, .node: known.isEmpty
      case .cpuCore, .cpuUncore: false
      }
    }
  }

  /// What the counted domains would have drawn without the job; nil unless it is known of each of them.
  public var idleTotal: Joules? {
    let outermost = outermost
    guard !outermost.isEmpty, outermost.allSatisfy({ $0.idle != nil }) else { return nil }
    return outermost.compactMap(\.idle).reduce(.zero, +)
  }
}
