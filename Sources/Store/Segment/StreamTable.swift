import ECS

/// The streams of a segment being filled: one for each field and kind of value that occurred.
struct StreamTable {
  struct Stream {
    var field: FieldID
    var kind: Cell.Kind
    /// Index in `texts` or `numbers`.
    var store: Int32

    var isText: Bool { kind.isText }
  }

  private(set) var streams: [Stream] = []
  var texts: [TextStream] = []
  /// The bits of the cells.
  var numbers: [[UInt64]] = []
  private var indices: [UInt64: UInt32] = [:]

  /// The stream for a cell with this shape word, made now if it is the first.
  mutating func index(ofShapeWord word: UInt64) -> UInt32 {
    let key = word >> 8
    if let known = indices[key] { return known }
    let field = FieldID(rawValue: UInt32(truncatingIfNeeded: word >> 16))
    let kind = Cell.Kind(rawValue: UInt8(truncatingIfNeeded: word >> 8)) ?? .null
    let store = kind.isText ? texts.count : numbers.count
    if kind.isText { texts.append(TextStream()) } else if kind != .null { numbers.append([]) }
    let index = UInt32(streams.count)
    streams.append(Stream(field: field, kind: kind, store: Int32(store)))
    indices[key] = index
    return index
  }

  /// The stream for a cell with this shape word, which exists.
  func known(shapeWord word: UInt64) -> UInt32 {
    indices[word >> 8] ?? 0
  }
}

extension Cell.Kind {
  /// Whether the value is bytes.
  var isText: Bool { self == .string || self == .numeral || self == .json }
}
