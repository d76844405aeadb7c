import Documents

/// Devices in the order in which a log names them.
struct DeviceTable {
  var traces: [PowerTrace] = []
  private var keys = RecurringTexts()

  mutating func add(id: String) {
    traces.append(PowerTrace(id: id))
    keys.add(Array(id.utf8))
  }

  /// The device of a key.
  mutating func index(of key: TextBytes) -> Int {
    let index = keys.index(of: key)
    if index == traces.count { traces.append(PowerTrace(id: Self.id(String(decoding: key, as: UTF8.self)))) }
    return index
  }

  /// A key as an id: `0000:17:00.0` for NVML's `00000000:17:00.0`, `gpu0` for an index.
  static func id(_ key: String) -> String {
    if key.allSatisfy(\.isNumber) { return "gpu\(key)" }
    let parts = key.split(separator: ":")
    guard parts.count == 3, parts[0].count == 8, parts[0].hasPrefix("0000") else { return key }
    return "\(parts[0].suffix(4)):\(parts[1]):\(parts[2])".lowercased()
  }
}

/// Texts that come again and again in the rows of a log, each once and in the order in which they came first.
struct RecurringTexts {
  private var texts: [[UInt8]] = []
  private var expected = 0

  /// The texts.
  var strings: [String] { texts.map { String(decoding: $0, as: UTF8.self) } }

  mutating func add(_ text: [UInt8]) { texts.append(text) }

  /// The place of a text among them, which is added when it is new. Logs name devices in turns, so the next one is tried
  /// first.
  mutating func index(of text: TextBytes) -> Int {
    if expected < texts.count, matches(expected, text) {
      let index = expected
      expected = index + 1 == texts.count ? 0 : index + 1
      return index
    }
    if let index = texts.indices.first(where: { matches($0, text) }) {
      expected = index + 1 == texts.count ? 0 : index + 1
      return index
    }
    texts.append(Array(text))
    expected = 0
    return texts.count - 1
  }

  private func matches(_ index: Int, _ text: TextBytes) -> Bool {
    guard texts[index].count == text.count else { return false }
    return texts[index].withUnsafeBufferPointer { stored in
      for place in 0..<stored.count where stored[place] != text[place] { return false }
      return true
    }
  }
}
