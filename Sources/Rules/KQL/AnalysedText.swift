/// Searches in text that Elasticsearch splits into words, without regard to case.
///
/// The standard analyser is approximated: a word is a run of letters, digits, underscores and everything beyond ASCII.
enum AnalysedText {
  private static let gap = "[^a-z0-9_\u{80}-\u{10FFFF}]"
  private static let inWord = "[a-z0-9_\u{80}-\u{10FFFF}]"

  /// Matches a text that has one of the words, or all of a phrase's in their order.
  static func program(_ literal: KQLLiteral, _ position: SourcePosition) throws(Diagnostic) -> RegexProgram {
    let words = self.words(literal)
    var pattern: String
    if words.isEmpty {
      pattern = "#"
    } else {
      let middle = literal.isQuoted ? words.joined(separator: gap + "+") : "(" + words.joined(separator: "|") + ")"
      pattern = "(.*\(gap))?\(middle)(\(gap).*)?"
    }
    return try StringTestLowering.program(Array(pattern.utf8), insensitive: true, position)
  }

  private static func words(_ literal: KQLLiteral) -> [String] {
    var words: [String] = []
    var current = ""
    func flush() {
      if !current.isEmpty { words.append(current) }
      current = ""
    }
    for (index, part) in literal.parts.enumerated() {
      if index > 0 { current += inWord + "*" }
      for scalar in String(decoding: part.map { $0 == GlobPattern.anyScalar ? 0x1A : $0 }, as: UTF8.self).unicodeScalars
      {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": current.unicodeScalars.append(scalar)
        case "\u{1A}": current += inWord
        case _ where scalar.value >= 0x80: current.unicodeScalars.append(scalar)
        default: flush()
        }
      }
    }
    flush()
    return words
  }
}
