import ECS

/// The header block of a log file.
///
/// Source: J. Metz, "Windows XML Event Log (EVTX) format", libevtx documentation, §2.
struct EVTXFileHeader {
  /// The bytes in front of the first chunk.
  static let blockSize = 4_096

  /// The number of chunks that the header counts; stale when the log was copied while in use.
  var chunkCount: Int
  /// Whether the log was not closed properly.
  var isDirty: Bool
  /// Whether the stored checksum is that of the header.
  var checksumMatches: Bool
  /// Whether no checksum was stored.
  var checksumMissing: Bool

  /// Whether the bytes begin with the signature of a log file.
  static func hasMagic(_ bytes: borrowing Span<UInt8>) -> Bool {
    bytes.count >= 8 && bytes.extracting(0..<8).equals("ElfFile\0")
  }

  /// Reads a header of at least 128 bytes.
  init(_ bytes: borrowing Span<UInt8>) {
    chunkCount = Int(bytes.uint16(at: 42))
    let flags = bytes.uint32(at: 120)
    isDirty = flags & 1 != 0
    let stored = bytes.uint32(at: 124)
    // Flag 2 says that the file is kept without checksums.
    checksumMissing = stored == 0 || flags & 2 != 0
    checksumMatches = stored == CRC32.checksum(bytes, [0..<120])
  }
}
