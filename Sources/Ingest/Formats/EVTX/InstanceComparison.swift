import ECS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Comparing the values of two instances of one template: a reviewed unsafe part.
enum InstanceComparison {
  /// A value that is not the one of the instance before.
  struct Change {
    /// The number of the value.
    var value: UInt32
    /// Its offset in the chunk.
    var offset: UInt32
  }

  /// What a comparison came to.
  struct Result {
    /// How many changes were found.
    var count: Int
    /// The offset behind the values of the new instance.
    var end: Int
  }

  /// Finds which of the first `used` values of an instance with `count` of them, whose descriptors are at `new` in the chunk,
  /// differ from those of another, whose descriptors are at `old` in `earlier`. `nil` when the types differ, or values lie behind
  /// the end of either. `found` has room for more than `used`.
  ///
  /// Not inlined: the loop needs all registers for itself.
  @inline(never)
  static func changes(
    _ chunk: borrowing Span<UInt8>, at new: Int, from earlier: borrowing Span<UInt8>, at old: Int, count: Int,
    used: Int,
    into found: inout [Change]
  ) -> Result? {
    guard used >= 0, used <= count, old >= 0, new >= 0, count <= (chunk.count &- new) / 4,
      count <= (earlier.count &- old) / 4, found.count > used
    else { return nil }
    let limit = chunk.count
    let limitBefore = earlier.count
    // The descriptors lie in the spans, and so do all values that are looked at: both are checked. At most one change is
    // written for each value, and one place more than there are values.
    return unsafe chunk.withUnsafeBytes { bytes in
      unsafe earlier.withUnsafeBytes { bytesBefore in
        unsafe found.withUnsafeMutableBufferPointer { found -> Result? in
          guard let base = bytes.baseAddress, let baseBefore = bytesBefore.baseAddress, let found = found.baseAddress
          else { return nil }
          let words = unsafe base + new
          let wordsBefore = unsafe baseBefore + old
          if let end = unsafe sharedEnd(words, wordsBefore, count, used, limit &- new, limitBefore &- old) {
            let values = unsafe words + count &* 4
            let valuesBefore = unsafe wordsBefore + count &* 4
            let written = unsafe changes(words, used, values, valuesBefore, end, new &+ count &* 4, to: found)
            return Result(count: written, end: new &+ count &* 4 &+ end)
          }
          var offset = new &+ count &* 4
          var before = old &+ count &* 4
          var written = 0
          var index = 0
          while index < used {
            let word = unsafe words.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self).littleEndian
            let wordBefore = unsafe wordsBefore.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self).littleEndian
            let size = Int(word & 0xFFFF)
            let end = offset &+ size
            let endBefore = before &+ Int(wordBefore & 0xFFFF)
            guard end <= limit, endBefore <= limitBefore, (word ^ wordBefore) & 0xFF_0000 == 0 else { return nil }
            if unsafe word != wordBefore
              || size > 0 && differ(base + offset, baseBefore + before, size, limit &- offset, limitBefore &- before)
            {
              unsafe found[written] = Change(
                value: UInt32(truncatingIfNeeded: index), offset: UInt32(truncatingIfNeeded: offset))
              written &+= 1
            }
            offset = end
            before = endBefore
            index &+= 1
          }
          return Result(count: written, end: offset)
        }
      }
    }
  }

  /// How many bytes the first `used` values of two instances have, if they have the same types and sizes and lie in the `room`
  /// and `otherRoom` bytes that follow the descriptors, with eight bytes to spare.
  @inline(__always)
  private static func sharedEnd(
    _ words: UnsafeRawPointer, _ wordsBefore: UnsafeRawPointer, _ count: Int, _ used: Int, _ room: Int, _ otherRoom: Int
  ) -> Int? {
    guard unsafe memcmp(words, wordsBefore, used &* 4) == 0 else { return nil }
    var end = 0
    var index = 0
    while index < used {
      end &+= unsafe Int(words.loadUnaligned(fromByteOffset: index &* 4, as: UInt16.self).littleEndian)
      index &+= 1
    }
    return count &* 4 &+ end &+ 8 <= min(room, otherRoom) ? end : nil
  }

  /// The same for values of the same sizes, which are compared eight bytes at a time, whatever values these belong to.
  @inline(__always)
  private static func changes(
    _ words: UnsafeRawPointer, _ used: Int, _ values: UnsafeRawPointer, _ valuesBefore: UnsafeRawPointer, _ end: Int,
    _ first: Int, to found: UnsafeMutablePointer<Change>
  ) -> Int {
    var written = 0
    var index = 0
    var start = 0
    var place = 0
    while place < end {
      let a = unsafe values.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
      let b = unsafe valuesBefore.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
      if a == b {
        place &+= 8
        continue
      }
      // The first byte that differs, and its value; bytes behind the last belong to none.
      place &+= (a ^ b).trailingZeroBitCount &>> 3
      if place >= end { break }
      var size = unsafe Int(words.loadUnaligned(fromByteOffset: index &* 4, as: UInt16.self).littleEndian)
      while start &+ size <= place {
        start &+= size
        index &+= 1
        size = unsafe Int(words.loadUnaligned(fromByteOffset: index &* 4, as: UInt16.self).littleEndian)
      }
      unsafe found[written] = Change(
        value: UInt32(truncatingIfNeeded: index), offset: UInt32(truncatingIfNeeded: first &+ start))
      written &+= 1
      place = start &+ size
    }
    return written
  }

  /// Whether two runs of `count` bytes, at least one, differ. There are `room` and `otherRoom` bytes, at least as many.
  @inline(__always)
  private static func differ(
    _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ count: Int, _ room: Int, _ otherRoom: Int
  ) -> Bool {
    if count <= 8, room >= 8, otherRoom >= 8 {
      // The bytes behind the runs are shifted out.
      let a = unsafe first.loadUnaligned(as: UInt64.self).littleEndian
      let b = unsafe second.loadUnaligned(as: UInt64.self).littleEndian
      return (a ^ b) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8) != 0
    }
    // libc is faster than a loop for all but the shortest.
    return unsafe count > 16 ? memcmp(first, second, count) != 0 : !RawBytes.equal(first, second, count: count)
  }
}
