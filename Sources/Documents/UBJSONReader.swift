/// Reads UBJSON iteratively, so that depth costs no stack.
struct UBJSONReader {
  /// A container that is open: how many members are still to come (−1: until its bracket), and their type.
  private struct Open {
    var entry: Int
    var left: Int
    var type: UInt8
  }
  private let options: JSONDocument.Options
  private var at = 0
  private(set) var entries: [JSONDocument.Entry] = []
  private var open: [Open] = []

  init(_ options: JSONDocument.Options) { self.options = options }

  mutating func read(_ data: borrowing Span<UInt8>) throws(DocumentError) {
    entries.reserveCapacity(data.count / 16)
    try value(type: try marker(data), data)
    while let container = open.last {
      let isObject = entries[container.entry].kind == .object
      if container.left == 0 {
        end()
        continue
      }
      if container.left < 0, try peek(data) == (isObject ? 0x7D : 0x5D) {
        at += 1
        end()
        continue
      }
      open[open.count - 1].left -= container.left > 0 ? 1 : 0
      entries[container.entry].length += 1
      if isObject { try text(data) }
      try value(type: container.type != 0 ? container.type : try marker(data), data)
    }
    guard at == data.count else { throw DocumentError("\(data.count - at) bytes are left over", at: at) }
  }

  private mutating func end() {
    guard let container = open.popLast() else { return }
    entries[container.entry].next = UInt32(entries.count)
  }

  private var ended: DocumentError { DocumentError("the UBJSON ends inside a value", at: at, isTruncated: true) }

  private func peek(_ data: borrowing Span<UInt8>) throws(DocumentError) -> UInt8 {
    guard at < data.count else { throw ended }
    return data[at]
  }

  /// The next type; no-operations are passed over.
  private mutating func marker(_ data: borrowing Span<UInt8>) throws(DocumentError) -> UInt8 {
    while try peek(data) == 0x4E { at += 1 }
    at += 1
    return data[at - 1]
  }

  private static func number(_ type: UInt8) -> (kind: JSONDocument.Kind, size: Int)? {
    switch type {
    case 0x69: (.int8, 1)
    case 0x55: (.uint8, 1)
    case 0x49: (.int16, 2)
    case 0x6C: (.int32, 4)
    case 0x4C: (.int64, 8)
    case 0x64: (.float32, 4)
    case 0x44: (.float64, 8)
    default: nil
    }
  }

  private mutating func add(
    _ kind: JSONDocument.Kind, bytes count: Int, element: JSONDocument.Kind = .null, length: Int,
    _ data: borrowing Span<UInt8>
  ) throws(DocumentError) {
    guard count <= data.count - at else { throw ended }
    entries.append(
      JSONDocument.Entry(
        kind: kind, element: element, start: UInt32(at), length: UInt32(length), next: UInt32(entries.count + 1)))
    at += count
  }

  /// Reads a count: an integer type and its value.
  private mutating func count(_ data: borrowing Span<UInt8>) throws(DocumentError) -> Int {
    let place = at
    let type = try marker(data)
    guard let (kind, size) = Self.number(type), kind != .float32, kind != .float64 else {
      throw DocumentError("expected a count", at: place)
    }
    guard size <= data.count - at else { throw ended }
    var value: Int64 = kind != .uint8 && data[at] >= 0x80 ? -1 : 0
    for index in 0..<size { value = value << 8 | Int64(data[at + index]) }
    at += size
    guard value >= 0, value <= Int64(data.count) else {
      throw DocumentError("a count of \(value) in \(data.count) bytes", at: place)
    }
    return Int(value)
  }

  private mutating func text(_ data: borrowing Span<UInt8>) throws(DocumentError) {
    let length = try count(data)
    try add(.text, bytes: length, length: length, data)
  }

  private mutating func value(type: UInt8, _ data: borrowing Span<UInt8>) throws(DocumentError) {
    if let (kind, size) = Self.number(type) { return try add(kind, bytes: size, length: size, data) }
    switch type {
    case 0x5A: try add(.null, bytes: 0, length: 0, data)
    case 0x54: try add(.yes, bytes: 0, length: 0, data)
    case 0x46: try add(.no, bytes: 0, length: 0, data)
    case 0x43: try add(.text, bytes: 1, length: 1, data)
    case 0x53: try text(data)
    case 0x48: try decimal(data)
    case 0x5B, 0x7B: try container(isObject: type == 0x7B, data)
    default: throw DocumentError("no UBJSON type has the marker \(type)", at: at - 1)
    }
  }

  /// A number of any precision: its digits, which have the grammar of JSON.
  private mutating func decimal(_ data: borrowing Span<UInt8>) throws(DocumentError) {
    let length = try count(data)
    let start = at
    try add(.decimal, bytes: length, length: length, data)
    var reader = JSONReader(JSONDocument.Options(depth: 0))
    do throws(DocumentError) {
      try reader.read(data.extracting(start..<at))
      guard reader.entries.first?.kind == .decimal, reader.entries.first?.length == UInt32(length) else {
        throw DocumentError("expected a number", at: 0)
      }
    } catch {
      throw DocumentError(error.message, at: start + error.offset)
    }
  }

  private mutating func container(isObject: Bool, _ data: borrowing Span<UInt8>) throws(DocumentError) {
    let start = at - 1
    guard open.count < options.depth else { throw DocumentError("nested deeper than \(options.depth)", at: start) }
    var type: UInt8 = 0
    var left = -1
    if try peek(data) == 0x24 {
      at += 1
      type = try marker(data)
      guard try peek(data) == 0x23 else { throw DocumentError("a typed container without a count", at: at) }
    }
    if try peek(data) == 0x23 {
      at += 1
      left = try count(data)
    }
    if !isObject, left >= 0, let (kind, size) = Self.number(type) {
      return try add(.packed, bytes: left * size, element: kind, length: left, data)
    }
    // Values of other types take no bytes, so their count would not be bounded by the document.
    guard type == 0 || type == 0x53 || type == 0x5B || type == 0x7B || Self.number(type) != nil else {
      throw DocumentError("a typed container of the marker \(type)", at: start)
    }
    open.append(Open(entry: entries.count, left: left, type: type))
    entries.append(JSONDocument.Entry(kind: isObject ? .object : .list, start: UInt32(start)))
  }
}
