import Foundation

/// A run as one ledger hands it to another: the whole record with its tags and its power curves in buckets.
public struct RunArchive: Sendable, Equatable, Codable {
  /// The record.
  public var record: RunRecord
  /// The words by which the user groups runs.
  public var tags: [String]
  /// What its devices drew over time; nil for none.
  public var curves: [Curve]?

  /// The power of one device in buckets.
  public struct Curve: Sendable, Equatable, Codable {
    /// What was read.
    public var device: String
    /// Where the first bucket starts, in seconds since 1970-01-01 UTC.
    var start: Double
    /// The buckets, as a ledger keeps them.
    var bytes: Data

    /// The buckets; nil when the bytes are none.
    var buckets: BucketedCurve? {
      guard start.isFinite else { return nil }
      return CurveCodec.curve(of: [UInt8](bytes), start: start, bound: RunLedger.largestBucketCount)
    }
  }

  /// A record with its tags, and with curves.
  public init(_ record: RunRecord, curves: [Curve] = []) {
    self.record = record
    tags = record.tags
    self.curves = curves.isEmpty ? nil : curves
  }

  /// The record with its tags in it.
  public var run: RunRecord {
    var run = record
    run.tags = tags
    return run
  }

  /// The archive as JSON on one line.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Finite numbers and texts alone; a number that is none has no place in JSON and comes out as a text.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}

/// Why a file is no export of a ledger.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// What was found and what was expected.
  public let message: String

  /// An error of a file.
  public init(file: String, message: String) {
    self.file = file
    self.message = message
  }

  public var description: String { "\(file): \(message)" }
}

extension RunArchive {
  private struct Export: Decodable {
    struct Entry: Decodable {
      var archive: RunArchive
    }
    var schemaVersion: Int
    var runs: [Entry]

    enum CodingKeys: String, CodingKey {
      case schemaVersion = "schema_version"
      case runs
    }
  }

  /// Whether a file begins as an export does.
  public static func isExport(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 256) else {
      return false
    }
    let text = String(decoding: start, as: UTF8.self).filter { !$0.isWhitespace }
    // Other tools may have sorted its keys.
    return text.hasPrefix("{\"schema_version\":") && text.contains("\"runs\":[") || text.hasPrefix("{\"runs\":[")
  }

  /// The runs of an export: what `runs export --format json` writes.
  ///
  /// - Parameters:
  ///   - text: the export.
  ///   - file: what errors call it.
  /// - Throws: `ArchiveError` for a text that is no export, naming the run and key at fault.
  public static func archives(ofExport text: String, file: String) throws(ArchiveError) -> [RunArchive] {
    do {
      let export = try JSONDecoder().decode(Export.self, from: Data(text.utf8))
      guard export.schemaVersion == 1 else {
        throw ArchiveError(
          file: file, message: "schema_version: found \(export.schemaVersion), expected 1; a later version wrote it")
      }
      for (index, run) in export.runs.enumerated() {
        for (place, curve) in (run.archive.curves ?? []).enumerated() where curve.buckets == nil {
          throw ArchiveError(file: file, message: "runs[\(index)].archive.curves[\(place)].bytes: no power curve")
        }
      }
      return export.runs.map(\.archive)
    } catch let error as ArchiveError {
      throw error
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      // Foundation names the line in its own words: 'Unexpected character … around line 3, column 1.'
      let detail = (context.underlyingError as? NSError)?.userInfo["NSDebugDescription"] as? String
      throw ArchiveError(file: file, message: "not JSON, or cut short: \(detail ?? context.debugDescription)")
    } catch let error as DecodingError {
      throw ArchiveError(file: file, message: error.words)
    } catch {
      throw ArchiveError(file: file, message: "\(error)")
    }
  }
}

extension DecodingError {
  /// The fault and its place, in words for a user.
  fileprivate var words: String {
    func place(_ context: Context) -> String {
      let path = context.codingPath.reduce(into: "") { path, key in
        path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? key.stringValue : ".\(key.stringValue)")
      }
      return path.isEmpty ? "" : "\(path): "
    }
    return switch self {
    case .keyNotFound(let key, let context):
      "\(place(context))the key '\(key.stringValue)' is missing; expected what 'traincost runs export --format json' writes"
    case .typeMismatch(_, let context), .valueNotFound(_, let context): place(context) + context.debugDescription
    case .dataCorrupted(let context): place(context) + "not JSON or damaged: \(context.debugDescription)"
    @unknown default: "not JSON or damaged"
    }
  }
}
