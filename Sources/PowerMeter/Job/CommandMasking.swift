/// Hides secrets in a command line before it is stored.
public enum CommandMasking {
  private static let mask = "***"

  /// Words that mark the name of a flag or variable whose value is a secret.
  private static let secretWords = [
    "token", "password", "passwd", "secret", "apikey", "api-key", "api_key", "access-key", "access_key", "credential",
    "private-key", "private_key", "auth", "-key", "_key", "_pat", "-pat", "bearer",
  ]
  /// Words that end in a secret word and are none: `--primary-key id`, `--sort-key x`.
  private static let plainWords = ["primary-key", "primary_key", "sort-key", "sort_key", "foreign-key", "foreign_key"]
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
      if let header = maskedHeader(word) { return header }
      // The password of mysql, sshpass and their like; a port is a number and an address a path.
      if command[index - 1] == "-p", Int(word) == nil, !word.hasPrefix("-"), !word.contains("/"), !word.contains(":") {
        return mask
      }
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
    if lowered.hasSuffix("tokens") || lowered.contains("tokenizer")
      || lowered.contains("author") && !lowered.contains("authorization")
    {
      return false
    }
    if plainWords.contains(where: { lowered.hasSuffix($0) }) { return false }
    return secretWords.contains { lowered.contains($0) }
  }

  /// `Authorization: Bearer …` without what follows the name; nil for what is no such header.
  private static func maskedHeader(_ word: String) -> String? {
    guard let colon = word.firstIndex(of: ":"), word[word.index(after: colon)...].hasPrefix(" "),
      isSecret(word[..<colon]) || word[..<colon].lowercased() == "cookie"
    else { return nil }
    return word[...colon] + " " + mask
  }

  private static func isKey(_ text: String) -> Bool {
    text.count >= 16 && secretPrefixes.contains { text.hasPrefix($0) }
      || text.count == 40 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase }
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
