/// Where the parts of a template instance are: the definition that it names, and its values.
struct BinXMLInstance {
  /// The offset of the definition in the chunk.
  let definition: Int
  /// The offset of the descriptors of the values: size (2), type (1) and a byte that is not used, for each.
  let descriptors: Int
  /// The number of values.
  let count: Int
  /// Reads the head of an instance whose token is at `offset`; the descriptors lie in front of `end`.
  init(_ chunk: borrowing Span<UInt8>, at offset: Int, end limit: Int) throws(BinXMLError) {
    guard offset + 10 <= limit else { throw BinXMLError(.truncated, at: offset) }
    definition = Int(chunk.uint32(at: offset + 6))
    var position = offset + 10
    if definition == position {
      guard position + 24 <= limit else { throw BinXMLError(.truncated, at: position) }
      let size = Int(chunk.uint32(at: position + 20))
      position += 24
      guard size <= limit - position else { throw BinXMLError(.template, at: position) }
      position += size
    }
    guard position + 4 <= limit else { throw BinXMLError(.truncated, at: position) }
    let stated = Int(chunk.uint32(at: position))
    position += 4
    guard stated <= (limit - position) / 4 else { throw BinXMLError(.truncated, at: position) }
    descriptors = position
    count = stated
  }

  /// The offset behind the last value, by what the descriptors say.
  func end(_ chunk: borrowing Span<UInt8>) -> Int {
    var position = descriptors &+ count &* 4
    for index in 0..<count { position &+= Int(chunk.uint16(at: descriptors &+ index &* 4)) }
    return position
  }

  /// The value of a number, whose offset is known.
  @inline(__always)
  func value(_ index: Int, at offset: Int, _ chunk: borrowing Span<UInt8>) -> BinXMLValue {
    let word = chunk.uint32(at: descriptors &+ index &* 4)
    return BinXMLValue(type: UInt8(truncatingIfNeeded: word &>> 16), offset: offset, size: Int(word & 0xFFFF))
  }

  /// Writes where the values from one on are, whose offset is known, to `values`, that of the first value to `base`. Returns
  /// the offset behind the last of them. When that lies behind the end of the instance, some values do.
  @inline(__always)
  func read(
    _ chunk: borrowing Span<UInt8>, from first: Int, at offset: Int, to values: inout [BinXMLValue], base: Int
  ) -> Int {
    var values = values.mutableSpan
    var position = offset
    for index in first..<max(count, first) {
      let word = chunk.uint32(at: descriptors &+ index &* 4)
      let size = Int(word & 0xFFFF)
      values[base &+ index] = BinXMLValue(type: UInt8(truncatingIfNeeded: word &>> 16), offset: position, size: size)
      position &+= size
    }
    return position
  }
}

/// A template definition: the offset of the next one, its GUID, the size of its fragment, and the fragment.
struct BinXMLDefinition {
  /// The offset of the GUID in the chunk.
  let guid: Int
  /// Where the fragment is.
  let fragment: Range<Int>

  init(_ chunk: borrowing Span<UInt8>, at offset: Int) throws(BinXMLError) {
    guard offset >= EVTXChunkHeader.size, offset + 24 <= chunk.count else { throw BinXMLError(.template, at: offset) }
    let size = Int(chunk.uint32(at: offset + 20))
    guard size <= chunk.count - offset - 24 else { throw BinXMLError(.template, at: offset) }
    guid = offset + 4
    fragment = offset + 24..<offset + 24 + size
  }
}
