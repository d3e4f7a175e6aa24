/// Reads the text of a mapping table. The language is described in `Normalizer`.
struct MappingParser {
  private enum Section {
    case head
    case before
    case always
    case entry
    case fallback
    case finally
  }

  private var table = MappingTable()
  private var base = ""
  private var section = Section.head
  private var line = 0
  /// What lines are bound to since the last `when` or `otherwise`.
  private var condition: MappingLine.Condition?

  /// The table that a text describes.
  static func parse(_ text: String) throws(MappingError) -> MappingTable {
    var parser = MappingParser()
    let bytes = Array(text.utf8)
    var start = 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      parser.line += 1
      let content = MappingWords.trim(bytes[start..<end])
      start = end + 1
      if content.isEmpty || content.first == UInt8(ascii: "#") { continue }
      try parser.read(content)
    }
    guard !parser.table.name.isEmpty else { throw parser.error("the text has no 'table NAME' line") }
    return parser.table
  }

  /// The name of the table that a text describes, without reading more than that.
  static func name(of text: String) -> String? {
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 0x0A }
      rest = rest[line.endIndex...].dropFirst()
      let content = MappingWords.trim(Array(line)[...])
      if content.isEmpty || content.first == UInt8(ascii: "#") { continue }
      guard let words = MappingWords.split(content), words.count == 2, words[0].text == "table" else { return nil }
      return words[1].text
    }
    return nil
  }

  private func error(_ reason: String) -> MappingError {
    MappingError(table: table.name, line: line, reason: reason)
  }

  private func words(_ text: MappingWords.Line) throws(MappingError) -> [MappingWords.Word] {
    guard let words = MappingWords.split(text) else { throw error("a quote is not closed") }
    return words
  }

  private mutating func read(_ content: MappingWords.Line) throws(MappingError) {
    let words = try words(content)
    if !words.dropFirst().contains(where: Self.isOperator), let first = words.first, first.quote == .none {
      try readDirective(first.text, Array(words.dropFirst()))
      return
    }
    try append(try readLine(words, content))
  }

  private mutating func append(_ mapping: MappingLine) throws(MappingError) {
    switch section {
    case .head: throw error("a mapping outside of 'before', 'always', 'entry', 'fallback' or 'finally'")
    case .before: table.before.append(mapping)
    case .always: table.always.append(mapping)
    case .entry: table.entries[table.entries.count - 1].lines.append(mapping)
    case .fallback: table.fallback.append(mapping)
    case .finally: table.finally.append(mapping)
    }
  }

  private static func isOperator(_ word: MappingWords.Word) -> Bool {
    word.quote == .none && ["=", "<", "<!", "<+", "+="].contains(word.text)
  }

  private mutating func readDirective(
    _ name: String, _ arguments: [MappingWords.Word]
  ) throws(MappingError) {
    let texts = arguments.map(\.text)
    if ["before", "always", "entry", "fallback", "finally"].contains(name) { condition = nil }
    switch name {
    case "table":
      guard texts.count == 1 else { throw error("'table' takes one name") }
      table.name = texts[0]
    case "key":
      guard (1...2).contains(texts.count) else { throw error("'key' takes one or two source fields") }
      table.keys = texts
    case "base":
      guard texts.count == 1 else { throw error("'base' takes one prefix") }
      base = texts[0]
    case "missing":
      guard texts.allSatisfy({ (1...8).contains($0.utf8.count) }) else {
        throw error("a missing value has 1 to 8 bytes")
      }
      table.missing += texts
    case "extension": table.extensions += texts
    case "rename", "drop", "keep": try readRename(name, texts)
    case "event": try readEvent(texts)
    case "when":
      guard let field = arguments.first else { throw error("'when' takes a source field, and values it may have") }
      condition = MappingLine.Condition(field: path(field), values: Array(texts.dropFirst()))
    case "otherwise":
      guard var other = condition, !other.isNegated, texts.isEmpty else { throw error("'otherwise' follows 'when'") }
      other.isNegated = true
      condition = other
    case "end":
      guard condition != nil, texts.isEmpty else { throw error("'end' closes 'when' or 'otherwise'") }
      condition = nil
    case "before": section = .before
    case "always": section = .always
    case "fallback": section = .fallback
    case "finally": section = .finally
    case "entry":
      let keys = try readKeys(arguments)
      if section == .entry, table.entries.last?.lines.isEmpty == true {
        table.entries[table.entries.count - 1].keys += keys
      } else {
        table.entries.append(MappingEntry(keys: keys, lines: []))
      }
      section = .entry
    default: throw error("'\(name)' is no directive, and the line has no operator")
    }
  }

  /// What an event is in one line: categories, types and, if there are any, actions.
  private mutating func readEvent(_ texts: [String]) throws(MappingError) {
    guard (2...3).contains(texts.count) else { throw error("'event' takes categories, types and maybe an action") }
    for (target, text) in zip(["event.category", "event.type", "event.action"], texts) {
      let values = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard values.allSatisfy({ !$0.isEmpty }) else { throw error("a value of 'event' is empty") }
      try append(
        MappingLine(
          number: line, targets: [target], mode: .keep, action: .constants(values.map { String(Substring($0)) }),
          condition: condition))
    }
  }

  private mutating func readRename(_ name: String, _ texts: [String]) throws(MappingError) {
    guard texts.allSatisfy({ $0.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= 1 }) else {
      throw error("a pattern has one '*' at most")
    }
    if name == "rename" {
      guard texts.count == 3, texts[1] == "->" else { throw error("'rename' is written 'rename A -> b.c'") }
      table.renames.append(RenameDirective(pattern: texts[0], effect: .rename(texts[2])))
    } else {
      for text in texts { table.renames.append(RenameDirective(pattern: text, effect: name == "drop" ? .drop : .keep)) }
    }
  }

  /// The key values of an entry: one word a key, each a list with commas; `1-3` counts.
  private func readKeys(_ words: [MappingWords.Word]) throws(MappingError) -> [[String]] {
    guard !table.keys.isEmpty, words.count == table.keys.count else {
      throw error("the entry has \(words.count) key values, the table \(table.keys.count) keys")
    }
    var combinations: [[String]] = [[]]
    for word in words {
      let values = word.quote == .none ? try expand(word.text) : [word.text]
      combinations = combinations.flatMap { head in values.map { head + [$0] } }
    }
    guard combinations.allSatisfy({ $0.dropLast().allSatisfy { $0 != "*" } }) else {
      throw error("only the last key value can be '*'")
    }
    return combinations
  }

  private func expand(_ text: String) throws(MappingError) -> [String] {
    var values: [String] = []
    for part in text.utf8.split(separator: UInt8(ascii: ",")).map({ Substring($0) }) {
      let ends = part.utf8.split(separator: UInt8(ascii: "-"))
      if ends.count == 2, let first = Int(Substring(ends[0])), let last = Int(Substring(ends[1])) {
        guard first <= last, last - first < 1_000 else { throw error("'\(part)' is no range") }
        values += (first...last).map(String.init)
      } else {
        values.append(String(part))
      }
    }
    guard !values.isEmpty else { throw error("a key value is empty") }
    return values
  }

  // MARK: Mapping lines

  private func readLine(_ words: [MappingWords.Word], _ content: MappingWords.Line) throws(MappingError) -> MappingLine
  {
    guard let place = words.firstIndex(where: Self.isOperator) else { throw error("the line has no operator") }
    let targets = words[..<place].flatMap { word in
      word.text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    }
    guard !targets.isEmpty else { throw error("the line has no target") }
    let rest = words[(place + 1)...]
    switch words[place].text {
    case "=", "+=":
      guard targets.count == 1 else { throw error("a constant has one target") }
      // The values are cut from the text, since blanks inside them count.
      let text = content[((content.firstIndex(of: UInt8(ascii: "=")) ?? content.startIndex) + 1)...]
      guard let values = MappingWords.list(text), !values.isEmpty else { throw error("the constant is not readable") }
      let mode: MappingLine.Mode = words[place].text == "=" ? .keep : .add
      return MappingLine(
        number: line, targets: targets, mode: mode, action: .constants(values), condition: condition)
    default:
      let mode: MappingLine.Mode =
        switch words[place].text {
        case "<!": .replace
        case "<+": .add
        default: .keep
        }
      return MappingLine(
        number: line, targets: targets, mode: mode, action: try readValue(rest, targets: targets.count),
        condition: condition)
    }
  }

  private func readValue(_ words: ArraySlice<MappingWords.Word>, targets: Int) throws(MappingError)
    -> MappingLine.Action
  {
    let parts = words.split(omittingEmptySubsequences: false) { $0.isPlain("|") }
    guard let head = parts.first, !head.isEmpty else { throw error("the line has no source") }
    var sources: [MappingLine.Source] = []
    for (index, word) in head.enumerated() {
      if index % 2 == 1 {
        guard word.isPlain("+") else { throw error("sources are joined with '+'") }
      } else {
        sources.append(source(word))
      }
    }
    guard head.count % 2 == 1 else { throw error("a source is missing after '+'") }
    var calls: [TransformCall] = []
    for part in parts.dropFirst() { calls.append(try readCall(part)) }
    for (index, call) in calls.enumerated() where call.name.isSplitter && index != calls.count - 1 {
      throw error("'\(call.name.rawValue)' may give several values and must come last")
    }
    let allowed = calls.last?.name.targets ?? 1...1
    guard allowed.contains(targets) else { throw error("\(targets) targets, but the line has \(allowed) values") }
    return .value(sources, calls)
  }

  private func source(_ word: MappingWords.Word) -> MappingLine.Source {
    word.quote == .single ? .literal(word.text) : .field(path(word))
  }

  private func path(_ word: MappingWords.Word) -> String {
    word.text.utf8.first == UInt8(ascii: "/") ? String(word.text.dropFirst()) : base + word.text
  }

  private func readCall(_ words: ArraySlice<MappingWords.Word>) throws(MappingError) -> TransformCall {
    guard let first = words.first else { throw error("'|' without a transform") }
    guard let name = TransformName(rawValue: first.text) else { throw error("no such transform '\(first.text)'") }
    let arguments = words.dropFirst().map(\.text)
    guard name.argumentCount.contains(arguments.count) else {
      throw error("'\(first.text)' cannot have \(arguments.count) arguments")
    }
    if name == .map {
      let equals = UInt8(ascii: "=")
      guard arguments.allSatisfy({ $0.utf8.first != equals && $0.utf8.contains(equals) }) else {
        throw error("'map' takes pairs written 'value=result'")
      }
    }
    return TransformCall(name: name, arguments: arguments)
  }
}
