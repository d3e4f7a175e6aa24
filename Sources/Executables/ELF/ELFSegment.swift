/// A program header.
public struct ELFSegment: Sendable, Equatable {
  /// p_type.
  public var type: UInt32 = 0
  /// p_flags: 1 execute, 2 write, 4 read.
  public var flags: UInt32 = 0
  /// p_offset.
  public var offset: UInt64 = 0
  /// p_vaddr.
  public var address: UInt64 = 0
  /// p_paddr.
  public var physicalAddress: UInt64 = 0
  /// p_filesz.
  public var fileSize: UInt64 = 0
  /// p_memsz.
  public var memorySize: UInt64 = 0
  /// p_align.
  public var alignment: UInt64 = 0
  /// Where its bytes are in the file, cut to the file.
  public var range = 0..<0

  /// PT_LOAD.
  public var isLoaded: Bool { type == ELFSegmentType.load }
  /// PF_X.
  public var isExecutable: Bool { flags & 1 != 0 }
  /// PF_W.
  public var isWritable: Bool { flags & 2 != 0 }

  /// Whether an address is inside its memory.
  func contains(_ address: UInt64) -> Bool { address >= self.address && address &- self.address < memorySize }
}

/// p_type values that are looked at.
enum ELFSegmentType {
  static let load: UInt32 = 1
  static let dynamic: UInt32 = 2
  static let interpreter: UInt32 = 3
  static let note: UInt32 = 4
  static let stack: UInt32 = 0x6474_E551
  static let relro: UInt32 = 0x6474_E552
}

extension ELFSegment {
  /// The most program headers that are read; Linux itself takes at most 64 KiB of them (1,170 of 64 bits).
  static let limit = 65536

  /// Reads the table of segments.
  static func table(
    _ bytes: borrowing Span<UInt8>, _ header: ELFHeader, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> [ELFSegment] {
    guard header.programHeaderOffset > 0, header.programHeaderCount > 0 else { return [] }
    let standard = header.is64Bit ? 56 : 32
    let size = Int(header.programHeaderSize)
    if size != standard { anomalies.note(.unusualEntrySize) }
    guard size >= standard else { return [] }
    guard let start = Int(exactly: header.programHeaderOffset), start < bytes.count else {
      anomalies.note(.tableOutsideFile)
      return []
    }
    let count = Swift.min(header.programHeaderCount, (bytes.count &- start) / size, limit)
    if count < header.programHeaderCount { anomalies.note(.tableTruncated) }
    var segments: [ELFSegment] = []
    segments.reserveCapacity(count)
    for index in 0..<count { segments.append(ELFSegment(bytes, header, at: start &+ index &* size, &anomalies)) }
    return segments
  }

  private init(
    _ bytes: borrowing Span<UInt8>, _ header: ELFHeader, at start: Int, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    let order = header.byteOrder
    let word = header.wordSize
    // The 64-bit layout has the flags second, the 32-bit one second to last.
    let first = header.is64Bit ? start &+ 8 : start &+ 4
    type = bytes.u32(at: start, order) ?? 0
    flags = bytes.u32(at: header.is64Bit ? start &+ 4 : start &+ 24, order) ?? 0
    offset = header.word(bytes, at: first) ?? 0
    address = header.word(bytes, at: first &+ word) ?? 0
    physicalAddress = header.word(bytes, at: first &+ 2 &* word) ?? 0
    fileSize = header.word(bytes, at: first &+ 3 &* word) ?? 0
    memorySize = header.word(bytes, at: first &+ 4 &* word) ?? 0
    alignment = header.word(bytes, at: header.is64Bit ? start &+ 48 : start &+ 28) ?? 0
    range = bytes.clampedRange(at: offset, count: fileSize)
    if UInt64(range.count) != fileSize { anomalies.note(.segmentOutsideFile) }
    // An empty range is nowhere: the end of the file is not its end.
    if range.isEmpty { range = 0..<0 }
  }
}

/// Where addresses of memory are in the file.
struct ELFAddressMap: Sendable {
  private let loaded: [ELFSegment]

  init(_ segments: [ELFSegment]) { loaded = Array(segments.filter(\.isLoaded).prefix(64)) }

  /// The offset of an address in the file, and how many bytes follow it in its segment; nil when nothing is loaded there.
  func place(of address: UInt64) -> Range<Int>? {
    for segment in loaded where address >= segment.address {
      let distance = address &- segment.address
      guard let skip = Int(exactly: distance), skip < segment.range.count else { continue }
      return segment.range.lowerBound &+ skip..<segment.range.upperBound
    }
    return nil
  }
}
