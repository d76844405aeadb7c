import Foundation
import GRDB
import TrainingRun

extension RunLedger {
  /// Writes a record and what a search needs of it, in place of the run of the same id; its tags and curves stay.
  static func write(_ record: RunRecord, to database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO run (id, kind, name, command, accelerator, started_at, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, command = excluded.command,
          accelerator = excluded.accelerator, started_at = excluded.started_at, fingerprint = excluded.fingerprint
        """,
      arguments: [
        record.id, record.kind.rawValue, record.name, (record.job?.command ?? []).joined(separator: " "),
        record.accelerator, record.startedAt, record.inputs?.fingerprint,
      ])
    guard let number = try number(of: record.id, in: database) else { return }
    let document = [UInt8](try encoder.encode(record))
    var dictionary: Int64?
    var bytes = try RecordCodec.deflated(document, dictionary: [])
    let known = try latestDictionaries(of: record.kind, in: database)
    for candidate in known {
      let shorter = try RecordCodec.deflated(document, dictionary: candidate.bytes)
      if shorter.count < bytes.count { (dictionary, bytes) = (candidate.number, shorter) }
    }
    // A record unlike the ones before it becomes a dictionary of those that follow.
    if bytes.count * 12 > document.count, (known.first?.number ?? 0) < 256 {
      let start = Array(document.suffix(RecordCodec.largestDictionary))
      try database.execute(
        sql: "INSERT INTO dictionary (kind, bytes) VALUES (?, ?)", arguments: [record.kind.rawValue, Data(start)])
      dictionary = database.lastInsertedRowID
      bytes = try RecordCodec.deflated(document, dictionary: start)
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO record (run, length, dictionary, bytes) VALUES (?, ?, ?, ?)",
      arguments: [number, document.count, dictionary, Data(bytes)])
    for tag in record.tags {
      try database.execute(sql: "INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)", arguments: [number, tag])
    }
  }

  static func number(of id: String, in database: Database) throws -> Int64? {
    try Int64.fetchOne(database, sql: "SELECT number FROM run WHERE id = ?", arguments: [id])
  }

  /// Sorted keys, so that records of one kind share long stretches of text.
  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// The newest dictionaries of a kind: runs of a few run files take turns in most ledgers.
  private static func latestDictionaries(
    of kind: RunRecord.Kind, in database: Database
  ) throws -> [(number: Int64, bytes: [UInt8])] {
    try Row.fetchAll(
      database, sql: "SELECT number, bytes FROM dictionary WHERE kind = ? ORDER BY number DESC LIMIT 4",
      arguments: [kind.rawValue]
    ).map { row in
      let bytes: Data = row["bytes"]
      return (row["number"], [UInt8](bytes))
    }
  }

  /// The records of a condition on the table `run`, in an order.
  static func records(
    where condition: String, _ arguments: StatementArguments, order: String, limit: Int?, in database: Database
  ) throws -> [RunRecord] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT run.number, record.length, record.dictionary, record.bytes,
          (SELECT group_concat(name, char(10)) FROM (SELECT name FROM tag WHERE run = run.number ORDER BY name)) AS tags
        FROM (SELECT number, started_at, id FROM run WHERE \(condition) ORDER BY \(order) LIMIT \(limit ?? -1)) AS run
        JOIN record ON record.run = run.number ORDER BY \(order)
        """,
      arguments: arguments)
    var dictionaries: [Int64: [UInt8]] = [:]
    var records: [RunRecord] = []
    let decoder = JSONDecoder()
    while let row = try rows.next() {
      var dictionary: [UInt8] = []
      if let number: Int64 = row["dictionary"] {
        if let known = dictionaries[number] {
          dictionary = known
        } else {
          let bytes = try Data.fetchOne(
            database, sql: "SELECT bytes FROM dictionary WHERE number = ?", arguments: [number])
          dictionary = [UInt8](bytes ?? Data())
          dictionaries[number] = dictionary
        }
      }
      let bytes: Data = row["bytes"]
      let document = try RecordCodec.inflated([UInt8](bytes), count: row["length"], dictionary: dictionary)
      var record = try decoder.decode(RunRecord.self, from: Data(document))
      record.tags = (row["tags"] as String?)?.split(separator: "\n").map(String.init) ?? []
      records.append(record)
    }
    return records
  }
}
