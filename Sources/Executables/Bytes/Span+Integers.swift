/// Integers of files. Offsets come from the file itself, so every width and every value of them is allowed.
///
/// This is the one place of the module where bytes become integers without the compiler's proof: the range is checked
/// first, and every bit pattern of a fixed-width integer is valid.
extension Span where Element == UInt8 {
  /// The integer whose first byte stands at `offset`, or nil when it is not wholly inside the bytes.
  @inline(__always)
  package func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: some BinaryInteger, _ order: ByteOrder = .little
  ) -> Value? {
    guard let start = Int(exactly: offset), start >= 0, start <= count &- MemoryLayout<Value>.size else { return nil }
    // The check above keeps the read inside the bytes.
    let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: Value.self)
    return order == .little ? Value(littleEndian: value) : Value(bigEndian: value)
  }

  /// The byte at `offset`, or nil outside the bytes.
  @inline(__always)
  package func u8(at offset: some BinaryInteger) -> UInt8? { integer(at: offset) }

  /// The 16-bit integer at `offset`, or nil when it is not wholly inside the bytes.
  @inline(__always)
  package func u16(at offset: some BinaryInteger, _ order: ByteOrder = .little) -> UInt16? {
    integer(at: offset, order)
  }

  /// The 32-bit integer at `offset`, or nil when it is not wholly inside the bytes.
  @inline(__always)
  package func u32(at offset: some BinaryInteger, _ order: ByteOrder = .little) -> UInt32? {
    integer(at: offset, order)
  }

  /// The 64-bit integer at `offset`, or nil when it is not wholly inside the bytes.
  @inline(__always)
  package func u64(at offset: some BinaryInteger, _ order: ByteOrder = .little) -> UInt64? {
    integer(at: offset, order)
  }
}

extension Span where Element == UInt8 {
  /// The integer at the start of a range, or nil when the range is too short for it.
  package func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, in range: Range<Int>, _ order: ByteOrder = .little
  ) -> Value? {
    range.count >= MemoryLayout<Value>.size ? integer(type, at: range.lowerBound, order) : nil
  }
}
