/// Comparing memory whose bounds were checked beforehand: a reviewed unsafe part.
@unsafe
public enum RawBytes {
  /// Whether two runs of `count` bytes are the same. Blocks of sixteen, the last overlapping the one before.
  @inlinable
  @inline(__always)
  public static func equal(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, count: Int) -> Bool {
    if count >= 16 {
      var index = 0
      while index < count &- 16 {
        if unsafe difference(first, second, index) | difference(first, second, index &+ 8) != 0 { return false }
        index &+= 16
      }
      return unsafe difference(first, second, count &- 16) | difference(first, second, count &- 8) == 0
    }
    if count >= 8 {
      return unsafe difference(first, second, 0) | difference(first, second, count &- 8) == 0
    }
    // Parts that overlap where the count is not a power of two.
    if count >= 4 {
      return unsafe part(first, second, 0, UInt32.self) | part(first, second, count &- 4, UInt32.self) == 0
    }
    if count >= 2 {
      return unsafe part(first, second, 0, UInt16.self) | part(first, second, count &- 2, UInt16.self) == 0
    }
    return unsafe count < 1 || part(first, second, 0, UInt8.self) == 0
  }

  /// The bits in which the integers at an offset differ.
  @inlinable
  @inline(__always)
  static func part<Part: FixedWidthInteger & BitwiseCopyable>(
    _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ offset: Int, _ type: Part.Type
  ) -> Part {
    let a = unsafe first.loadUnaligned(fromByteOffset: offset, as: type)
    let b = unsafe second.loadUnaligned(fromByteOffset: offset, as: type)
    return a ^ b
  }

  /// The bits in which the words at an offset differ.
  @inlinable
  @inline(__always)
  static func difference(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    let a = unsafe first.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let b = unsafe second.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return a ^ b
  }
}
