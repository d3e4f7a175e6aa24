extension ModelDocument {
  /// Reads JSON (RFC 8259): one value, white space around it, nothing else. Errors name the byte.
  public init(json bytes: [UInt8]) throws(ModelError) {
    try self.init(empty: bytes)
    var reader = JSONDocumentReader(bytes: bytes)
    nodes = try reader.read()
  }
}

/// Reads JSON iteratively, so that depth costs no stack.
private struct JSONDocumentReader {
  let bytes: [UInt8]
  var at = 0
  var nodes: [ModelDocument.Node] = []
  /// The containers that are open.
  var open: [Int] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() throws(ModelError) -> [ModelDocument.Node] {
    nodes.reserveCapacity(bytes.count / 8)
    try value()
    while let container = open.last {
      let isObject = nodes[container].kind == .object
      let close: UInt8 = isObject ? 0x7D : 0x5D
      try skipSpace()
      if bytes[at] == close {
        at += 1
        nodes[container].next = UInt32(nodes.count)
        open.removeLast()
        continue
      }
      if nodes[container].length > 0 {
        guard bytes[at] == 0x2C else { throw unexpected("a comma or the end of the \(isObject ? "object" : "list")") }
        at += 1
        try skipSpace()
      }
      nodes[container].length += 1
      if isObject {
        guard bytes[at] == 0x22 else { throw unexpected("a key") }
        try text()
        try skipSpace()
        guard bytes[at] == 0x3A else { throw unexpected("a colon") }
        at += 1
      }
      try value()
    }
    while at < bytes.count {
      guard Self.isSpace(bytes[at]) else { throw unexpected("the end of the document") }
      at += 1
    }
    return nodes
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  private mutating func skipSpace() throws(ModelError) {
    while at < bytes.count {
      if !Self.isSpace(bytes[at]) { return }
      at += 1
    }
    throw ModelError("the JSON ends inside a value", at: "byte \(bytes.count)")
  }

  private func unexpected(_ expected: String) -> ModelError {
    ModelError("expected \(expected)", at: "byte \(at)")
  }

  /// Reads a value; of an object or list only its beginning.
  private mutating func value() throws(ModelError) {
    try skipSpace()
    switch bytes[at] {
    case 0x7B, 0x5B:
      guard open.count < ModelDocument.mostDepth else {
        throw ModelError("nested deeper than \(ModelDocument.mostDepth)", at: "byte \(at)")
      }
      open.append(nodes.count)
      nodes.append(ModelDocument.Node(kind: bytes[at] == 0x7B ? .object : .list, start: UInt32(at)))
      at += 1
    case 0x22: try text()
    case 0x74: try word("true", .yes)
    case 0x66: try word("false", .no)
    case 0x6E: try word("null", .null)
    case 0x2D, 0x30...0x39: try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func close(_ kind: ModelDocument.Kind, from start: Int, length: Int) {
    nodes.append(
      ModelDocument.Node(kind: kind, start: UInt32(start), length: UInt32(length), next: UInt32(nodes.count + 1)))
  }

  private mutating func word(_ word: StaticString, _ kind: ModelDocument.Kind) throws(ModelError) {
    let start = at
    for letter in "\(word)".utf8 {
      guard at < bytes.count, bytes[at] == letter else { throw unexpected("\(word)") }
      at += 1
    }
    close(kind, from: start, length: at - start)
  }

  private mutating func text() throws(ModelError) {
    at += 1
    let start = at
    var kind = ModelDocument.Kind.text
    while at < bytes.count, bytes[at] != 0x22 {
      let byte = bytes[at]
      guard byte >= 0x20 else { throw unexpected("no control character in a string") }
      if byte == 0x5C {
        kind = .escapedText
        at += 1
      }
      at += 1
    }
    guard at < bytes.count else { throw ModelError("the JSON ends inside a string", at: "byte \(bytes.count)") }
    close(kind, from: start, length: at - start)
    at += 1
  }

  private mutating func digits() throws(ModelError) {
    let start = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    guard at > start else { throw unexpected("a digit") }
  }

  private mutating func number() throws(ModelError) {
    let start = at
    if bytes[at] == 0x2D { at += 1 }
    let first = at
    try digits()
    guard bytes[first] != 0x30 || at == first + 1 else {
      throw ModelError("a number begins with zero", at: "byte \(start)")
    }
    if at < bytes.count, bytes[at] == 0x2E {
      at += 1
      try digits()
    }
    if at < bytes.count, bytes[at] | 0x20 == 0x65 {
      at += 1
      if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
      try digits()
    }
    close(.decimal, from: start, length: at - start)
  }
}
