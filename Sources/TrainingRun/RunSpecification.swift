public import Quantities

/// What is asked: a run as its run file describes it, with defaults filled in and each default listed.
public struct RunSpecification: Sendable {
  /// The name of the run.
  public var name: String
  /// The model; nil when usage is given or only a bill is summed.
  public var model: ModelSpecification?
  /// The data; nil as for the model.
  public var data: DataSpecification?
  /// How it trains.
  public var training = TrainingOptions()
  /// On what it trains; nil as for the model.
  public var cluster: ClusterSpecification?
  /// How it is kept going.
  public var operations = Operations()
  /// Where it runs.
  public var site = SiteSpecification()
  /// What things cost.
  public var prices = PriceTerms()
  /// Usage that is given instead of predicted.
  public var givenUsage: GivenUsage?
  /// Power figures that override the energy model.
  public var power: PowerOverride?
  /// What making the hardware emitted; nil for the profile's figures.
  public var embodied: EmbodiedCarbon?
  /// What others measured of this run, to be shown beside the estimate.
  public var published: PublishedFigures?
  /// The defaults that were filled in while reading.
  public var assumptions: [Assumption] = []

  /// A run of a name with every default.
  public init(name: String) { self.name = name }

  /// Leaves to the price book and the profiles what the run states of an accelerator whose place the cluster's has taken:
  /// its price, power, limit, host and embodied carbon. What is left out goes among the assumptions.
  ///
  /// - Parameters:
  ///   - stated: the profile that the figures were stated for.
  ///   - left: keys of the run file that are left out beside these.
  public mutating func forgetWhatIsStated(of stated: String, and left: [String] = []) {
    var keys = left
    func forget<Value>(_ value: inout Value?, _ key: String) {
      if value != nil { keys.append(key) }
      value = nil
    }
    forget(&prices.rental.pricePerAcceleratorHour, "prices.rental.price_per_accelerator_hour")
    forget(&prices.rental.commitment, "prices.rental.commitment")
    forget(&prices.owned.unitPrice, "prices.owned.unit_price")
    forget(&power, "power")
    forget(&embodied, "embodied")
    if cluster?.powerLimit != nil { keys.append("cluster.power_limit") }
    cluster?.powerLimit = nil
    if let host = cluster?.host, host != HostSpecification() { keys.append("cluster.host") }
    cluster?.host = HostSpecification()
    guard let accelerator = cluster?.accelerator, !keys.isEmpty else { return }
    assumptions.append(
      Assumption(
        key: "cluster.accelerator", value: accelerator,
        source: "\(keys.joined(separator: ", ")) of the run file hold for \(stated) and are left out for others"))
  }
}

/// Figures that were published of a run.
public struct PublishedFigures: Sendable, Equatable {
  /// The time of all accelerators added up.
  public var acceleratorTime: Seconds
  /// Who published it.
  public var source: String

  /// Published figures.
  public init(acceleratorTime: Seconds, source: String) {
    self.acceleratorTime = acceleratorTime
    self.source = source
  }
}

/// A value that the user did not give, and where it comes from.
public struct Assumption: Sendable, Equatable, Codable {
  /// The key of the run file that would replace it.
  public let key: String
  /// The value assumed, with its unit.
  public let value: String
  /// Where it comes from.
  public let source: String

  /// An assumption.
  public init(key: String, value: String, source: String) {
    self.key = key
    self.value = value
    self.source = source
  }
}

/// A model, by its architecture or by its figures alone.
public enum ModelSpecification: Sendable {
  case transformer(TransformerArchitecture)
  case opaque(OpaqueModel)

  /// Whether the memory of its activations is known: a model known by its figures may not say.
  public var knowsActivations: Bool {
    if case .opaque(let model) = self { model.activationsPerSample != nil } else { true }
  }
}

/// The data that a run reads.
public struct DataSpecification: Sendable, Equatable {
  /// What is counted.
  public enum Amount: Sendable, Equatable {
    case tokens(Count)
    case samples(Count)
  }
  /// How much one epoch holds.
  public var amount: Amount
  /// Tokens of one sequence; nil for data without sequences.
  public var sequenceLength: Int?
  /// Tokens of the decoder's side of an encoder-decoder.
  public var targetLength: Int?
  /// How often the data is read.
  public var epochs = 1.0
  /// The volume of the data set.
  public var volume: Bytes?

  /// Data of an amount.
  public init(amount: Amount) { self.amount = amount }
}

/// The machines a run occupies.
public struct ClusterSpecification: Sendable, Equatable {
  /// The id of the accelerator's profile.
  public var accelerator: String
  /// How many of it.
  public var count: Int
  /// How many share a node.
  public var acceleratorsPerNode: Int
  /// The id of the network between nodes.
  public var network: String?
  /// The machines around the accelerators, where the run file says more than the profile.
  public var host = HostSpecification()
  /// The power limit that is set on each accelerator; nil for the maker's.
  public var powerLimit: Watts?

  /// A cluster.
  public init(accelerator: String, count: Int, acceleratorsPerNode: Int, network: String?) {
    self.accelerator = accelerator
    self.count = count
    self.acceleratorsPerNode = acceleratorsPerNode
    self.network = network
  }

  /// How many nodes it takes.
  public var nodes: Int { (count + acceleratorsPerNode - 1) / acceleratorsPerNode }
  /// How many accelerators of a node are in use.
  public var acceleratorsInNode: Int { min(count, acceleratorsPerNode) }
}

/// Usage that the user states instead of having it predicted.
public struct GivenUsage: Sendable, Equatable {
  /// The time of all accelerators added up.
  public var acceleratorTime: Seconds

  /// A usage of so much accelerator time.
  public init(acceleratorTime: Seconds) { self.acceleratorTime = acceleratorTime }
}

/// Power figures in the way of Epoch's cost model; they override the energy model.
public struct PowerOverride: Sendable, Equatable {
  /// The accelerator's nameplate.
  public var acceleratorPower: Watts
  /// Power of the server for each watt of its accelerators.
  public var serverFactor: Double
  /// Mean power as a share of the full.
  public var utilization: Double
  /// Power of processors and memory for each accelerator, on top of the factor, whatever the utilization.
  public var hostPower: Watts

  /// Power figures.
  public init(acceleratorPower: Watts, serverFactor: Double, utilization: Double, hostPower: Watts = Watts(0)) {
    self.acceleratorPower = acceleratorPower
    self.serverFactor = serverFactor
    self.utilization = utilization
    self.hostPower = hostPower
  }
}
