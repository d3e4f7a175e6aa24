import ECS

/// The frame of a record: signature, size, number, time of writing, binary XML, and the size again.
///
/// Source: J. Metz, "Windows XML Event Log (EVTX) format", libevtx documentation, §3.2.
struct EVTXRecord {
  /// The bytes of the frame alone.
  static let minimumSize = 28

  /// Offset in the chunk.
  let offset: Int
  /// The record's number.
  let number: UInt64
  /// When the record was written, as a FILETIME.
  let written: UInt64
  /// Where the binary XML is.
  let body: Range<Int>
  /// Whether the copy of the size at the end agrees.
  let endsWithItsSize: Bool

  /// The offset behind the record.
  var end: Int { body.upperBound + 4 }

  /// Reads the frame at an offset; `nil` where there is none, or it reaches over the end of the chunk.
  init?(_ chunk: borrowing Span<UInt8>, at offset: Int) {
    guard offset + Self.minimumSize <= chunk.count, chunk.uint32(at: offset) == 0x0000_2A2A else { return nil }
    let size = Int(chunk.uint32(at: offset + 4))
    guard size >= Self.minimumSize, size <= chunk.count - offset else { return nil }
    self.offset = offset
    number = chunk.uint64(at: offset + 8)
    written = chunk.uint64(at: offset + 16)
    body = offset + 24..<offset + size - 4
    endsWithItsSize = Int(chunk.uint32(at: offset + size - 4)) == size
  }
}
