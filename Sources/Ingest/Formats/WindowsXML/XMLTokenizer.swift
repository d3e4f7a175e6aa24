import ECS

/// Reads XML piece by piece: elements, attributes, text and CDATA. Comments and processing instructions are passed over.
///
/// Made for input that may be hostile: there are no document types, hence no entities but the five of XML and numbers;
/// nesting, attributes and names are limited. Source: "Extensible Markup Language (XML) 1.0", fifth edition, W3C.
struct XMLTokenizer {
  static let maximumDepth = 64
  static let maximumAttributes = 128
  static let maximumName = 512

  private(set) var position: Int
  private let end: Int
  private var open: [Range<Int>] = []
  /// The attributes of the start tag read last, names without prefixes.
  private(set) var attributes: [(name: Range<Int>, value: Range<Int>)] = []

  /// Reads the part `range` of a text.
  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// The number of elements that are open.
  var depth: Int { open.count }

  /// The next piece; `nil` at the end of the text.
  mutating func next(_ text: borrowing Span<UInt8>) throws(XMLError) -> XMLToken? {
    while position < end {
      if text[position] != UInt8(ascii: "<") {
        let start = position
        position = text.firstIndex(of: UInt8(ascii: "<"), from: start, to: end) ?? end
        return .text(start..<position)
      }
      guard position + 1 < end else { throw XMLError(reason: .unclosed, offset: position) }
      switch text[position + 1] {
      case UInt8(ascii: "/"): return try endTag(text)
      case UInt8(ascii: "?"): try skip(text, to: "?>")
      case UInt8(ascii: "!"):
        if text.starts(with: "<!--", at: position) {
          position += 4
          try skip(text, to: "-->")
        } else if text.starts(with: "<![CDATA[", at: position) {
          let start = position + 9
          try skip(text, to: "]]>")
          return .verbatim(start..<position - 3)
        } else {
          throw XMLError(reason: .doctype, offset: position)
        }
      default: return try startTag(text)
      }
    }
    guard open.isEmpty else { throw XMLError(reason: .unclosed, offset: end) }
    return nil
  }

  private mutating func skip(_ text: borrowing Span<UInt8>, to mark: StaticString) throws(XMLError) {
    guard let found = text.firstRange(of: mark, from: position, to: end) else {
      throw XMLError(reason: .unclosed, offset: position)
    }
    position = found.upperBound
  }

  private mutating func startTag(_ text: borrowing Span<UInt8>) throws(XMLError) -> XMLToken {
    let start = position
    position += 1
    let name = try name(text, or: .badMarkup)
    guard open.count < Self.maximumDepth else { throw XMLError(reason: .tooDeep, offset: start) }
    attributes.removeAll(keepingCapacity: true)
    while true {
      skipBlanks(text)
      guard position < end else { throw XMLError(reason: .unclosed, offset: start) }
      if text[position] == UInt8(ascii: ">") {
        position += 1
        open.append(name)
        return .start(name: local(text, name), isEmpty: false)
      }
      if text[position] == UInt8(ascii: "/"), position + 1 < end, text[position + 1] == UInt8(ascii: ">") {
        position += 2
        return .start(name: local(text, name), isEmpty: true)
      }
      try attribute(text)
    }
  }

  private mutating func attribute(_ text: borrowing Span<UInt8>) throws(XMLError) {
    let start = position
    guard attributes.count < Self.maximumAttributes else { throw XMLError(reason: .tooManyAttributes, offset: start) }
    let name = try name(text, or: .badAttribute)
    skipBlanks(text)
    guard position < end, text[position] == UInt8(ascii: "=") else {
      throw XMLError(reason: .badAttribute, offset: start)
    }
    position += 1
    skipBlanks(text)
    guard position < end, text[position] == UInt8(ascii: "\"") || text[position] == UInt8(ascii: "'"),
      let close = text.firstIndex(of: text[position], from: position + 1, to: end)
    else { throw XMLError(reason: .badAttribute, offset: start) }
    let value = position + 1..<close
    position = close + 1
    let isNamespace =
      text.starts(with: "xmlns", at: name.lowerBound) && (name.count == 5 || text[name.lowerBound + 5] == 0x3A)
    if !isNamespace { attributes.append((local(text, name), value)) }
  }

  private mutating func endTag(_ text: borrowing Span<UInt8>) throws(XMLError) -> XMLToken {
    let start = position
    position += 2
    let name = try name(text, or: .badMarkup)
    skipBlanks(text)
    guard position < end, text[position] == UInt8(ascii: ">") else {
      throw XMLError(reason: position < end ? .badMarkup : .unclosed, offset: start)
    }
    position += 1
    guard let last = open.popLast(), text.extracting(last).isEqual(to: text.extracting(name)) else {
      throw XMLError(reason: .mismatchedEnd, offset: start)
    }
    return .end(name: local(text, name))
  }

  private mutating func name(_ text: borrowing Span<UInt8>, or reason: XMLError.Reason) throws(XMLError) -> Range<Int> {
    let start = position
    while position < end, Self.isName(text[position]) { position += 1 }
    guard position > start else { throw XMLError(reason: reason, offset: start) }
    guard position - start <= Self.maximumName else { throw XMLError(reason: .nameTooLong, offset: start) }
    return start..<position
  }

  private func local(_ text: borrowing Span<UInt8>, _ name: Range<Int>) -> Range<Int> {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":"), from: name.lowerBound, to: name.upperBound),
      colon + 1 < name.upperBound
    else { return name }
    return colon + 1..<name.upperBound
  }

  private mutating func skipBlanks(_ text: borrowing Span<UInt8>) {
    while position < end, text[position] <= 0x20 { position += 1 }
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
