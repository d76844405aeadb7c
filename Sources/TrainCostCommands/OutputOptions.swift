import ArgumentParser
import Glibc
import Reporting

/// The flags about output that every verb takes.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write as table, json, csv, markdown or html.", valueName: "format"))
  var format = Format.table

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write to a file instead of standard output ('-'); .json, .csv, .md and .html mean their formats.",
      valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Language of tables and pages: en or zh-Hans.", valueName: "language"))
  var lang = TableLanguage.en

  @Flag(help: "Say nothing beside the result; errors are still said.")
  var quiet = false

  @Option(help: ArgumentHelp("Color: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  enum Format: String, Choice {
    case table, json, csv, markdown, html

    var outputFormat: OutputFormat {
      switch self {
      case .table: .table
      case .json: .json
      case .csv: .csv
      case .markdown: .markdown
      case .html: .html
      }
    }
  }

  enum TableLanguage: String, Choice {
    case en
    case zhHans = "zh-Hans"

    var language: Language { self == .en ? .english : .simplifiedChinese }
  }

  enum ColorChoice: String, Choice {
    case auto, always, never
  }

  /// Writes a report where and how the flags say.
  ///
  /// - Parameter ascii: whether to keep to ASCII where the locale knows more.
  func write(_ report: Report, _ context: CommandContext, ascii: Bool = false) throws(OutputError) {
    var canvas = canvas(context)
    if ascii { canvas.unicode = false }
    try write(text: report.translated(to: lang.language).text(chosenFormat, canvas: canvas), context)
  }

  /// The file to write to; nil for standard output.
  var file: String? { output == "-" ? nil : output }

  /// The format asked for; where none is, the one that the file's name ends in.
  private var chosenFormat: OutputFormat {
    guard format == .table, let ending = output?.split(separator: ".").last else { return format.outputFormat }
    return ending == "md" ? .markdown : Format(rawValue: String(ending))?.outputFormat ?? .table
  }

  /// Says warnings on standard error, each once with how often it came; none with `--quiet`.
  ///
  /// - Parameter subject: what all are about, such as a file.
  func warn(_ warnings: [String], about subject: String? = nil, _ context: CommandContext) {
    guard !quiet else { return }
    let counts = Dictionary(warnings.map { ($0, 1) }, uniquingKeysWith: +)
    var said: Set<String> = []
    for warning in warnings where said.insert(warning).inserted {
      let count = counts[warning].flatMap { $0 > 1 ? " (\($0) times)" : nil }
      context.note("traincost: warning: \(subject.map { "\($0): " } ?? "")\(warning)\(count ?? "")")
    }
  }

  /// Refuses a file that cannot be written, before the work whose result would be lost.
  func check() throws(OutputError) {
    guard let output = file else { return }
    let folder = output.lastIndex(of: "/").map { $0 == output.startIndex ? "/" : String(output[..<$0]) } ?? "."
    guard access(output, F_OK) == 0 ? access(output, W_OK) == 0 : access(folder, W_OK) == 0 else {
      throw OutputError(output, errno: errno)
    }
    var status = stat()
    if stat(output, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw OutputError(output, errno: EISDIR) }
  }

  /// Writes a text where the flags say.
  func write(text: String, _ context: CommandContext) throws(OutputError) {
    guard let output = file else { return try context.standardOutput.write(text) }
    try OutputFile.replace(output, with: text)
  }

  /// What the receiving end of standard output, or the file, can show.
  func canvas(_ context: CommandContext) -> Canvas {
    let isTerminal = context.terminalWidth != nil && file == nil
    let wantsColor =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        context.variable("NO_COLOR") == nil && (isTerminal || context.variable("CLICOLOR_FORCE") != nil)
      }
    let width = (file == nil ? context.terminalWidth : nil) ?? context.variable("COLUMNS").flatMap { Int($0) } ?? 120
    return Canvas(width: max(40, width), color: wantsColor, unicode: Self.understandsUnicode(context))
  }

  /// A locale that is set and is not UTF-8 gets ASCII; an unset one is that of a container, which passes bytes on.
  private static func understandsUnicode(_ context: CommandContext) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { context.variable($0) }.first
    guard let locale = locale?.uppercased() else { return true }
    return locale.contains("UTF-8") || locale.contains("UTF8")
  }
}
