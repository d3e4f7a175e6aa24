/// Why bytes are not read as Mach-O at all.
public enum MachOError: Error, Equatable, Sendable {
  /// Neither a Mach-O magic number nor that of a universal file.
  case noMagic
  /// The magic number of a universal file, which Java class files share, and a number of architectures that can only be a
  /// version of Java.
  case javaClass
  /// The file ends inside its header.
  case truncatedHeader(size: Int)
}

/// A Mach-O file: one image, or several in a universal file.
public struct MachOFile: Sendable {
  /// One architecture of a file.
  public struct Slice: Sendable {
    /// cputype of the table, or of the image in a thin file.
    public var cpuType: UInt32
    /// cpusubtype of the table.
    public var cpuSubtype: UInt32
    /// Where the image is in the file.
    public var range: Range<Int>
    /// The power of two that the image should be aligned to.
    public var alignment: UInt32
    /// The image; nil when it cannot be read.
    public var image: MachOImage?
  }

  /// Whether there is a table of architectures.
  public private(set) var isUniversal = false
  /// The architectures.
  public private(set) var slices: [Slice] = []
  /// The bytes behind the last image; nil without any.
  public private(set) var overlay: Range<Int>?
  /// What is wrong with the table.
  public private(set) var anomalies = AnomalyTally<UniversalAnomaly>()

  /// The most architectures that are read. Java's versions begin at 45.
  static let sliceLimit = 43

  /// Reads a thin or universal file.
  public init(_ bytes: borrowing Span<UInt8>) throws(MachOError) {
    guard let magic = bytes.u32(at: 0, .big) else {
      throw bytes.count < 4 ? .noMagic : .truncatedHeader(size: bytes.count)
    }
    switch magic {
    case 0xCAFE_BABE: try readTable(bytes, is64Bit: false)
    case 0xCAFE_BABF: try readTable(bytes, is64Bit: true)
    default:
      let image = try MachOImage(bytes)
      slices = [
        Slice(
          cpuType: image.header.cpuType, cpuSubtype: image.header.cpuSubtype, range: 0..<bytes.count, alignment: 0,
          image: image)
      ]
    }
  }

  private mutating func readTable(_ bytes: borrowing Span<UInt8>, is64Bit: Bool) throws(MachOError) {
    guard let count = bytes.u32(at: 4, .big) else { throw .truncatedHeader(size: bytes.count) }
    guard count <= Self.sliceLimit else { throw .javaClass }
    isUniversal = true
    let size = is64Bit ? 32 : 20
    var read: [Range<Int>] = []
    for index in 0..<Int(count) {
      let place = 8 &+ index &* size
      guard bytes.range(at: place, count: size) != nil else {
        anomalies.note(.tableTruncated)
        break
      }
      func word(_ at: Int) -> UInt64 {
        is64Bit
          ? bytes.u64(at: place &+ 8 &+ 8 &* at, .big) ?? 0 : UInt64(bytes.u32(at: place &+ 8 &+ 4 &* at, .big) ?? 0)
      }
      var slice = Slice(
        cpuType: bytes.u32(at: place, .big) ?? 0, cpuSubtype: bytes.u32(at: place &+ 4, .big) ?? 0,
        range: bytes.clampedRange(at: word(0), count: word(1)),
        alignment: bytes.u32(at: place &+ (is64Bit ? 24 : 16), .big) ?? 0)
      if UInt64(slice.range.count) != word(1) { anomalies.note(.sliceOutsideFile) }
      if slices.contains(where: { $0.cpuType == slice.cpuType && $0.cpuSubtype == slice.cpuSubtype }) {
        anomalies.note(.duplicateArchitecture)
      }
      if slice.alignment < 32, slice.range.lowerBound & ((1 << Int(slice.alignment)) &- 1) != 0 {
        anomalies.note(.sliceMisaligned)
      }
      if read.contains(where: { $0.overlaps(slice.range) }) {
        anomalies.note(.slicesOverlap)
      } else {
        read.append(slice.range)
        slice.image = try? MachOImage(bytes.extracting(slice.range))
        if slice.image == nil { anomalies.note(.unreadableSlice) }
      }
      if let image = slice.image, image.header.cpuType != slice.cpuType { anomalies.note(.architectureDisagrees) }
      slices.append(slice)
    }
    let end = slices.map(\.range).filter { !$0.isEmpty }.map(\.upperBound).max() ?? 8
    overlay = end < bytes.count ? end..<bytes.count : nil
  }
}
