import ArgumentParser
import Documents
import Glibc
import HardwareProfiles

/// Where hardware profiles come from beside the program itself.
struct ProfileOptions: ParsableArguments {
  @Option(
    name: .customLong("profiles"),
    help: ArgumentHelp("A folder of hardware profiles laid over the built-in ones.", valueName: "folder"))
  var folder: String?

  @Flag(help: "Leave out what 'calibrate' learned from your own runs.")
  var noCalibration = false

  /// Where the corrections of `calibrate` are; nil without a home.
  static func calibrationFile(_ context: CommandContext) -> String? {
    UserFolders(context).configuration.map { "\($0)/calibration.yaml" }
  }

  /// The catalog: the flag's folder over TRAINCOST_PROFILES over the user's configuration over the built-in profiles,
  /// and over all of them the corrections of `calibrate`.
  func catalog(_ context: CommandContext, calibrated: Bool = true) throws(DocumentError) -> ProfileCatalog {
    var folders: [String] = []
    if let user = UserFolders(context).configuration.map({ "\($0)/hardware-profiles" }), access(user, F_OK) == 0 {
      folders.append(user)
    }
    if let variable = context.variable("TRAINCOST_PROFILES") { folders.append(variable) }
    if let folder { folders.append(folder) }
    var catalog = try ProfileCatalog(folders: folders)
    if calibrated, !noCalibration, let file = Self.calibrationFile(context), access(file, F_OK) == 0 {
      catalog.corrections = try CorrectionLayer(Section(parsing: TextFile.read(file), file: file))
    }
    return catalog
  }
}

/// The user's folders by the XDG Base Directory Specification; nil without a home.
struct UserFolders {
  let configuration: String?
  let data: String?

  init(_ context: CommandContext) {
    let home = context.variable("HOME")
    configuration = (context.variable("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }).map { "\($0)/traincost" }
    data = (context.variable("XDG_DATA_HOME") ?? home.map { "\($0)/.local/share" }).map { "\($0)/traincost" }
  }
}
