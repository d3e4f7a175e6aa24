/// Comparing memory whose bounds were checked beforehand: a reviewed unsafe part.
@unsafe
@usableFromInline
enum RawBytes {
  /// Whether two runs of `count` bytes are the same. Blocks of sixteen, the last overlapping the one before.
  @inlinable
  @inline(__always)
  static func equal(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, count: Int) -> Bool {
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
    var index = 0
    while index < count {
      let a = unsafe first.load(fromByteOffset: index, as: UInt8.self)
      let b = unsafe second.load(fromByteOffset: index, as: UInt8.self)
      if a != b { return false }
      index &+= 1
    }
    return true
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
