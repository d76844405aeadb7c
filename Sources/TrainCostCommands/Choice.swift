import ArgumentParser

/// An option's value that is one of a few words.
protocol Choice: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension Choice {
  /// The words. The parser's own list is made through key paths, at every start.
  static var allValueStrings: [String] { allCases.map { $0.rawValue } }
}
