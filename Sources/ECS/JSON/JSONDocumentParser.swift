/// Reads JSON objects straight into cells: one pass over the bytes, no tree, no copy of unescaped strings.
///
/// A member's field is its dotted path under the parser's prefix. A list of scalars becomes one cell an element with the
/// same field. A list that holds objects or lists becomes one `.json` cell, which keeps it whole, and derived cells that
/// flatten it as Elasticsearch does. Empty objects and lists are `.json` cells. Members whose name cannot be numbered
/// any more are kept as `.json` cells of the field `FieldID.overflow`, each a one-member object without its braces.
///
/// The parser remembers names between documents; use one for each source.
public struct JSONDocumentParser: Sendable {
  /// Objects and lists may be nested this deep.
  public static let maximumDepth = 128

  private var tree: KeyTree
  private var unescapedKey: [UInt8] = []
  /// How many strings had invalid UTF-8 that was replaced by U+FFFD.
  public private(set) var repairedStrings = 0

  /// A parser whose fields are named `prefix.member`, or just `member`.
  public init(prefix: String = "") {
    tree = KeyTree(prefix: prefix)
  }

  /// Reads the object at `position` of `text` as cells of the builder's current row and moves `position` behind it.
  ///
  /// `text` must be the builder's loaded text (cells will point into it). On an error the row has cells of the part that
  /// was read: call `abandonRow`.
  public mutating func parse(
    _ text: borrowing Span<UInt8>, at position: inout Int, into builder: inout BatchBuilder
  ) throws(JSONError) {
    guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard byte == 0x7B else { throw JSONError(.notAnObject, at: position) }
    try object(text, &position, node: KeyTree.root, flags: [], depth: 0, &builder)
  }

  private mutating func object(
    _ text: borrowing Span<UInt8>, _ position: inout Int, node: Int, flags: Cell.Flags, depth: Int,
    _ builder: inout BatchBuilder
  ) throws(JSONError) {
    let start = position
    position &+= 1
    guard var byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    if byte == 0x7D {
      position &+= 1
      if depth > 0 { keepJSON(start..<position, node: node, flags: flags, &builder) }
      return
    }
    var previous: Int?
    while true {
      guard byte == 0x22 else { throw JSONError(.unexpectedByte, at: position) }
      let memberStart = position
      let child = try key(text, &position, parent: node, previous: previous)
      guard let colon = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      guard colon == 0x3A else { throw JSONError(.unexpectedByte, at: position) }
      position &+= 1
      if let child {
        try value(text, &position, node: child, flags: flags, depth: depth, &builder)
        previous = child
      } else {
        try JSONCursor.skipValue(text, &position, depth: depth)
        let range = ByteRange(offset: memberStart, count: position - memberStart)
        builder.append(Cell(field: .overflow, kind: .json, flags: flags, range: range))
      }
      guard let next = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      position &+= 1
      if next == 0x7D { return }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: position &- 1) }
      guard let after = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      byte = after
    }
  }

  private mutating func key(
    _ text: borrowing Span<UInt8>, _ position: inout Int, parent: Int, previous: Int?
  ) throws(JSONError) -> Int? {
    let key = try JSONCursor.string(text, &position)
    guard key.escaped else { return tree.child(of: parent, named: text, key.range, after: previous) }
    unescapedKey.removeAll(keepingCapacity: true)
    try JSONText.appendUnescaped(text, key.range, to: &unescapedKey)
    let bytes = unescapedKey
    return tree.child(of: parent, named: bytes.span, 0..<bytes.count, after: previous)
  }

  private mutating func value(
    _ text: borrowing Span<UInt8>, _ position: inout Int, node: Int, flags: Cell.Flags, depth: Int,
    _ builder: inout BatchBuilder
  ) throws(JSONError) {
    guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    switch byte {
    case 0x22:
      try string(text, &position, field: tree.field(of: node), flags: flags, &builder)
    case 0x7B:
      guard depth &+ 1 < Self.maximumDepth else { throw JSONError(.tooDeep, at: position) }
      try object(text, &position, node: node, flags: flags, depth: depth &+ 1, &builder)
    case 0x5B:
      guard depth &+ 1 < Self.maximumDepth else { throw JSONError(.tooDeep, at: position) }
      try list(text, &position, node: node, flags: flags, depth: depth &+ 1, &builder)
    case 0x2D, 0x30...0x39:
      let number = try JSONCursor.number(text, &position)
      let field = tree.field(of: node)
      if let integer = number.integer {
        builder.append(field, int: integer, flags: flags)
      } else {
        let range = ByteRange(offset: number.range.lowerBound, count: number.range.count)
        builder.append(Cell(field: field, kind: .numeral, flags: flags, range: range))
      }
    default:
      let first = try JSONCursor.literal(text, &position)
      let kind: Cell.Kind = first == UInt8(ascii: "n") ? .null : .bool
      let bits: UInt64 = first == UInt8(ascii: "t") ? 1 : 0
      builder.append(Cell(field: tree.field(of: node), kind: kind, flags: flags, bits: bits))
    }
  }

  private mutating func string(
    _ text: borrowing Span<UInt8>, _ position: inout Int, field: FieldID, flags: Cell.Flags,
    _ builder: inout BatchBuilder
  ) throws(JSONError) {
    let string = try JSONCursor.string(text, &position)
    let valid = string.ascii || UTF8Text.isValid(text.extracting(string.range))
    if !string.escaped, valid {
      let range = ByteRange(offset: string.range.lowerBound, count: string.range.count)
      builder.append(Cell(field: field, kind: .string, flags: flags.union(.plain), range: range))
      return
    }
    if !valid { repairedStrings += 1 }
    let start = builder.beginString()
    var failure: JSONError?
    builder.withAppended { bytes in
      do throws(JSONError) {
        try JSONText.appendUnescaped(text, string.range, isValid: valid, to: &bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    builder.endString(field, from: start, flags: flags)
  }

  /// A list of scalars is a cell an element; any other list is kept whole and flattened beside.
  private mutating func list(
    _ text: borrowing Span<UInt8>, _ position: inout Int, node: Int, flags: Cell.Flags, depth: Int,
    _ builder: inout BatchBuilder
  ) throws(JSONError) {
    let start = position
    let firstCell = builder.rowCellCount
    position &+= 1
    var isSimple = true
    var isEmpty = true
    while true {
      guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      if byte == 0x5D, isEmpty {
        position &+= 1
        keepJSON(start..<position, node: node, flags: flags, &builder)
        return
      }
      isEmpty = false
      if byte == 0x7B || byte == 0x5B { isSimple = false }
      try value(text, &position, node: node, flags: flags.union(.list), depth: depth, &builder)
      guard let next = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      position &+= 1
      if next == 0x5D { break }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: position &- 1) }
    }
    if isSimple { return }
    for index in firstCell..<builder.rowCellCount {
      builder[rowCell: index].flags.insert(.derived)
    }
    keepJSON(start..<position, node: node, flags: flags, &builder)
  }

  private func keepJSON(_ range: Range<Int>, node: Int, flags: Cell.Flags, _ builder: inout BatchBuilder) {
    let bytes = ByteRange(offset: range.lowerBound, count: range.count)
    builder.append(Cell(field: tree.field(of: node), kind: .json, flags: flags.subtracting(.list), range: bytes))
  }
}
