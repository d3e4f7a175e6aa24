/// A JSON or UBJSON document that was read into one flat list of its values, in the order of the bytes.
///
/// Model files are large and mostly numbers, so nothing is copied while reading: a value keeps the place of its bytes, and
/// numbers are only turned into numbers when they are asked for.
public struct ModelDocument: Sendable {
  /// What a value is.
  enum Kind: UInt8, Sendable {
    case null, no, yes, object, list
    /// Text without escapes, or with them (JSON only).
    case text, escapedText
    /// A number written in ASCII.
    case decimal
    /// Big-endian numbers of UBJSON: int8, uint8, int16, int32, int64, float32, float64.
    case int8, uint8, int16, int32, int64, float32, float64
    /// A UBJSON list of numbers of one type; `length` is how many.
    case packed
  }

  /// One value. In an object, keys and values alternate.
  struct Node: Sendable {
    var kind: Kind
    /// Of a packed list: the kind of its numbers.
    var element: Kind = .null
    /// Where its bytes begin (a number's or a text's first byte; an object's bracket).
    var start: UInt32
    /// The bytes of a number or text; the members of an object or list.
    var length: UInt32 = 0
    /// The position after the value and everything inside it.
    var next: UInt32 = 0
  }

  let bytes: [UInt8]
  var nodes: [Node] = []

  /// Nested deeper than this, a document is refused.
  public static let mostDepth = 64
  /// Longer than this, a document is refused: places are 32 bits.
  public static let mostBytes = 1 << 31

  /// The outermost value.
  public var root: ModelValue { ModelValue(document: self, index: 0) }

  /// Reads a document, JSON or UBJSON by its first bytes.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    // Both begin with `{`; JSON goes on with white space, a quote or `}`, UBJSON with a type or a length.
    let second = bytes.dropFirst().first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    if bytes.first == 0x7B, let second, second != 0x22, second != 0x7D {
      try self.init(ubjson: bytes)
    } else {
      try self.init(json: bytes)
    }
  }

  init(empty bytes: [UInt8]) throws(ModelError) {
    guard bytes.count < Self.mostBytes else { throw ModelError("a document of \(bytes.count) bytes is too long") }
    self.bytes = bytes
  }
}
