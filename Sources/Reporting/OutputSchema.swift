import CEmbeddedFiles

/// The JSON Schemas of what verbs write as JSON, which travel inside the program; they lie in `schemas/`.
public enum OutputSchema {
  private static let suffix = ".schema.json"

  private static var files: UnsafeBufferPointer<embedded_file> {
    UnsafeBufferPointer(start: embedded_output_schemas, count: embedded_output_schema_count)
  }

  /// The names of the schemas, sorted: those of verbs, `run` and `runs`.
  public static var names: [String] {
    files.map { String(String(cString: $0.name).dropLast(suffix.count)) }.sorted()
  }

  /// The schema of a name as text; nil when there is none.
  public static func text(of name: String) -> String? {
    files.first { String(cString: $0.name) == name + suffix }.map { file in
      String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
    }
  }
}
