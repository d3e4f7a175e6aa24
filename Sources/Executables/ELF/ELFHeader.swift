/// Why bytes are not read as an ELF file at all. Everything past the header is an anomaly, not an error.
public enum ELFError: Error, Equatable, Sendable {
  /// The file does not begin with 7F 'E' 'L' 'F'.
  case noMagic
  /// The class (byte 4) is neither 1 (32-bit) nor 2 (64-bit).
  case unknownClass(UInt8)
  /// The file ends inside its header.
  case truncatedHeader(size: Int)
}

/// The file header (System V ABI, "ELF Header"), with the extended numbers of sections and segments resolved.
public struct ELFHeader: Sendable, Equatable {
  /// Whether addresses have 64 bits (ELFCLASS64).
  public var is64Bit = true
  /// The order of bytes (EI_DATA); little where the file says neither.
  public var byteOrder = ByteOrder.little
  /// EI_VERSION.
  public var identVersion: UInt8 = 0
  /// EI_OSABI.
  public var osABI: UInt8 = 0
  /// EI_ABIVERSION.
  public var abiVersion: UInt8 = 0
  /// e_type: 1 relocatable, 2 executable, 3 shared object, 4 core.
  public var type: UInt16 = 0
  /// e_machine.
  public var machine: UInt16 = 0
  /// e_version.
  public var version: UInt32 = 0
  /// e_entry, a virtual address.
  public var entry: UInt64 = 0
  /// e_phoff.
  public var programHeaderOffset: UInt64 = 0
  /// e_shoff.
  public var sectionHeaderOffset: UInt64 = 0
  /// e_flags.
  public var flags: UInt32 = 0
  /// e_ehsize.
  public var headerSize: UInt16 = 0
  /// e_phentsize.
  public var programHeaderSize: UInt16 = 0
  /// e_phnum, or the number in section 0 where that is 0xFFFF.
  public var programHeaderCount: Int = 0
  /// e_shentsize.
  public var sectionHeaderSize: UInt16 = 0
  /// e_shnum, or the number in section 0 where that is 0.
  public var sectionHeaderCount: Int = 0
  /// e_shstrndx, or the index in section 0 where that is 0xFFFF.
  public var sectionNameIndex: Int = 0

  /// The bytes of an address or offset: 4 or 8.
  var wordSize: Int { is64Bit ? 8 : 4 }

  /// An address or offset of the file.
  func word(_ bytes: borrowing Span<UInt8>, at offset: Int) -> UInt64? {
    is64Bit ? bytes.u64(at: offset, byteOrder) : bytes.u32(at: offset, byteOrder).map(UInt64.init)
  }

  /// Reads the header.
  init(_ bytes: borrowing Span<UInt8>, _ anomalies: inout AnomalyTally<ELFAnomaly>) throws(ELFError) {
    guard bytes.u32(at: 0, .big) == 0x7F45_4C46 else { throw .noMagic }
    guard bytes.count >= 16 else { throw .truncatedHeader(size: bytes.count) }
    switch bytes[4] {
    case 1: is64Bit = false
    case 2: is64Bit = true
    case let other: throw .unknownClass(other)
    }
    switch bytes[5] {
    case 1: byteOrder = .little
    case 2: byteOrder = .big
    default: anomalies.note(.unknownByteOrder)
    }
    identVersion = bytes[6]
    osABI = bytes[7]
    abiVersion = bytes[8]
    for index in 9..<16 where bytes[index] != 0 {
      anomalies.note(.identPaddingUsed)
      break
    }
    let tail = 24 + 3 * wordSize
    guard bytes.count >= tail + 16 else { throw .truncatedHeader(size: bytes.count) }
    func u16(_ offset: Int) -> UInt16 { bytes.u16(at: offset, byteOrder) ?? 0 }
    func u32(_ offset: Int) -> UInt32 { bytes.u32(at: offset, byteOrder) ?? 0 }
    type = u16(16)
    machine = u16(18)
    version = u32(20)
    entry = word(bytes, at: 24) ?? 0
    programHeaderOffset = word(bytes, at: 24 + wordSize) ?? 0
    sectionHeaderOffset = word(bytes, at: 24 + 2 * wordSize) ?? 0
    flags = u32(tail)
    headerSize = u16(tail + 4)
    programHeaderSize = u16(tail + 6)
    programHeaderCount = Int(u16(tail + 8))
    sectionHeaderSize = u16(tail + 10)
    sectionHeaderCount = Int(u16(tail + 12))
    sectionNameIndex = Int(u16(tail + 14))
    if identVersion != 1 || version != 1 { anomalies.note(.unknownVersion) }
    if Int(headerSize) != tail + 16 { anomalies.note(.unusualHeaderSize) }
    resolveExtendedNumbers(bytes)
  }

  /// Counts that do not fit their 16 bits stand in the first section header.
  private mutating func resolveExtendedNumbers(_ bytes: borrowing Span<UInt8>) {
    guard sectionHeaderOffset > 0, let first = Int(exactly: sectionHeaderOffset), first < bytes.count else { return }
    let size = is64Bit ? 32 : 20
    if sectionHeaderCount == 0, let count = word(bytes, at: first &+ size) {
      sectionHeaderCount = Int(clamping: count)
    }
    if sectionNameIndex == 0xFFFF, let link = bytes.u32(at: first &+ size &+ wordSize, byteOrder) {
      sectionNameIndex = Int(link)
    }
    if programHeaderCount == 0xFFFF, let info = bytes.u32(at: first &+ size &+ wordSize &+ 4, byteOrder), info > 0 {
      programHeaderCount = Int(info)
    }
  }
}
