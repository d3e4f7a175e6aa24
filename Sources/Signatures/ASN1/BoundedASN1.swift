import Executables
import SwiftASN1

/// Reads ASN.1 (ITU-T X.690) out of hostile files with swift-asn1, in memory that the file cannot choose.
///
/// The library makes a tree of all elements at once, of about a hundred bytes each however short they are: a message of elements of
/// two bytes would take fifty times its own size. So they are counted first.
enum BoundedASN1 {
  /// The most elements that are read. The largest signature of the oracle set has 634, with all its certificates and time stamps.
  static let mostElements = 16_384

  /// Longer object identifiers are no identifiers; in octets. The longest that is known here has eleven.
  static let longestIdentifier = 64

  /// A message has more elements than are read.
  struct TooManyElements: Error {}

  /// The element that stands at the start of a range, and where it ends; what is behind it is left alone.
  static func first(
    _ data: borrowing Span<UInt8>, in range: Range<Int>
  ) throws -> (element: ASN1Node, end: Int) {
    let whole = try DERElement(data, in: range).whole
    return (try element(data.copy(whole)[...]), whole.upperBound)
  }

  /// The element that bytes are.
  static func element(_ bytes: ArraySlice<UInt8>) throws -> ASN1Node {
    guard count(bytes) <= mostElements else { throw TooManyElements() }
    // Messages in the wild have lengths that only the basic rules allow.
    return try BER.parse(bytes)
  }

  /// How many elements stand in bytes: at least as many as a reader meets before it ends or gives up. Which of them holds which plays
  /// no part, so that this needs no stack.
  static func count(_ bytes: ArraySlice<UInt8>) -> Int {
    let end = bytes.endIndex
    var place = bytes.startIndex
    var count = 0
    while place < end {
      count += 1
      let identifier = bytes[place]
      place += 1
      if identifier & 0x1f == 0x1f {
        while place < end, bytes[place] & 0x80 != 0 { place += 1 }
        place += 1
      }
      guard place < end else { break }
      var length = Int(bytes[place])
      place += 1
      if length & 0x80 != 0 {
        let octets = length & 0x7f
        length = 0
        for _ in 0..<octets {
          guard place < end, length < 1 << 47 else { return count }
          length = length << 8 | Int(bytes[place])
          place += 1
        }
      }
      // What a constructed element holds is counted next.
      if identifier & 0x20 == 0 { place += min(length, end - place) }
    }
    return count
  }
}

extension ASN1Node {
  /// The elements of a SEQUENCE OF or SET OF.
  func elements(_ identifier: ASN1Identifier) throws -> [ASN1Node] {
    guard self.identifier == identifier else { throw ASN1Error.unexpectedFieldType(self.identifier) }
    return try elements()
  }

  /// The elements of a constructed element of any kind.
  func elements() throws -> [ASN1Node] {
    guard case .constructed(let nodes) = content else { throw ASN1Error.unexpectedFieldType(identifier) }
    return Array(nodes)
  }

  /// The octets of a primitive element, as they stand. Serial numbers are compared and shown so: some begin with more zeros than
  /// an INTEGER may.
  func octets(_ identifier: ASN1Identifier) throws -> ArraySlice<UInt8> {
    guard self.identifier == identifier, case .primitive(let octets) = content else {
      throw ASN1Error.unexpectedFieldType(self.identifier)
    }
    return octets
  }

  /// An object identifier of a length that real ones have. A longer one would be text of many times its size in reports.
  func objectIdentifier() throws -> ASN1ObjectIdentifier {
    guard try octets(.objectIdentifier).count <= BoundedASN1.longestIdentifier else {
      throw ASN1Error.invalidASN1Object(reason: "an object identifier is too long")
    }
    return try ASN1ObjectIdentifier(derEncoded: self)
  }

  /// What stands behind the identifier and the length.
  var contentOctets: ArraySlice<UInt8> {
    if case .primitive(let octets) = content { return octets }
    // The library keeps the whole element; identifiers that are hashed are one octet.
    let first = encodedBytes.dropFirst().first ?? 0
    if first == 0x80 { return encodedBytes.dropFirst(2).dropLast(2) }
    return encodedBytes.dropFirst(2 + (first & 0x80 != 0 ? Int(first & 0x7f) : 0))
  }
}

extension ASN1NodeCollection.Iterator {
  /// Takes the next element.
  mutating func required() throws -> ASN1Node {
    guard let node = next() else { throw ASN1Error.invalidASN1Object(reason: "an element is missing") }
    return node
  }

  /// Takes what is left: fields that say nothing here.
  mutating func skipRest() { while next() != nil {} }
}
