/// Reads TOML 1.0 documents, the format of rule files, with exact places for errors and values.
struct TOMLDocument {
  /// Arrays and inline tables may be nested this deep.
  static let maximumDepth = 64
  /// A table may have this many keys, and an array of tables this many elements: building them is quadratic.
  static let maximumEntries = 5_000

  private var scanner: TOMLScanner
  private var root = TOMLTable()

  /// Parses a document.
  static func parse(_ text: [UInt8]) throws(Diagnostic) -> TOMLTable {
    var document = TOMLDocument(scanner: TOMLScanner(text))
    try document.parse()
    return document.root
  }

  private init(scanner: TOMLScanner) { self.scanner = scanner }

  private mutating func parse() throws(Diagnostic) {
    var path: [String] = []
    while true {
      try scanner.skipSpace(lines: true)
      if scanner.isAtEnd { return }
      if scanner.peek() == UInt8(ascii: "[") {
        path = try header()
      } else {
        let start = scanner.position
        let (keys, value) = try pair(depth: 0)
        try Self.change(&root, path[...], start) { (table: inout TOMLTable) throws(Diagnostic) in
          try Self.assign(value, keys[...], &table, start)
        }
      }
      try scanner.endOfLine()
    }
  }

  /// `[table]` or `[[array of tables]]`.
  private mutating func header() throws(Diagnostic) -> [String] {
    let start = scanner.position
    scanner.advance()
    let isArray = scanner.take(UInt8(ascii: "["))
    let keys = try dottedKey()
    guard scanner.take(UInt8(ascii: "]")), !isArray || scanner.take(UInt8(ascii: "]")) else {
      throw scanner.error("expected ']'")
    }
    let name = keys[keys.count - 1]
    try Self.change(&root, keys.dropLast()[...], start) { (table: inout TOMLTable) throws(Diagnostic) in
      if isArray {
        try Self.open(arrayElement: name, in: &table, start)
      } else {
        try Self.open(table: name, in: &table, start)
      }
    }
    return keys
  }

  private static func open(arrayElement name: String, in table: inout TOMLTable, _ start: SourcePosition)
    throws(Diagnostic)
  {
    var element = TOMLTable()
    element.isDefined = true
    let value = TOMLValue(kind: .table(element), position: start)
    guard let known = table[name] else {
      table[name] = TOMLValue(kind: .array([value]), position: start)
      return
    }
    guard case .array(var elements) = known.kind, let last = elements.last, last.table != nil else {
      throw Diagnostic(start, "'\(name)' is already \(known.name)")
    }
    guard elements.count < maximumEntries else { throw Diagnostic(start, "'\(name)' has too many elements") }
    elements.append(value)
    table[name] = TOMLValue(kind: .array(elements), position: known.position)
  }

  private static func open(table name: String, in table: inout TOMLTable, _ start: SourcePosition) throws(Diagnostic) {
    var inner = TOMLTable()
    if let known = table[name] {
      guard let existing = known.table, !existing.isDefined, !existing.isClosed else {
        throw Diagnostic(start, "'\(name)' is already \(known.name)")
      }
      inner = existing
    }
    inner.isDefined = true
    table[name] = TOMLValue(kind: .table(inner), position: start)
  }

  /// Applies a change to the table at a path; the last element of an array of tables stands for the array.
  private static func change(
    _ table: inout TOMLTable, _ path: ArraySlice<String>, _ place: SourcePosition,
    _ body: (inout TOMLTable) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard let key = path.first else { return try body(&table) }
    let known = table[key]
    switch known?.kind {
    case nil:
      var inner = TOMLTable()
      try change(&inner, path.dropFirst(), place, body)
      table[key] = TOMLValue(kind: .table(inner), position: place)
    case .table(var inner):
      guard !inner.isClosed else { throw Diagnostic(place, "the inline table '\(key)' takes no further keys") }
      try change(&inner, path.dropFirst(), place, body)
      table[key] = TOMLValue(kind: .table(inner), position: known?.position ?? place)
    case .array(var elements):
      guard let last = elements.last, var inner = last.table, !inner.isClosed else {
        throw Diagnostic(place, "'\(key)' is already an array")
      }
      try change(&inner, path.dropFirst(), place, body)
      elements[elements.count - 1] = TOMLValue(kind: .table(inner), position: last.position)
      table[key] = TOMLValue(kind: .array(elements), position: known?.position ?? place)
    default: throw Diagnostic(place, "'\(key)' is already \(known?.name ?? "a value")")
    }
  }

