import Documents
import HardwareProfiles
import Quantities
import TrainingRun

/// Reads the parts of a run file in the order of their keys.
struct RunFileReader {
  let path: String
  let catalog: ProfileCatalog
  let overrides: RunFile.Overrides

  func read(_ section: Section) throws(DocumentError) -> RunFile {
    // A bare config.json has its keys at the top, a run file has them below `model`.
    HuggingFaceConfiguration.isConfiguration(section) ? try readConfiguration(section) : try readRunFile(section)
  }

  private func readConfiguration(_ section: Section) throws(DocumentError) -> RunFile {
    var specification = RunSpecification(name: Self.name(ofConfiguration: path))
    specification.model = try model(configuration: section, &specification.assumptions)
    specification.data = try data(nil, model: specification.model, file: section)
    specification.training = try training(nil, file: section)
    var file = RunFile(specification: specification)
    try resolveCluster(nil, in: section, of: &file)
    return file
  }

  private func readRunFile(_ section: Section) throws(DocumentError) -> RunFile {
    let version = try section.scalar("schema_version")
    if let version, version.text != "1" { throw version.wrong("found '\(version.text)', expected 1") }
    var specification = RunSpecification(name: try section.scalar("name")?.text ?? Self.stem(of: path))
    let prices = try section.section("prices")
    specification.prices = try prices.map { prices throws(DocumentError) in try PriceTerms(prices) } ?? PriceTerms()
    specification.givenUsage = try section.section("usage").map { usage throws(DocumentError) in try GivenUsage(usage) }
    specification.power = try section.section("power").map { power throws(DocumentError) in try PowerOverride(power) }
    specification.embodied = try section.section("embodied")
      .map { embodied throws(DocumentError) in try EmbodiedCarbon(embodied) }
    specification.published = try section.section("published")
      .map { published throws(DocumentError) in try PublishedFigures(published) }
    specification.site =
      try section.section("site").map { site throws(DocumentError) in try SiteSpecification(site) }
      ?? SiteSpecification()

    if let operations = try section.section("operations") { specification.operations = try Operations(operations) }

    let modelSection = try section.section("model")
    let dataSection = try section.section("data")
    let trainingSection = try section.section("training")
    let clusterSection = try section.section("cluster")
    try section.rejectUnknownKeys()

    let mayOmitWork =
      specification.givenUsage != nil || specification.prices.mode == .bill
      || overrides.mayOmitModel && modelSection == nil
    if let modelSection {
      specification.model = try model(modelSection, &specification.assumptions)
    } else if !mayOmitWork {
      throw section.missing("model")
    }
    if dataSection != nil || !mayOmitWork {
      specification.data = try data(dataSection, model: specification.model, file: section)
    }
    specification.training = try training(trainingSection, file: section)
    try specification.training.adaptation.check(specification.model, in: trainingSection)
    var file = RunFile(specification: specification)
    if clusterSection != nil || !mayOmitWork {
      try resolveCluster(clusterSection, in: section, of: &file)
      // Without a distributed optimizer no rank spreads anything.
      if specification.training.software.distributedOptimizer == false {
        file.specification.training.held.zeroStage = 0
      }
      if let parallelism = try trainingSection?.section("parallelism") {
        let own = try clusterSection?.scalar("count")?.integer(in: 1...10_000_000)
        try readLayout(parallelism, own: own, into: &file)
      }
    }
    return file
  }

  /// Reads a layout: one that is stated in full is taken or passed over, with what was chosen for it; a part is held.
  ///
  /// - Parameter own: the accelerators of the cluster that the file itself describes.
  private func readLayout(_ section: Section, own: Int?, into file: inout RunFile) throws(DocumentError) {
    var stated = try PartialLayout(section)
    if let spreads = file.specification.training.software.distributedOptimizer {
      if let stage = stated.zeroStage, (stage > 0) != spreads, let scalar = try section.scalar("zero_stage") {
        throw scalar.wrong(
          "found \(stage), and training.software.distributed_optimizer: \(spreads); expected \(spreads ? "1 to 3" : "0")"
        )
      }
      if !spreads { stated.zeroStage = 0 }
    }
    let count = file.specification.cluster?.count ?? 1
    guard stated.isComplete(on: own ?? count) else {
      try stated.check(on: own ?? count, in: section)
      file.specification.training.held = stated
      return
    }
    let layout = try stated.completed(on: overrides.ignoresLayout ? own ?? count : count, in: section)
    if overrides.ignoresLayout {
      file.passedOver = file.specification.training.passOver(layout)
    } else {
      file.specification.training.layout = layout
    }
  }

