import ECS

/// Reads a JSON object into the same values as a TOML document, so that rules of both forms are read alike. Members that
/// are null are left out.
struct JSONTree {
  private let text: [UInt8]
  private var index = 0
  private let line: Int

  /// The object in a text that stands on a given line of its file.
  static func parse(_ text: [UInt8], line: Int = 1) throws(Diagnostic) -> TOMLTable {
    var tree = JSONTree(text: text, line: line)
    do throws(JSONError) {
      guard JSONCursor.peek(text.span, &tree.index) == UInt8(ascii: "{") else {
        throw JSONError(.notAnObject, at: tree.index)
      }
      let value = try tree.value(depth: 0)
      if JSONCursor.peek(text.span, &tree.index) != nil { throw JSONError(.unexpectedByte, at: tree.index) }
      return value?.table ?? TOMLTable()
    } catch {
      throw Diagnostic(tree.position(error.offset), error.reason.rawValue)
    }
  }

  private init(text: [UInt8], line: Int) {
    self.text = text
    self.line = line
  }

  private func position(_ offset: Int) -> SourcePosition {
    // Rules are one line each; a pretty-printed object still gets the right line, at the cost of counting.
    let before = text[..<min(offset, text.count)]
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let lines = start == 0 ? 0 : before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = UTF8Scalar.count(before[start...]) + 1
    return SourcePosition(line: line + lines, column: column)
  }

  private mutating func value(depth: Int) throws(JSONError) -> TOMLValue? {
    let text = text
    guard let byte = JSONCursor.peek(text.span, &index) else { throw JSONError(.endOfText, at: index) }
    guard depth <= TOMLDocument.maximumDepth else { throw JSONError(.tooDeep, at: index) }
    let start = index
    let kind: TOMLValue.Kind
    switch byte {
    case 0x22: kind = .string(try string())
    case 0x7B: kind = .table(try object(depth: depth))
    case 0x5B: kind = .array(try list(depth: depth))
    case 0x2D, 0x30...0x39:
      let number = try JSONCursor.number(text.span, &index)
      let written = String(decoding: text[number.range], as: UTF8.self)
      kind = number.integer.map { .integer($0) } ?? .float(Double(written) ?? .nan)
    default:
      switch try JSONCursor.literal(text.span, &index) {
      case UInt8(ascii: "t"): kind = .boolean(true)
      case UInt8(ascii: "f"): kind = .boolean(false)
      default: return nil
      }
    }
    // Positions are needed of what holds queries and mistakes; counting columns for all would be quadratic.
    return TOMLValue(kind: kind, position: depth <= 1 ? position(start) : SourcePosition(line: line, column: 1))
  }

  private mutating func string() throws(JSONError) -> String {
    let text = text
    let string = try JSONCursor.string(text.span, &index)
    guard string.escaped else { return String(decoding: text[string.range], as: UTF8.self) }
    var bytes: [UInt8] = []
    try JSONText.appendUnescaped(text.span, string.range, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func object(depth: Int) throws(JSONError) -> TOMLTable {
    let text = text
    var table = TOMLTable()
    index += 1
    if JSONCursor.peek(text.span, &index) == 0x7D {
      index += 1
      return table
    }
    while true {
      guard let quote = JSONCursor.peek(text.span, &index) else { throw JSONError(.endOfText, at: index) }
      guard quote == 0x22 else { throw JSONError(.unexpectedByte, at: index) }
      let key = try string()
      guard JSONCursor.peek(text.span, &index) == 0x3A else { throw JSONError(.unexpectedByte, at: index) }
      index += 1
      if let value = try value(depth: depth + 1) { table[key] = value }
      guard let next = JSONCursor.peek(text.span, &index) else { throw JSONError(.endOfText, at: index) }
      index += 1
      if next == 0x7D { return table }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: index - 1) }
    }
  }

  private mutating func list(depth: Int) throws(JSONError) -> [TOMLValue] {
    let text = text
    var values: [TOMLValue] = []
    index += 1
    if JSONCursor.peek(text.span, &index) == 0x5D {
      index += 1
      return values
    }
    while true {
      if let value = try value(depth: depth + 1) { values.append(value) }
      guard let next = JSONCursor.peek(text.span, &index) else { throw JSONError(.endOfText, at: index) }
      index += 1
      if next == 0x5D { return values }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: index - 1) }
    }
  }
}
