/// A currency of ISO 4217.
@frozen public struct Currency: Sendable, Hashable {
  /// The code's three letters, a byte each: unlike a text, they are copied without counting references.
  private let letters: UInt32

  private init(known code: String) { letters = code.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

  /// The three-letter code, in capitals.
  public var code: String {
    String(decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: letters >> $0) }, as: UTF8.self)
  }

  /// The currency of a code, in any case.
  ///
  /// - Throws: `QuantityError` for a code that is not in ISO 4217, naming the nearest one.
  public init(code text: String) throws(QuantityError) {
    let upper = text.trimmingWhitespace().uppercased()
    guard Self.minorDigitsByCode[upper] != nil else {
      let nearest = nearestMatch(to: upper, among: Self.minorDigitsByCode.keys)
      throw QuantityError(
        found: text, expected: "a currency code of ISO 4217, such as USD, EUR or CNY", nearest: nearest)
    }
    self.init(known: upper)
  }

  /// United States dollar.
  public static let usd = Currency(known: "USD")
  /// Chinese renminbi, in yuan.
  public static let cny = Currency(known: "CNY")
  /// Euro.
  public static let eur = Currency(known: "EUR")

  /// Decimal places of the minor unit: 2 for USD, 0 for JPY.
  public var minorDigits: Int { Self.minorDigitsByCode[code] ?? 2 }

  /// Whether thousands are followed by groups of two digits, as India writes them: `12,34,567.00`.
  public var countsInLakhs: Bool { code == "INR" }

  /// The sign written before an amount; the code and a space where no sign is common.
  public var symbol: String { Self.symbols[code] ?? code + " " }

  /// `JP¥` keeps the yen apart from the yuan, whose sign is the same.
  private static let symbols = [
    "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥", "INR": "₹", "KRW": "₩",
  ]

  /// The active codes of ISO 4217 (state 2026-01) by decimal places of the minor unit.
  private static let minorDigitsByCode: [String: Int] = {
    let codesByDigits: [Int: String] = [
      0: """
      BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF
      """,
      2: """
      AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
      CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
      HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP
      MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD
      SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS
      VES WST XCD YER ZAR ZMW
      """,
      3: """
      BHD IQD JOD KWD LYD OMR TND
      """,
    ]
    var digits: [String: Int] = [:]
    for (places, codes) in codesByDigits {
      for code in codes.utf8.split(whereSeparator: { $0 <= UInt8(ascii: " ") }) {
        digits[String(Substring(code))] = places
      }
    }
    return digits
  }()
}

extension Currency: Comparable {
  /// Orders currencies by their codes.
  public static func < (left: Currency, right: Currency) -> Bool { left.letters < right.letters }
}

extension Currency: Codable {
  /// Decodes a code.
  public init(from decoder: any Decoder) throws {
    self = try Currency(code: decoder.singleValueContainer().decode(String.self))
  }

  /// Encodes the code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