  private func model(
    _ section: Section, _ assumptions: inout [Assumption]
  ) throws(DocumentError) -> ModelSpecification {
    if let config = try section.scalar("config") {
      let file = config.text.hasPrefix("/") ? config.text : Self.folder(of: path) + config.text
      try section.rejectUnknownKeys()
      let text = try TextFile.read(file)
      return try model(configuration: Section(parsing: text, file: file), &assumptions)
    }
    if section.has("layers"), let parameters = try section.scalar("parameters") {
      throw parameters.wrong(
        "found layers beside it; expected a list of layers, whose parameters are counted, or parameters alone, whose "
          + "layers are taken as usual")
    }
    if section.has("layers") { return .opaque(try LayerList.model(section)) }
    if section.has("parameters") || section.has("flops_per_sample") { return try ModelSpecification(figures: section) }
    return try model(configuration: section, &assumptions)
  }

  /// The model of a configuration; the sizes that it leaves to its library's defaults go among the assumptions.
  private func model(
    configuration section: Section, _ assumptions: inout [Assumption]
  ) throws(DocumentError) -> ModelSpecification {
    let model = try HuggingFaceConfiguration.model(section)
    let defaults = section.notedDefaults.map { path, value in
      "\(path.hasPrefix("model.") ? String(path.dropFirst(6)) : path) \(value)"
    }
    if !defaults.isEmpty {
      assumptions.append(
        Assumption(
          key: "model", value: defaults.joined(separator: ", "),
          source: "defaults of the transformers and diffusers libraries"))
    }
    return model
  }

  private func data(
    _ section: Section?, model: ModelSpecification?, file: Section
  ) throws(DocumentError) -> DataSpecification {
    var tokens = try section?.scalar("tokens")
    var samples = try section?.scalar("samples")
    if let given = overrides.tokens { (tokens, samples) = (flag("--tokens", given), nil) }
    if let given = overrides.samples { (tokens, samples) = (nil, flag("--samples", given)) }
    let amount: DataSpecification.Amount
    switch (tokens, samples) {
    case (let tokens?, nil): amount = .tokens(try tokens.quantity(Count.self, in: 1...1e18))
    case (nil, let samples?): amount = .samples(try samples.quantity(Count.self, in: 1...1e18))
    case (_?, let samples?): throw samples.wrong("tokens and samples are alternatives; both are given")
    case (nil, nil):
      try section?.rejectMisspelt(["tokens", "samples"])
      throw DocumentError(
        .key, file: file.file, line: section?.line, key: "data",
        message: "the amount of data is missing; expected 'tokens' or 'samples' (--tokens, --samples)")
    }
    var data = DataSpecification(amount: amount)
    data.sequenceLength = try section?.scalar("sequence_length")?.integer(in: 1...100_000_000)
    if let length = overrides.sequenceLength { data.sequenceLength = length }
    data.targetLength = try section?.scalar("target_length")?.integer(in: 1...100_000_000)
    data.epochs = try section?.scalar("epochs")?.number(in: .aboveZero) ?? 1
    data.volume = try section?.scalar("size")?.quantity(Bytes.self, in: .aboveZero)
    try section?.rejectUnknownKeys()
    return data
  }

  private func training(_ section: Section?, file: Section) throws(DocumentError) -> TrainingOptions {
    var options = try section.map { section throws(DocumentError) in try TrainingOptions(section) } ?? TrainingOptions()
    if let precision = overrides.precision { options.precision = try flag("--precision", precision).choice() }
    if let batch = overrides.globalBatchSize { options.globalBatchSize = batch }
    return options
  }

  /// The accelerator that the file itself names, where it is one that we know.
  private func statedAccelerator(_ section: Section?, _ node: NodeProfile?) throws(DocumentError) -> String? {
    guard let name = try section?.scalar("accelerator") else { return node?.accelerator }
    return try? catalog.profile(named: name.text).id
  }

