import ECS

/// Why a part of a chunk is not valid binary XML.
struct BinXMLError: Error, Hashable {
  enum Reason: String {
    /// A structure reaches over the end of what holds it.
    case truncated = "truncated-record"
    /// A byte that is no token, or a token where it cannot stand.
    case token = "bad-token"
    /// A name that lies outside the chunk or is too long.
    case name = "bad-name"
    /// A template definition that lies outside the chunk.
    case template = "bad-template"
    /// A value whose size cannot hold its type.
    case value = "bad-value"
    /// Elements or templates nested too deeply.
    case depth = "nested-too-deeply"
    /// A record that expands to far more than its chunk could say honestly.
    case expansion = "expansion-limit"
  }

  var reason: Reason
  /// Offset in the chunk.
  var offset: Int

  init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

/// Reads of little-endian integers; the caller has checked that they lie inside, and the span checks it again.
extension Span where Element == UInt8 {
  @inline(__always)
  func uint16(at offset: Int) -> UInt16 {
    precondition(offset >= 0 && offset &+ 2 <= count, "integer outside the span")
    // Any bit pattern is an integer, and the bounds were checked above.
    return unsafe UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  @inline(__always)
  func uint32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset &+ 4 <= count, "integer outside the span")
    // Any bit pattern is an integer, and the bounds were checked above.
    return unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  @inline(__always)
  func uint64(at offset: Int) -> UInt64 { word(at: offset) }
}
