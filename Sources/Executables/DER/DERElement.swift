/// Why DER cannot be read.
package enum DERError: Error, Equatable {
  /// The bytes at an offset are no element, or the element does not end inside what holds it.
  case malformed(at: Int)
  /// An element is not what the structure needs at its place.
  case unexpected(at: Int)
}

/// An element of ASN.1 in its distinguished or basic encoding (ITU-T X.690): identifier, length, content.
package struct DERElement: Equatable, Sendable {
  /// Elements of basic encoding that end by a mark rather than by a length may hold others of that kind to this depth.
  private static let depth = 16

  /// Identifier octet: class, whether it is constructed, and number.
  package var identifier: UInt8
  /// Where the content stands.
  package var content: Range<Int>
  /// Where the element stands, identifier and length included.
  package var whole: Range<Int>

  /// Universal types as identifier octets.
  package enum Tag {
    package static let boolean: UInt8 = 0x01
    package static let integer: UInt8 = 0x02
    package static let bitString: UInt8 = 0x03
    package static let octetString: UInt8 = 0x04
    package static let null: UInt8 = 0x05
    package static let identifier: UInt8 = 0x06
    package static let utcTime: UInt8 = 0x17
    package static let generalizedTime: UInt8 = 0x18
    package static let sequence: UInt8 = 0x30
    package static let set: UInt8 = 0x31
    /// The first context-specific tag, constructed.
    package static let context0: UInt8 = 0xa0
    /// The second context-specific tag, constructed.
    package static let context1: UInt8 = 0xa1
  }

  /// Whether the content is elements.
  package var isConstructed: Bool { identifier & 0x20 != 0 }

  /// Reads the element at the start of a range.
  package init(_ data: borrowing Span<UInt8>, in range: Range<Int>) throws(DERError) {
    self = try Self.read(data, in: range, depth: Self.depth)
  }

  private init(identifier: UInt8, content: Range<Int>, whole: Range<Int>) {
    self.identifier = identifier
    self.content = content
    self.whole = whole
  }

  private static func read(
    _ data: borrowing Span<UInt8>, in range: Range<Int>, depth: Int
  ) throws(DERError) -> DERElement {
    let start = range.lowerBound
    guard range.upperBound <= data.count, range.count >= 2, depth > 0 else { throw .malformed(at: start) }
    var place = start &+ 1
    if data[start] & 0x1f == 0x1f {
      // A number of several octets: none of the structures read here has one, so that it is only stepped over.
      while place < range.upperBound, data[place] & 0x80 != 0 { place &+= 1 }
      place &+= 1
    }
    guard place < range.upperBound else { throw .malformed(at: start) }
    let first = data[place]
    place &+= 1
    if first == 0x80 { return try readToMark(data, from: place, in: range, depth: depth) }
    var length = Int(first)
    if first & 0x80 != 0 {
      let octets = Int(first & 0x7f)
      guard octets <= 8, octets <= range.upperBound &- place else { throw .malformed(at: start) }
      length = 0
      for index in place..<place &+ octets {
        guard length < 1 << 47 else { throw .malformed(at: start) }
        length = length << 8 | Int(data[index])
      }
      place &+= octets
    }
    guard length <= range.upperBound &- place else { throw .malformed(at: start) }
    return DERElement(
      identifier: data[start], content: place..<place &+ length, whole: start..<place &+ length)
  }

  /// An element of indefinite length: elements follow up to two zero octets.
  private static func readToMark(
    _ data: borrowing Span<UInt8>, from content: Int, in range: Range<Int>, depth: Int
  ) throws(DERError) -> DERElement {
    var place = content
    while place &+ 2 <= range.upperBound {
      if data[place] == 0, data[place &+ 1] == 0 {
        return DERElement(
          identifier: data[range.lowerBound], content: content..<place, whole: range.lowerBound..<place &+ 2)
      }
      place = try read(data, in: place..<range.upperBound, depth: depth &- 1).whole.upperBound
    }
    throw .malformed(at: range.lowerBound)
  }

  /// The elements of the content, which they fill.
  package func children(_ data: borrowing Span<UInt8>) throws(DERError) -> [DERElement] {
    guard isConstructed else { throw .unexpected(at: whole.lowerBound) }
    var result: [DERElement] = []
    var place = content.lowerBound
    while place < content.upperBound {
      let child = try DERElement(data, in: place..<content.upperBound)
      result.append(child)
      place = child.whole.upperBound
    }
    return result
  }

  /// The only element of the content.
  package func onlyChild(_ data: borrowing Span<UInt8>) throws(DERError) -> DERElement {
    let all = try children(data)
    guard all.count == 1 else { throw .unexpected(at: whole.lowerBound) }
    return all[0]
  }

  /// This element, if it has an identifier octet.
  package func expect(_ identifier: UInt8) throws(DERError) -> DERElement {
    guard self.identifier == identifier else { throw .unexpected(at: whole.lowerBound) }
    return self
  }

  /// Checks that all constructed elements below hold elements.
  package func validate(_ data: borrowing Span<UInt8>, depth: Int = 24) throws(DERError) {
    guard isConstructed else { return }
    guard depth > 0 else { throw .malformed(at: whole.lowerBound) }
    for child in try children(data) { try child.validate(data, depth: depth &- 1) }
  }

  /// Whether this is an object identifier whose content octets are these.
  package func isIdentifier(_ data: borrowing Span<UInt8>, _ octets: [UInt8]) -> Bool {
    guard identifier == Tag.identifier, content.count == octets.count else { return false }
    for index in octets.indices where data[content.lowerBound + index] != octets[index] { return false }
    return true
  }
}

/// The elements of a sequence, taken in order.
package struct DERSequence {
  private var elements: ArraySlice<DERElement>
  private let end: Int

  /// The elements of a SEQUENCE.
  package init(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    elements = try element.expect(DERElement.Tag.sequence).children(data)[...]
    end = element.whole.upperBound
  }

  /// The elements of an element with a tag of its own.
  package init(_ data: borrowing Span<UInt8>, implicit element: DERElement) throws(DERError) {
    elements = try element.children(data)[...]
    end = element.whole.upperBound
  }

  /// Whether none is left.
  package var isEmpty: Bool { elements.isEmpty }

  /// Takes the next element.
  package mutating func next() throws(DERError) -> DERElement {
    guard let element = elements.popFirst() else { throw .unexpected(at: end) }
    return element
  }

  /// Takes the next element, which must have an identifier octet.
  package mutating func next(_ identifier: UInt8) throws(DERError) -> DERElement { try next().expect(identifier) }

  /// Takes the next element if it has an identifier octet.
  package mutating func optional(_ identifier: UInt8) -> DERElement? {
    elements.first?.identifier == identifier ? elements.popFirst() : nil
  }
}
