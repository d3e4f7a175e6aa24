/// Parses ES|QL and numbers its columns.
///
/// Source: "ES|QL commands", Elasticsearch reference.
struct ESQLParser {
  static let maximumDepth = 200

  private let tokens: [ESQLToken]
  private var index = 0
  var depth = 0
  private var sources: [String] = []
  private(set) var columns: [String] = []
  private var numbers: [String: Int] = [:]
  private var fields: [Int] = []
  private var computed: Set<Int> = []
  var kql: [(text: String, position: SourcePosition)] = []
  /// The columns that can be named; `nil` while every field of an event can.
  private var visible: [Int]?
  /// Aggregates of the `stats` that is being read; `nil` outside.
  var aggregates: [ESQLStats.Aggregate]?

  static func parse(_ text: String) throws(Diagnostic) -> ESQLQuery {
    var parser = ESQLParser(tokens: try ESQLLexer.tokens(of: text))
    return try parser.query()
  }

  private init(tokens: [ESQLToken]) { self.tokens = tokens }

  // MARK: Tokens

  var token: ESQLToken { tokens[min(index, tokens.count - 1)] }
  var following: ESQLToken { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { index += 1 }

  mutating func take(symbol: String) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    index += 1
    return true
  }

  func isWord(_ word: String) -> Bool {
    guard case .name(let name) = token.kind else { return false }
    return name.lowercased() == word
  }

  mutating func take(word: String) -> Bool {
    guard isWord(word) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ symbol: String) throws(Diagnostic) {
    guard take(symbol: symbol) else {
      throw Diagnostic(token.position, "expected '\(symbol)', found \(token.text)")
    }
  }

  // MARK: Columns

