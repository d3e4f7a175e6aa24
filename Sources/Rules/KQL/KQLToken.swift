/// A word, a phrase or a symbol of a KQL or Lucene query.
struct KQLToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// Unquoted text: a field name or a value.
    case word(KQLLiteral)
    /// Text between quotes.
    case phrase([UInt8])
    case and
    case or
    case not
    case symbol(Symbol)
    case end
  }

  enum Symbol: String, Sendable, Hashable {
    case open = "("
    case close = ")"
    case openBrace = "{"
    case closeBrace = "}"
    case colon = ":"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  var kind: Kind
  var position: SourcePosition
  /// The blanks before it, which belong to the value where two words stand side by side.
  var space: [UInt8] = []

  /// The token as an error message names it.
  var text: String {
    switch kind {
    case .word(let literal): "'\(literal.text)'"
    case .phrase: "a quoted phrase"
    case .and: "'and'"
    case .or: "'or'"
    case .not: "'not'"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the query"
    }
  }
}

/// A value as it was written: text, with wildcards where it is not quoted.
struct KQLLiteral: Sendable, Hashable {
  /// What stands between the wildcards `*`; one part if there is none. `GlobPattern.anyScalar` stands for one character.
  var parts: [[UInt8]]
  /// Whether it stood between quotes.
  var isQuoted: Bool

  init(_ parts: [[UInt8]], isQuoted: Bool = false) {
    self.parts = parts
    self.isQuoted = isQuoted
  }

  var hasWildcard: Bool { parts.count > 1 || parts[0].contains(GlobPattern.anyScalar) }

  /// Whether it is `*`: any value at all.
  var isAnything: Bool { parts.count > 1 && parts.allSatisfy(\.isEmpty) }

  /// The text without wildcards; `nil` if it has some.
  var plain: [UInt8]? { hasWildcard ? nil : parts[0] }

  var text: String { String(decoding: Array(parts.joined(separator: [UInt8(ascii: "*")])), as: UTF8.self) }

  /// This and another word as one value, as `hello world` is one.
  func joined(_ other: KQLLiteral, by space: [UInt8]) -> KQLLiteral {
    var parts = parts
    parts[parts.count - 1] += space + other.parts[0]
    return KQLLiteral(parts + other.parts.dropFirst(), isQuoted: false)
  }
}