  private static func assign(
    _ value: TOMLValue, _ keys: ArraySlice<String>, _ table: inout TOMLTable, _ place: SourcePosition
  ) throws(Diagnostic) {
    guard let key = keys.last else { return }
    try change(&table, keys.dropLast(), place) { (inner: inout TOMLTable) throws(Diagnostic) in
      guard inner[key] == nil else { throw Diagnostic(place, "'\(key)' is defined twice") }
      guard inner.keys.count < maximumEntries else { throw Diagnostic(place, "the table has too many keys") }
      inner[key] = value
    }
  }

  // MARK: Values

  private mutating func dottedKey() throws(Diagnostic) -> [String] {
    scanner.skipBlanks()
    var keys = [try scanner.key()]
    scanner.skipBlanks()
    while scanner.take(UInt8(ascii: ".")) {
      guard keys.count < Self.maximumDepth else { throw scanner.error("the key has too many parts") }
      scanner.skipBlanks()
      keys.append(try scanner.key())
      scanner.skipBlanks()
    }
    return keys
  }

  private mutating func pair(depth: Int) throws(Diagnostic) -> ([String], TOMLValue) {
    let keys = try dottedKey()
    guard scanner.take(UInt8(ascii: "=")) else { throw scanner.error("expected '=' after the key") }
    scanner.skipBlanks()
    return (keys, try value(depth: depth))
  }

  private mutating func value(depth: Int) throws(Diagnostic) -> TOMLValue {
    guard depth <= Self.maximumDepth else { throw scanner.error("values are nested too deep") }
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let string = try scanner.string(allowsLines: true)
      return TOMLValue(kind: .string(string.text), position: string.position)
    case UInt8(ascii: "["): return TOMLValue(kind: .array(try array(depth: depth)), position: start)
    case UInt8(ascii: "{"): return TOMLValue(kind: .table(try inlineTable(depth: depth)), position: start)
    default: return TOMLValue(kind: try scanner.scalar(), position: start)
    }
  }

  private mutating func array(depth: Int) throws(Diagnostic) -> [TOMLValue] {
    scanner.advance()
    var values: [TOMLValue] = []
    while true {
      try scanner.skipSpace(lines: true)
      if scanner.take(UInt8(ascii: "]")) { return values }
      values.append(try value(depth: depth + 1))
      try scanner.skipSpace(lines: true)
      if scanner.take(UInt8(ascii: ",")) { continue }
      guard scanner.take(UInt8(ascii: "]")) else { throw scanner.error("expected ',' or ']'") }
      return values
    }
  }

  private mutating func inlineTable(depth: Int) throws(Diagnostic) -> TOMLTable {
    scanner.advance()
    var table = TOMLTable()
    scanner.skipBlanks()
    if !scanner.take(UInt8(ascii: "}")) {
      while true {
        let start = scanner.position
        let (keys, value) = try pair(depth: depth + 1)
        try Self.assign(value, keys[...], &table, start)
        scanner.skipBlanks()
        if scanner.take(UInt8(ascii: ",")) { continue }
        guard scanner.take(UInt8(ascii: "}")) else { throw scanner.error("expected ',' or '}'") }
        break
      }
    }
    table.isDefined = true
    table.isClosed = true
    return table
  }
}
