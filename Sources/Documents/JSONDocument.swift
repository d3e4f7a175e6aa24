/// A JSON or UBJSON document that was read into one flat list of its values, in the order of the bytes.
///
/// Nothing is copied while reading: a value keeps the place of its bytes, and texts and numbers are only made when they are
/// asked for. Reading takes no stack, whatever the nesting, and at most sixteen bytes of memory for a byte of the document.
/// What is accepted has the grammar of its format; that texts are Unicode is seen when they are asked for.
public struct JSONDocument: Sendable {
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
  struct Entry: Sendable {
    var kind: Kind
    /// Of a packed list: the kind of its numbers.
    var element: Kind = .null
    /// Where its bytes begin: a number's or a text's first byte, an object's bracket.
    var start: UInt32
    /// The bytes of a number or text; the members of an object or list.
    var length: UInt32 = 0
    /// The position after the value and everything inside it.
    var next: UInt32 = 0
  }

  /// What a reader accepts beyond and below its format.
  public struct Options: Sendable {
    /// Nested deeper than this, a document is refused.
    public var depth: Int
    /// Longer than this, a document is refused; places are 32 bits.
    public var bytes: Int
    /// Whether JSON may have the numbers `NaN`, `Infinity` and `-Infinity`, which RFC 8259 does not know but Python and
    /// XGBoost write.
    public var hasNonFiniteNumbers: Bool

    /// Options; 64 levels, two GiB and RFC 8259 unless said otherwise.
    public init(depth: Int = 64, bytes: Int = Int(Int32.max), hasNonFiniteNumbers: Bool = false) {
      self.depth = depth
      self.bytes = min(bytes, Int(Int32.max))
      self.hasNonFiniteNumbers = hasNonFiniteNumbers
    }
  }

  let bytes: [UInt8]
  let entries: [Entry]
  /// Whether texts are escaped as JSON has it.
  let isJSON: Bool

  /// The outermost value.
  public var root: JSONNode { JSONNode(document: self, index: 0) }

  /// Reads JSON (RFC 8259): one value, white space around it, nothing else.
  ///
  /// A byte order mark of UTF-8 before it is passed over, and counts in the offsets of errors.
  public init(json bytes: [UInt8], options: Options = Options()) throws(DocumentError) {
    try Self.check(bytes, options)
    var reader = JSONReader(options)
    try reader.read(bytes.span)
    self.bytes = bytes
    isJSON = true
    entries = reader.entries
  }

  /// Reads Universal Binary JSON (draft 12, ubjson.org): big-endian numbers, counted and typed containers.
  public init(ubjson bytes: [UInt8], options: Options = Options()) throws(DocumentError) {
    try Self.check(bytes, options)
    var reader = UBJSONReader(options)
    try reader.read(bytes.span)
    self.bytes = bytes
    isJSON = false
    entries = reader.entries
  }

  /// Reads a document, JSON or UBJSON by its first bytes.
  public init(_ bytes: [UInt8], options: Options = Options()) throws(DocumentError) {
    // Both begin objects with `{`; JSON goes on with white space, a quote or `}`, UBJSON with a type or a length.
    let second = bytes.dropFirst().first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    if bytes.first == 0x7B, let second, second != 0x22, second != 0x7D {
      try self.init(ubjson: bytes, options: options)
    } else {
      try self.init(json: bytes, options: options)
    }
  }

  private static func check(_ bytes: [UInt8], _ options: Options) throws(DocumentError) {
    guard bytes.count <= options.bytes else {
      throw DocumentError("the document is longer than \(options.bytes) bytes", at: options.bytes)
    }
  }
}