  private mutating func number(_ name: String) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = columns.count
    columns.append(name)
    return columns.count - 1
  }

  /// A column that is read.
  mutating func read(_ name: String, _ position: SourcePosition) throws(Diagnostic) -> Int {
    let known = numbers[name]
    if let visible {
      guard let known, visible.contains(known) else {
        throw Diagnostic(position, "there is no column '\(name)' here; an earlier command dropped it")
      }
      return known
    }
    let column = number(name)
    if !computed.contains(column), !fields.contains(column) { fields.append(column) }
    return column
  }

  /// A column that is made.
  mutating func make(_ name: String) -> Int {
    let column = number(name)
    computed.insert(column)
    if visible != nil { visible?.removeAll { $0 == column } }
    visible?.append(column)
    return column
  }

  /// A column that no name can mean.
  mutating func makeHidden() -> Int {
    columns.append("")
    return columns.count - 1
  }

  mutating func name() throws(Diagnostic) -> String {
    switch token.kind {
    case .name(let name), .quotedName(let name):
      index += 1
      return name
    default: throw Diagnostic(token.position, "expected a column, found \(token.text)")
    }
  }

  // MARK: Query

  private mutating func query() throws(Diagnostic) -> ESQLQuery {
    guard take(word: "from") else { throw Diagnostic(token.position, "expected 'from', found \(token.text)") }
    try from()
    var commands: [ESQLCommand] = []
    while take(symbol: "|") { commands.append(try command()) }
    guard token.kind == .end else {
      throw Diagnostic(token.position, "expected '|' or the end of the query, found \(token.text)")
    }
    return ESQLQuery(
      sources: sources, commands: commands, columns: columns, fields: fields, kql: kql, output: visible)
  }

  /// Index patterns are whatever stands before the first command; `metadata` columns are fields like others here.
  private mutating func from() throws(Diagnostic) {
    var current = ""
    var isMetadata = false
    while token.kind != .symbol("|"), token.kind != .end {
      if isWord("metadata") || isMetadata {
        isMetadata = true
      } else if token.kind == .symbol(",") {
        sources.append(current)
        current = ""
      } else {
        switch token.kind {
        case .name(let text), .quotedName(let text), .symbol(let text): current += text
        case .string(let bytes): current += String(decoding: bytes, as: UTF8.self)
        case .integer(let number): current += String(number)
        default: throw Diagnostic(token.position, "unexpected \(token.text) in the index pattern")
        }
      }
      index += 1
    }
    sources.append(current)
  }

  private mutating func command() throws(Diagnostic) -> ESQLCommand {
    let start = token
    guard case .name(let word) = start.kind else {
      throw Diagnostic(start.position, "expected a command, found \(start.text)")
    }
    index += 1
    switch word.lowercased() {
    case "where": return .filter(try expression())
    case "eval": return .eval(try assignments())
    case "keep": return try keep()
    case "drop": return try drop()
    case "rename": return try rename()
    case "stats": return try stats(isInline: false)
    case "inlinestats": return try stats(isInline: true)
    case "inline":
      guard take(word: "stats") || take(word: "stat") else {
        throw Diagnostic(token.position, "expected 'stats' after 'inline'")
      }
      return try stats(isInline: true)
    case "sort": return try sort()
    case "limit":
      guard case .integer(let count) = token.kind, count >= 0 else {
        throw Diagnostic(token.position, "expected a number after 'limit'")
      }
      index += 1
      return .limit(Int(clamping: count))
    case "mv_expand":
      let position = token.position
      let column = try read(name(), position)
      return .expand(column)
    case "grok": return try grok()
    case "dissect": return try dissect()
    case "completion": throw Diagnostic(start.position, "'completion' calls a language model: this cannot run offline")
    case "enrich", "lookup", "change_point", "fork", "rerank", "sample":
      throw Diagnostic(start.position, "the command '\(word)' is not supported")
    default: throw Diagnostic(start.position, "there is no command '\(word)'")
    }
  }

  /// `name = expression, …`; an expression without a name is known by its own text.
  private mutating func assignments() throws(Diagnostic) -> [(column: Int, value: ESQLExpression)] {
    var result: [(column: Int, value: ESQLExpression)] = []
    repeat {
      if following.kind == .symbol("=") {
        let name = try self.name()
        try expect("=")
        let value = try expression()
        result.append((make(name), value))
      } else {
        let value = try expression()
        result.append((makeHidden(), value))
      }
    } while take(symbol: ",")
    return result
  }

  // MARK: Columns that are seen

  /// Names that may have `*`; before the first `keep`, patterns mean what the query itself names.
  private mutating func patterns() throws(Diagnostic) -> [(pattern: String, position: SourcePosition)] {
    var result: [(pattern: String, position: SourcePosition)] = []
    repeat {
      let position = token.position
      if take(symbol: "*") {
        result.append(("*", position))
      } else {
        var name = try self.name()
        if take(symbol: "*") { name += "*" }
        result.append((name, position))
      }
    } while take(symbol: ",")
    return result
  }

  private func known() -> [Int] { visible ?? columns.indices.filter { !columns[$0].isEmpty } }

  private mutating func keep() throws(Diagnostic) -> ESQLCommand {
    var kept: [Int] = []
    for (name, position) in try patterns() {
      if name.contains("*") {
        let pattern = GlobPattern(Array(name.utf8), insensitive: false)
        for column in known() where !kept.contains(column) {
          let text = Array(columns[column].utf8)
          if pattern.matches(text.span) { kept.append(column) }
        }
      } else {
        let column = try read(name, position)
        if !kept.contains(column) { kept.append(column) }
      }
    }
    visible = kept
    return .show
  }

  private mutating func drop() throws(Diagnostic) -> ESQLCommand {
    for (name, _) in try patterns() {
      let pattern = GlobPattern(Array(name.utf8), insensitive: false)
      visible?.removeAll { column in
        let text = Array(columns[column].utf8)
        return pattern.matches(text.span)
      }
    }
    return .show
  }

  private mutating func rename() throws(Diagnostic) -> ESQLCommand {
    var pairs: [(from: Int, to: Int)] = []
    repeat {
      let position = token.position
      let first = try name()
      if take(word: "as") {
        let from = try read(first, position)
        visible?.removeAll { $0 == from }
        pairs.append((from, make(try name())))
      } else {
        try expect("=")
        let from = try read(name(), position)
        visible?.removeAll { $0 == from }
        pairs.append((from, make(first)))
      }
    } while take(symbol: ",")
    return .rename(pairs)
  }

  // MARK: Groups and order

  private mutating func stats(isInline: Bool) throws(Diagnostic) -> ESQLCommand {
    aggregates = []
    var results: [(name: String, value: ESQLExpression)] = []
    if !isWord("by") {
      repeat {
        var name = token.text
        if following.kind == .symbol("=") {
          name = try self.name()
          try expect("=")
        }
        let first = aggregates?.count ?? 0
        let value = try expression()
        if take(word: "where") {
          let outer = aggregates
          aggregates = nil
          let filter = try expression()
          aggregates = outer
          for index in first..<(aggregates?.count ?? 0) { aggregates?[index].filter = filter }
        }
        results.append((name, value))
      } while take(symbol: ",")
    }
    let found = aggregates ?? []
    aggregates = nil
    var keys: [(column: Int, value: ESQLExpression)] = []
    if take(word: "by") {
      repeat {
        if following.kind == .symbol("=") {
          let name = try self.name()
          try expect("=")
          let value = try expression()
          keys.append((make(name), value))
        } else {
          let value = try expression()
          if case .column(let column) = value {
            keys.append((column, value))
          } else {
            keys.append((makeHidden(), value))
          }
        }
      } while take(symbol: ",")
    }
    if !isInline { visible = keys.map(\.column) }
    let made = results.map { (column: make($0.name), value: $0.value) }
    return .stats(ESQLStats(keys: keys, aggregates: found, results: made), isInline: isInline)
  }

  private mutating func sort() throws(Diagnostic) -> ESQLCommand {
    var keys: [(key: ESQLExpression, isDescending: Bool, nullsFirst: Bool)] = []
    repeat {
      let key = try expression()
      let isDescending = take(word: "desc")
      if !isDescending { _ = take(word: "asc") }
      var nullsFirst = isDescending
      if take(word: "nulls") {
        nullsFirst = take(word: "first")
        if !nullsFirst { _ = take(word: "last") }
      }
      keys.append((key, isDescending, nullsFirst))
    } while take(symbol: ",")
    return .sort(keys)
  }

  // MARK: Patterns

  private mutating func pattern() throws(Diagnostic) -> (text: [UInt8], position: SourcePosition) {
    guard case .string(let text) = token.kind else {
      throw Diagnostic(token.position, "expected a pattern, found \(token.text)")
    }
    let position = token.position
    index += 1
    return (text, position)
  }

  private mutating func grok() throws(Diagnostic) -> ESQLCommand {
    let value = try expression()
    let (text, position) = try pattern()
    do throws(RegexError) {
      let (regex, names) = try GrokPattern.compile(text)
      return .extract(
        value, .grok(regex, columns: names.map { (group: $0.group, column: make($0.name), isInteger: $0.isInteger) }))
    } catch {
      throw Diagnostic(position, "grok pattern: \(error.message)")
    }
  }

  private mutating func dissect() throws(Diagnostic) -> ESQLCommand {
    let value = try expression()
    let (text, position) = try pattern()
    var separator: [UInt8] = []
    if take(word: "append_separator") {
      try expect("=")
      separator = try pattern().text
    }
    do throws(RegexError) {
      let pattern = try DissectPattern(text, separator: separator)
      var columns: [(part: Int, column: Int)] = []
      for (number, part) in pattern.parts.enumerated() {
        if let key = part.key, !part.isJoined || !columns.contains(where: { pattern.parts[$0.part].key == key }) {
          columns.append((number, make(key)))
        }
      }
      return .extract(value, .dissect(pattern, columns: columns))
    } catch {
      throw Diagnostic(position, "dissect pattern: \(error.message)")
    }
  }
}
