import ECS

/// The header of a chunk: 64 KiB that hold records and all names and templates that they use.
///
/// Source: J. Metz, "Windows XML Event Log (EVTX) format", libevtx documentation, §3.
struct EVTXChunkHeader {
  /// The size of a chunk.
  static let chunkSize = 65_536
  /// Where records begin.
  static let size = 512

  /// The identifier of the last record when the header was written.
  var lastRecord: UInt64
  /// Where free space began when the header was written.
  var freeSpace: Int
  /// Whether the stored checksum is that of the header.
  var checksumMatches: Bool
  /// Whether no checksum was stored.
  var checksumMissing: Bool

  /// Whether the bytes begin with the signature of a chunk.
  static func hasMagic(_ chunk: borrowing Span<UInt8>) -> Bool {
    chunk.count >= 8 && chunk.extracting(0..<8).equals("ElfChnk\0")
  }

  /// Reads the header of a chunk of at least 512 bytes.
  init(_ chunk: borrowing Span<UInt8>) {
    lastRecord = chunk.uint64(at: 32)
    freeSpace = Int(chunk.uint32(at: 48))
    let stored = chunk.uint32(at: 124)
    checksumMissing = stored == 0 || chunk.uint32(at: 120) & 4 != 0
    checksumMatches = stored == CRC32.checksum(chunk, [0..<120, 128..<512])
  }
}
