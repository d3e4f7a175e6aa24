/// One value of one field of one event.
///
/// A batch is rows of cells. A string cell points into the batch's bytes instead of owning a copy, which is what makes
/// reading cheap: an unescaped JSON string is never moved, and a value that is known under two field names (the source's
/// own and the ECS one) is stored once.
@frozen
public struct Cell: Sendable, Hashable {
  /// What the 64 bits of a cell mean.
  @frozen
  public enum Kind: UInt8, Sendable {
    /// An explicit JSON null. Counts as missing for columns and rules.
    case null
    /// `bits` is 0 or 1.
    case bool
    /// `bits` is an `Int64`.
    case int
    /// `bits` is a `UInt64` above `Int64.max`.
    case unsigned
    /// `bits` is the pattern of a `Double`.
    case double
    /// `bits` is a byte range with the text of a JSON number that has a fraction, an exponent or too many digits.
    case numeral
    /// `bits` is a byte range of valid UTF-8.
    case string
    /// `bits` is a `Timestamp`: nanoseconds since 1970.
    case date
    /// `bits` is a byte range with any JSON value, kept as the source wrote it.
    case json
  }

  /// Facts about a cell that its kind does not say.
  @frozen
  public struct Flags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8
    /// Makes a value from its parts.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The string needs no escaping when written as JSON: no quote, backslash or control character.
    public static var plain: Flags { Flags(rawValue: 1) }
    /// The cell repeats a part of a `.json` cell of its row, for queries; it is left out when the event is written.
    public static var derived: Flags { Flags(rawValue: 2) }
    /// The value stood in a list; it is written as a list even when it is alone.
    public static var list: Flags { Flags(rawValue: 4) }
    /// Normalization added the cell; the source did not say it in this form.
    public static var mapped: Flags { Flags(rawValue: 8) }
  }

  /// The field in the lower half, the kind in the byte above it, the flags in the next. Two plain words: cells are copied
  /// and compared more often than they are looked into.
  @usableFromInline var head: UInt64
  /// The value, or where its bytes are.
  public var bits: UInt64

  /// Which field.
  @inlinable
  public var field: FieldID {
    get { FieldID(rawValue: UInt32(truncatingIfNeeded: head)) }
    set { head = head & ~0xFFFF_FFFF | UInt64(newValue.rawValue) }
  }

  /// What `bits` means.
  @inlinable
  public var kind: Kind {
    get { Kind(rawValue: UInt8(truncatingIfNeeded: head &>> 32)) ?? .null }
    set { head = head & ~(0xFF &<< 32) | UInt64(newValue.rawValue) &<< 32 }
  }

  /// More about the value.
  @inlinable
  public var flags: Flags {
    get { Flags(rawValue: UInt8(truncatingIfNeeded: head &>> 40)) }
    set { head = head & ~(0xFF &<< 40) | UInt64(newValue.rawValue) &<< 40 }
  }

  /// Field and kind in one word: what a shape of rows is made of.
  @inlinable
  public var fieldAndKind: UInt64 { head & 0xFF_FFFF_FFFF }

  /// Makes a cell from its parts.
  @inlinable
  public init(field: FieldID, kind: Kind, flags: Flags = [], bits: UInt64) {
    head = UInt64(field.rawValue) | UInt64(kind.rawValue) &<< 32 | UInt64(flags.rawValue) &<< 40
    self.bits = bits
  }

  /// Makes a cell that points at bytes.
  @inlinable
  public init(field: FieldID, kind: Kind, flags: Flags = [], range: ByteRange) {
    self.init(field: field, kind: kind, flags: flags, bits: range.bits)
  }

  /// The byte range of a `.string`, `.numeral` or `.json` cell.
  @inlinable
  public var range: ByteRange { ByteRange(bits: bits) }

  /// The value of an `.int` cell.
  @inlinable
  public var int: Int64 { Int64(bitPattern: bits) }

  /// The value of a `.double` cell.
  @inlinable
  public var double: Double { Double(bitPattern: bits) }

  /// The value of a `.date` cell.
  @inlinable
  public var date: Timestamp { Timestamp(nanoseconds: Int64(bitPattern: bits)) }

  /// Whether the cell points at bytes.
  @inlinable
  public var hasBytes: Bool { kind == .string || kind == .numeral || kind == .json }

  /// The same value under another field, marked as added by normalization.
  @inlinable
  public func mapped(to field: FieldID) -> Cell {
    Cell(field: field, kind: kind, flags: flags.union(.mapped).subtracting(.list), bits: bits)
  }

  /// The same value under another field and with other flags, but for whether it is plain.
  @inlinable
  @inline(__always)
  public func renamed(_ field: FieldID, flags: Flags) -> Cell {
    var cell = self
    let kept = head & (0xFF &<< 32 | UInt64(Flags.plain.rawValue) &<< 40)
    cell.head = kept | UInt64(field.rawValue) | UInt64(flags.rawValue) &<< 40
    return cell
  }
}

/// A range of a batch's bytes, in eight bytes.
@frozen
public struct ByteRange: Sendable, Hashable {
  /// Offset of the first byte.
  public var offset: UInt32
  /// Number of bytes.
  public var count: UInt32

  /// The range of `count` bytes from `offset`.
  @inlinable
  public init(offset: Int, count: Int) {
    self.offset = UInt32(truncatingIfNeeded: offset)
    self.count = UInt32(truncatingIfNeeded: count)
  }

  /// Unpacks what `bits` packed.
  @inlinable
  public init(bits: UInt64) {
    self.offset = UInt32(truncatingIfNeeded: bits &>> 32)
    self.count = UInt32(truncatingIfNeeded: bits)
  }

  /// Both numbers in one word.
  @inlinable
  public var bits: UInt64 { UInt64(offset) &<< 32 | UInt64(count) }

  /// The offset after the last byte.
  @inlinable
  public var end: Int { Int(offset) + Int(count) }

  /// The range as indices.
  @inlinable
  public var indices: Range<Int> { Int(offset)..<end }
}
