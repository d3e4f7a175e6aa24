extension ModelDocument {
  /// Reads Universal Binary JSON (draft 12, ubjson.org): big-endian numbers, counted and typed containers.
  public init(ubjson bytes: [UInt8]) throws(ModelError) {
    try self.init(empty: bytes)
    var reader = UBJSONReader(bytes: bytes)
    nodes = try reader.read()
  }
}

private struct UBJSONReader {
  /// A container that is open: how many members are still to come (−1: until its bracket), and their type.
  struct Open {
    var node: Int
    var left: Int
    var type: UInt8
  }
  let bytes: [UInt8]
  var at = 0
  var nodes: [ModelDocument.Node] = []
  var open: [Open] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() throws(ModelError) -> [ModelDocument.Node] {
    nodes.reserveCapacity(bytes.count / 16)
    try value(type: try marker())
    while let container = open.last {
      let isObject = nodes[container.node].kind == .object
      if container.left == 0 {
        end()
        continue
      }
      if container.left < 0, try peek() == (isObject ? 0x7D : 0x5D) {
        at += 1
        end()
        continue
      }
      open[open.count - 1].left -= container.left > 0 ? 1 : 0
      nodes[container.node].length += 1
      if isObject { try text() }
      try value(type: container.type != 0 ? container.type : try marker())
    }
    guard at == bytes.count else { throw ModelError("\(bytes.count - at) bytes are left over", at: "byte \(at)") }
    return nodes
  }

  private mutating func end() {
    guard let container = open.popLast() else { return }
    nodes[container.node].next = UInt32(nodes.count)
  }

  private func peek() throws(ModelError) -> UInt8 {
    guard at < bytes.count else { throw ModelError("the UBJSON ends inside a value", at: "byte \(at)") }
    return bytes[at]
  }

  /// The next type; no-operations are passed over.
  private mutating func marker() throws(ModelError) -> UInt8 {
    while try peek() == 0x4E { at += 1 }
    at += 1
    return bytes[at - 1]
  }

  private static func number(_ type: UInt8) -> (ModelDocument.Kind, Int)? {
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

  private mutating func add(_ kind: ModelDocument.Kind, bytes count: Int, element: ModelDocument.Kind = .null, _ n: Int)
    throws(ModelError)
  {
    guard count <= bytes.count - at else { throw ModelError("the UBJSON ends inside a value", at: "byte \(at)") }
    nodes.append(
      ModelDocument.Node(
        kind: kind, element: element, start: UInt32(at), length: UInt32(n), next: UInt32(nodes.count + 1)))
    at += count
  }

  /// Reads a count: an integer type and its value.
  private mutating func count() throws(ModelError) -> Int {
    let place = at
    let type = try marker()
    guard let (kind, size) = Self.number(type), kind != .float32, kind != .float64, size <= bytes.count - at else {
      throw ModelError("expected a count", at: "byte \(place)")
    }
    var value: Int64 = kind != .uint8 && bytes[at] >= 0x80 ? -1 : 0
    for index in 0..<size { value = value << 8 | Int64(bytes[at + index]) }
    at += size
    guard value >= 0, value <= Int64(bytes.count) else {
      throw ModelError("a count of \(value) in \(bytes.count) bytes", at: "byte \(place)")
    }
    return Int(value)
  }

  private mutating func text() throws(ModelError) {
    let length = try count()
    try add(.text, bytes: length, length)
  }

  private mutating func value(type: UInt8) throws(ModelError) {
    if let (kind, size) = Self.number(type) { return try add(kind, bytes: size, size) }
    switch type {
    case 0x5A: try add(.null, bytes: 0, 0)
    case 0x54: try add(.yes, bytes: 0, 0)
    case 0x46: try add(.no, bytes: 0, 0)
    case 0x43: try add(.text, bytes: 1, 1)
    case 0x53: try text()
    case 0x48:
      let length = try count()
      try add(.decimal, bytes: length, length)
    case 0x5B, 0x7B: try container(isObject: type == 0x7B)
    default: throw ModelError("no UBJSON type has the marker \(type)", at: "byte \(at - 1)")
    }
  }

  private mutating func container(isObject: Bool) throws(ModelError) {
    let start = at - 1
    guard open.count < ModelDocument.mostDepth else {
      throw ModelError("nested deeper than \(ModelDocument.mostDepth)", at: "byte \(start)")
    }
    var type: UInt8 = 0
    var left = -1
    if try peek() == 0x24 {
      at += 1
      type = try marker()
      guard try peek() == 0x23 else { throw ModelError("a typed container without a count", at: "byte \(at)") }
    }
    if try peek() == 0x23 {
      at += 1
      left = try count()
    }
    if !isObject, left >= 0, let (kind, size) = Self.number(type) {
      return try add(.packed, bytes: left * size, element: kind, left)
    }
    // Values of these types take no bytes, so their count would not be bounded by the document.
    guard type == 0 || type == 0x53 || type == 0x5B || type == 0x7B || Self.number(type) != nil else {
      throw ModelError("a typed container of the marker \(type)", at: "byte \(start)")
    }
    open.append(Open(node: nodes.count, left: left, type: type))
    nodes.append(ModelDocument.Node(kind: isObject ? .object : .list, start: UInt32(start)))
  }
}
