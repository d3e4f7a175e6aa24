/// A name in a chunk: the offset of the next name with the same hash, the hash, the length, UTF-16 and a zero.
struct BinXMLName {
  /// Where the UTF-16 text is.
  let text: Range<Int>

  /// The bytes that the whole name takes.
  var size: Int { text.count + 10 }

  init(_ chunk: borrowing Span<UInt8>, at offset: Int) throws(BinXMLError) {
    guard offset >= 0, offset + 8 <= chunk.count else { throw BinXMLError(.name, at: offset) }
    let length = Int(chunk.uint16(at: offset + 6))
    guard length <= BinXMLLimits.nameLength, offset + 10 + length * 2 <= chunk.count else {
      throw BinXMLError(.name, at: offset)
    }
    text = offset + 8..<offset + 8 + length * 2
  }
}
