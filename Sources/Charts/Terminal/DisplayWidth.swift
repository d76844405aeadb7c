/// Columns that a text takes on a terminal: two for each character of East Asian scripts, none for a combining mark.
public func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      width + 2
    default: width + 1
    }
  }
}

/// A text shortened to so many columns, with an ellipsis where something is left out.
func shortened(_ text: String, to columns: Int, ellipsis: String = "…") -> String {
  guard displayWidth(text) > columns else { return text }
  var result = ""
  for character in text {
    if displayWidth(result) + displayWidth(String(character)) > columns - displayWidth(ellipsis) { break }
    result.append(character)
  }
  return result + ellipsis
}

/// A text filled with spaces to so many columns.
func padded(_ text: String, to columns: Int, right: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, columns - displayWidth(text)))
  return right ? space + text : text + space
}

/// A line without the spaces at its end.
func trimmed(_ line: String) -> String {
  var slice = line[...]
  while slice.last == " " { slice = slice.dropLast() }
  return String(slice)
}
