import ECS

/// Reads element structure: once for a template definition, once for each record that has no template.
struct BinXMLParser {
  /// Whether start tags hold a dependency identifier; inside values of type binary XML some writers leave it out.
  let hasDependency: Bool
  /// The offset in the chunk of the next token.
  private(set) var position: Int
  /// Where the fragment ends.
  let end: Int

  init(at position: Int, end: Int, hasDependency: Bool = true) {
    self.position = position
    self.end = end
    self.hasDependency = hasDependency
  }

  /// Reads the elements of a fragment up to its end token or the end of its bytes.
  mutating func fragment(_ chunk: borrowing Span<UInt8>) throws(BinXMLError) -> [BinXMLElement.Child] {
    var children: [BinXMLElement.Child] = []
    while position < end {
      let token = chunk[position] & ~BinXMLToken.moreFlag
      if token == BinXMLToken.endOfFragment {
        position += 1
        break
      }
      if token == BinXMLToken.fragmentHeader {
        try need(4)
        position += 4
      } else {
        try child(chunk, depth: 0, into: &children)
      }
    }
    return children
  }

  private func need(_ count: Int) throws(BinXMLError) {
    guard position + count <= end else { throw BinXMLError(.truncated, at: position) }
  }

  /// Reads one thing that can stand between tags.
  private mutating func child(
    _ chunk: borrowing Span<UInt8>, depth: Int, into children: inout [BinXMLElement.Child]
  ) throws(BinXMLError) {
    try need(1)
    switch chunk[position] & ~BinXMLToken.moreFlag {
    case BinXMLToken.openElement: children.append(.element(try element(chunk, depth: depth)))
    case BinXMLToken.instructionTarget:
      position += 1
      _ = try name(chunk)
    case BinXMLToken.instructionData:
      position += 1
      _ = try lengthPrefixed(chunk)
    case BinXMLToken.templateInstance:
      let start = position
      let behind = try BinXMLInstance(chunk, at: start, end: end).end(chunk)
      guard behind <= end else { throw BinXMLError(.truncated, at: behind) }
      position = behind
      children.append(.instance(offset: start, end: behind))
    default: children.append(.text(try text(chunk)))
    }
  }

  private mutating func element(_ chunk: borrowing Span<UInt8>, depth: Int) throws(BinXMLError) -> BinXMLElement {
    guard depth < BinXMLLimits.elementDepth else { throw BinXMLError(.depth, at: position) }
    let hasAttributes = chunk[position] & BinXMLToken.moreFlag != 0
    position += 1 + (hasDependency ? 2 : 0) + 4
    var element = BinXMLElement(name: try name(chunk))
    if hasAttributes {
      position += 4
      try attributes(chunk, into: &element)
    }
    try need(1)
    let closing = chunk[position]
    position += 1
    if closing == BinXMLToken.closeEmptyElement { return element }
    guard closing == BinXMLToken.closeStartTag else { throw BinXMLError(.token, at: position - 1) }
    while true {
      try need(1)
      if chunk[position] == BinXMLToken.endElement {
        position += 1
        return element
      }
      try child(chunk, depth: depth + 1, into: &element.children)
    }
  }

  private mutating func attributes(
    _ chunk: borrowing Span<UInt8>, into element: inout BinXMLElement
  ) throws(BinXMLError) {
    while position < end, chunk[position] & ~BinXMLToken.moreFlag == BinXMLToken.attribute {
      position += 1
      var attribute = BinXMLElement.Attribute(name: try name(chunk))
      while position < end, Self.isText(chunk[position]) { attribute.text.append(try text(chunk)) }
      element.attributes.append(attribute)
    }
  }

  private static func isText(_ byte: UInt8) -> Bool {
    switch byte & ~BinXMLToken.moreFlag {
    case BinXMLToken.value, BinXMLToken.cdata, BinXMLToken.characterReference, BinXMLToken.entityReference,
      BinXMLToken.substitution, BinXMLToken.optionalSubstitution:
      true
    default: false
    }
  }

  // MARK: Text

  private mutating func text(_ chunk: borrowing Span<UInt8>) throws(BinXMLError) -> BinXMLElement.Text {
    let start = position
    let token = chunk[position] & ~BinXMLToken.moreFlag
    position += 1
    switch token {
    case BinXMLToken.value:
      // The grammar has no other type of literal text than length-prefixed UTF-16.
      try need(1)
      guard chunk[position] == BinXMLValueType.string else { throw BinXMLError(.token, at: position) }
      position += 1
      return .constant(try lengthPrefixed(chunk))
    case BinXMLToken.cdata: return .constant(try lengthPrefixed(chunk))
    case BinXMLToken.characterReference:
      try need(2)
      var bytes: [UInt8] = []
      UTF16Text.appendUTF8(littleEndian: chunk.extracting(position..<position + 2), to: &bytes)
      position += 2
      return .constant(bytes)
    case BinXMLToken.entityReference: return .constant(Self.entity(try name(chunk)))
    case BinXMLToken.substitution, BinXMLToken.optionalSubstitution:
      try need(3)
      let index = Int(chunk.uint16(at: position))
      position += 3
      return .substitution(index: index)
    default: throw BinXMLError(.token, at: start)
    }
  }

  /// The five entities of XML; others stay as they are written.
  private static func entity(_ name: String) -> [UInt8] {
    switch name {
    case "amp": [UInt8(ascii: "&")]
    case "lt": [UInt8(ascii: "<")]
    case "gt": [UInt8(ascii: ">")]
    case "quot": [UInt8(ascii: "\"")]
    case "apos": [UInt8(ascii: "'")]
    default: Array("&\(name);".utf8)
    }
  }

  private mutating func lengthPrefixed(_ chunk: borrowing Span<UInt8>) throws(BinXMLError) -> [UInt8] {
    try need(2)
    let size = Int(chunk.uint16(at: position)) * 2
    position += 2
    try need(size)
    var bytes: [UInt8] = []
    UTF16Text.appendUTF8(littleEndian: chunk.extracting(position..<position + size), to: &bytes)
    position += size
    return bytes
  }

  /// Reads a reference to a name, which stands right behind it the first time that the chunk uses it.
  private mutating func name(_ chunk: borrowing Span<UInt8>) throws(BinXMLError) -> String {
    try need(4)
    let offset = Int(chunk.uint32(at: position))
    position += 4
    let name = try BinXMLName(chunk, at: offset)
    if offset == position {
      try need(name.size)
      position += name.size
    }
    var bytes: [UInt8] = []
    UTF16Text.appendUTF8(littleEndian: chunk.extracting(name.text), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