  private func resolveCluster(
    _ section: Section?, in file: Section, of run: inout RunFile
  ) throws(DocumentError) {
    let nodeName = try section?.scalar("node")
    var node = try nodeName.map { name throws(DocumentError) in
      try named(name) { text throws(DocumentError) in try catalog.node(named: text) }
    }
    var name = try section?.scalar("accelerator")
    if let accelerator = overrides.accelerator { name = flag("--accelerator", accelerator) }
    guard name != nil || node != nil else {
      try section?.rejectMisspelt(["accelerator", "node"])
      throw DocumentError(
        .key, file: file.file, line: section?.line, key: "cluster.accelerator",
        message: "the accelerator is missing (or give --accelerator)")
    }
    var profile: AcceleratorProfile
    if let name {
      profile = try named(name) { text throws(DocumentError) in try catalog.profile(named: text) }
    } else {
      profile = try catalog.profile(id: node?.accelerator ?? "")
    }
    let stated = try overrides.accelerator == nil ? nil : statedAccelerator(section, node)
    if let holder = node, holder.accelerator != profile.id {
      // A flag asks for another accelerator, which that node does not hold; a file that names both contradicts itself.
      guard overrides.accelerator != nil else {
        throw (name ?? nodeName ?? flag("node", holder.id)).wrong(
          "found '\(profile.id)', expected '\(holder.accelerator)', which node \(holder.id) holds", code: .name)
      }
      node = nil
    }
    if let node { profile = profile.placed(in: node) }
    run.node = node
    let count = try section?.scalar("count")?.integer(in: 1...10_000_000)
    guard let count = overrides.count ?? count else {
      try section?.rejectMisspelt(["count"])
      throw DocumentError(
        .key, file: file.file, line: section?.line, key: "cluster.count",
        message: "the number of accelerators is missing (or give --count)")
    }
    var perNode = try section?.scalar("accelerators_per_node")?.integer(in: 1...100_000)
    var networkName = try section?.scalar("network")
    let host = try section?.section("host").map { section throws(DocumentError) in try HostSpecification(section) }
    let powerLimit = try section?.scalar("power_limit").map { scalar throws(DocumentError) in
      (scalar: scalar, value: try scalar.quantity(Watts.self, in: .aboveZero))
    }
    try section?.rejectUnknownKeys()
    // The file's node and network are those of its own accelerator.
    var left: [String] = []
    if let stated, stated != profile.id {
      if perNode != nil { left.append("cluster.accelerators_per_node") }
      if networkName != nil { left.append("cluster.network") }
      (perNode, networkName) = (nil, nil)
    }
    if let networkName {
      run.network = try named(networkName) { text throws(DocumentError) in try catalog.network(named: text) }
    } else if let network = profile.network {
      run.network = try catalog.network(named: network)
    }
    run.accelerator = profile
    var cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: perNode ?? profile.acceleratorsPerNode,
      network: run.network?.id)
    if let host { cluster.host = host }
    cluster.powerLimit = powerLimit?.value
    run.specification.cluster = cluster
    if let stated, stated != profile.id {
      run.specification.forgetWhatIsStated(of: stated, and: left)
    } else if let powerLimit, powerLimit.value > profile.power.nameplate.value {
      throw powerLimit.scalar.wrong(
        "found '\(powerLimit.scalar.text)', expected at most \(profile.power.nameplate.value.formatted), the maker's limit of \(profile.id)"
      )
    }
    if perNode == nil {
      run.specification.assumptions.append(
        Assumption(
          key: "cluster.accelerators_per_node", value: "\(cluster.acceleratorsPerNode)",
          source: "profile \(node?.id ?? profile.id)"))
    }
    if networkName == nil, let network = run.network {
      run.specification.assumptions.append(
        Assumption(key: "cluster.network", value: network.id, source: "profile \(node?.id ?? profile.id)"))
    }
  }

  /// What a name of the file stands for. A name that is not known is the run file's fault; a faulty profile names its
  /// own file.
  private func named<Profile>(
    _ name: Scalar, _ find: (String) throws(DocumentError) -> Profile
  ) throws(DocumentError) -> Profile {
    do {
      return try find(name.text)
    } catch {
      throw error.file == nil ? name.wrong(error.message, code: .name, nearest: error.nearest) : error
    }
  }

  /// A value given on the command line, whose errors name the flag.
  private func flag(_ name: String, _ text: String) -> Scalar { Scalar(text: text, flag: name) }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// `config.json` says nothing; the folder it lies in usually names the model.
  private static func name(ofConfiguration path: String) -> String {
    let stem = stem(of: path)
    guard stem == "config" else { return stem }
    return path.split(separator: "/").dropLast().last.map(String.init) ?? stem
  }
}
