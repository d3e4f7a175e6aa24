/// One word of a query.
struct Token: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A name or keyword; `insensitive` when a `~` follows it directly, as in `like~`.
    case word(String, insensitive: Bool)
    /// A name between backquotes, never a keyword.
    case quotedName(String)
    case string([UInt8])
    case integer(Int64)
    case decimal(Double)
    /// A number with a unit, as in `maxspan=5m`.
    case duration(String)
    case symbol(Symbol)
    case end
  }

  enum Symbol: String, Sendable, Hashable {
    case open = "("
    case close = ")"
    case openBracket = "["
    case closeBracket = "]"
    case comma = ","
    case dot = "."
    case question = "?"
    case pipe = "|"
    case colon = ":"
    case assign = "="
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case percent = "%"
    case dollar = "$"
    case not = "!"
  }

  var kind: Kind
  var position: SourcePosition

  /// The token as an error message names it.
  var text: String {
    switch kind {
    case .word(let name, let insensitive): "'\(name)\(insensitive ? "~" : "")'"
    case .quotedName(let name): "'`\(name)`'"
    case .string: "a string"
    case .integer, .decimal: "a number"
    case .duration: "a duration"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the query"
    }
  }
}
