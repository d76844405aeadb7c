/// Hides secrets in a command line before it is stored.
public enum CommandMasking {
  private static let mask = "***"

  /// Words that mark the name of a flag or variable whose value is a secret.
  private static let secretWords = [
    "token", "password", "passwd", "secret", "apikey", "api-key", "api_key", "access-key", "access_key", "credential",
    "private-key", "private_key", "auth",
  ]
  /// How keys of well-known services begin.
  private static let secretPrefixes = [
    "sk-", "hf_", "ghp_", "gho_", "github_pat_", "xoxb-", "xoxp-", "AKIA", "ASIA", "eyJ",
  ]

  /// The words with values of secret flags and variables, known kinds of keys and passwords in addresses masked.
  public static func masked(_ command: [String]) -> [String] {
    var hidesNext = false
    return command.enumerated().map { index, word in
      if hidesNext {
        hidesNext = false
        if !word.hasPrefix("-") { return mask }
      }
      guard index > 0 else { return maskedAddress(word) }
      if let separator = word.firstIndex(of: "=") {
        let name = word[..<separator]
        if isSecret(name) { return name + "=" + mask }
        let value = String(word[word.index(after: separator)...])
        return name + "=" + (isKey(value) ? mask : maskedAddress(value))
      }
      hidesNext = word.hasPrefix("-") && isSecret(word)
      return isKey(word) ? mask : maskedAddress(word)
    }
  }

  private static func isSecret(_ name: some StringProtocol) -> Bool {
    let lowered = name.lowercased()
    // `--max-tokens 5` and `tokenizer=x` are no secrets.
    if lowered.hasSuffix("tokens") || lowered.contains("tokenizer") || lowered.contains("author") { return false }
    return secretWords.contains { lowered.contains($0) }
  }

  private static func isKey(_ text: String) -> Bool {
    text.count >= 16 && secretPrefixes.contains { text.hasPrefix($0) }
  }

  /// `https://user:secret@host` without the secret.
  private static func maskedAddress(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://"),
      let at = text[scheme.upperBound...].firstIndex(of: "@"),
      let colon = text[scheme.upperBound..<at].firstIndex(of: ":"),
      !text[scheme.upperBound..<at].contains("/")
    else { return text }
    return text[...colon] + mask + text[at...]
  }
}
