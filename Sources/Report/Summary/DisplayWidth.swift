/// How many columns of a terminal a text takes.
enum DisplayWidth {
  /// The columns of a text without control characters.
  static func of(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + of($1) } }

  /// The text cut to at most `columns`, with a mark at the end where something was cut off.
  static func fit(_ text: String, _ columns: Int, ellipsis: String) -> String {
    guard of(text) > columns else { return text }
    let mark = of(ellipsis) <= columns ? ellipsis : ""
    let room = max(0, columns - of(mark))
    var used = 0
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let width = of(scalar)
      guard used + width <= room else { break }
      used += width
      result.append(scalar)
    }
    return String(result) + mark
  }

  /// The text followed by blanks up to `columns`.
  static func pad(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - of(text)))
  }

  /// The columns of one character: 0 for marks that combine, 2 for wide East Asian characters and emoji.
  ///
  /// Source: the ranges of East_Asian_Width W and F in Unicode Standard Annex 11, joined where only unassigned code
  /// points lie between.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
      0x1AFF0...0x1B2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
