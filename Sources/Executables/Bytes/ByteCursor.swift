/// Why bytes could not be read.
public enum ByteError: Error, Equatable, Sendable {
  /// `needed` bytes were to be read at `offset`, and fewer are there.
  case truncated(at: Int, needed: Int)
}

/// A place in a range of bytes, for structures that are read from front to back.
///
/// The cursor holds no bytes: each step is given them, so that it can be kept in values that outlive the span.
struct ByteCursor: Sendable {
  /// The next byte to read.
  private(set) var offset: Int
  /// The end of what may be read.
  let end: Int
  /// The order of the bytes of integers.
  let order: ByteOrder

  /// A cursor at the start of a range.
  init(_ range: Range<Int>, _ order: ByteOrder = .little) {
    offset = range.lowerBound
    end = range.upperBound
    self.order = order
  }

  /// How many bytes are left.
  var remaining: Int { end &- offset }

  /// Whether nothing is left.
  var isAtEnd: Bool { remaining <= 0 }

  /// Reads an integer and steps over it.
  mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, _ bytes: borrowing Span<UInt8>
  ) throws(ByteError) -> Value {
    let size = MemoryLayout<Value>.size
    guard size <= remaining, let value = bytes.integer(type, at: offset, order) else {
      throw .truncated(at: offset, needed: size)
    }
    offset &+= size
    return value
  }

  /// Steps over `size` bytes and returns their range.
  mutating func take(_ size: some BinaryInteger) throws(ByteError) -> Range<Int> {
    guard let size = Int(exactly: size), size >= 0, size <= remaining else {
      throw .truncated(at: offset, needed: Int(clamping: size))
    }
    defer { offset &+= size }
    return offset..<offset &+ size
  }

  /// Steps over zero to `alignment - 1` bytes, up to a multiple of `alignment` from `base`, or to the end.
  mutating func align(to alignment: Int, from base: Int = 0) {
    guard alignment > 1 else { return }
    let past = (offset &- base) % alignment
    if past > 0 { offset = Swift.min(offset &+ alignment &- past, Swift.max(end, offset)) }
  }

  /// Steps to an offset, which may not be behind the end.
  mutating func move(to offset: some BinaryInteger) throws(ByteError) {
    guard let target = Int(exactly: offset), target >= 0, target <= end else {
      throw .truncated(at: Int(clamping: offset), needed: 0)
    }
    self.offset = target
  }
}
