/// A segment.
public struct MachOSegment: Sendable, Equatable {
  /// segname.
  public var name: String
  /// vmaddr.
  public var address: UInt64
  /// vmsize.
  public var memorySize: UInt64
  /// fileoff.
  public var offset: UInt64
  /// filesize.
  public var fileSize: UInt64
  /// maxprot: 1 read, 2 write, 4 execute.
  public var maximumProtection: UInt32
  /// initprot.
  public var initialProtection: UInt32
  /// flags.
  public var flags: UInt32
  /// Its sections.
  public var sections: [MachOSection] = []
  /// Where its bytes are in the image, cut to the image.
  public var range: Range<Int>

  /// Whether an address is inside its memory.
  func contains(_ address: UInt64) -> Bool { address >= self.address && address &- self.address < memorySize }
}

/// A section.
public struct MachOSection: Sendable, Equatable {
  /// sectname.
  public var name: String
  /// segname.
  public var segment: String
  /// addr.
  public var address: UInt64
  /// size.
  public var size: UInt64
  /// offset.
  public var offset: UInt32
  /// align, a power of two.
  public var alignment: UInt32
  /// reloff.
  public var relocationOffset: UInt32
  /// nreloc.
  public var relocationCount: UInt32
  /// flags: type in the low byte, attributes above.
  public var flags: UInt32
  /// Where its bytes are in the image; empty when it has none (zero-filled).
  public var range: Range<Int>

  /// The type: 0 regular, 1 zero-filled, 2 C strings, 6 and 7 symbol pointers, 8 stubs, 9 and 10 initialisers, …
  public var type: UInt8 { UInt8(truncatingIfNeeded: flags) }
  /// S_ATTR_PURE_INSTRUCTIONS or S_ATTR_SOME_INSTRUCTIONS.
  public var hasInstructions: Bool { flags & 0x8000_0400 != 0 }
  /// Zero-filled: no bytes in the file.
  var isZeroFilled: Bool { type == 1 || type == 12 || type == 18 }
}

extension MachOSegment {
  static let sectionLimit = 65536

  init?(
    _ bytes: borrowing Span<UInt8>, _ command: MachOCommand, _ header: MachOHeader,
    _ anomalies: inout AnomalyTally<MachOAnomaly>
  ) {
    let is64Bit = command.type == MachOCommandType.segment64
    let order = header.byteOrder
    let fixed = is64Bit ? 72 : 56
    guard command.range.count >= fixed else {
      anomalies.note(.badCommandSize)
      return nil
    }
    func word(_ index: Int) -> UInt64 {
      let value =
        is64Bit
        ? command.u64(bytes, 24 &+ 8 &* index, order) : command.u32(bytes, 24 &+ 4 &* index, order).map(UInt64.init)
      return value ?? 0
    }
    func last(_ index: Int) -> UInt32 { command.u32(bytes, fixed &- 16 &+ 4 &* index, order) ?? 0 }
    name = Self.fixedName(bytes, at: command.range.lowerBound &+ 8)
    (address, memorySize, offset, fileSize) = (word(0), word(1), word(2), word(3))
    (maximumProtection, initialProtection, flags) = (last(0), last(1), last(3))
    range = bytes.clampedRange(at: offset, count: fileSize)
    if UInt64(range.count) != fileSize { anomalies.note(.segmentOutsideFile) }
    // An empty range is nowhere: the end of the file is not its end.
    if range.isEmpty { range = 0..<0 }
    let count = Int(last(2))
    let size = is64Bit ? 80 : 68
    let fits = Swift.min(count, (command.range.count &- fixed) / size, Self.sectionLimit)
    if fits < count { anomalies.note(.tableTruncated) }
    sections.reserveCapacity(fits)
    for index in 0..<fits {
      let place = command.range.lowerBound &+ fixed &+ index &* size
      sections.append(MachOSection(bytes, at: place, is64Bit: is64Bit, order, &anomalies))
    }
  }

  /// A name of up to 16 bytes.
  static func fixedName(_ bytes: borrowing Span<UInt8>, at offset: Int) -> String {
    bytes.terminatedRange(at: offset, limit: 16).map { bytes.text($0) } ?? ""
  }
}

extension MachOSection {
  fileprivate init(
    _ bytes: borrowing Span<UInt8>, at place: Int, is64Bit: Bool, _ order: ByteOrder,
    _ anomalies: inout AnomalyTally<MachOAnomaly>
  ) {
    name = MachOSegment.fixedName(bytes, at: place)
    segment = MachOSegment.fixedName(bytes, at: place &+ 16)
    let fields: Int
    if is64Bit {
      address = bytes.u64(at: place &+ 32, order) ?? 0
      size = bytes.u64(at: place &+ 40, order) ?? 0
      fields = place &+ 48
    } else {
      address = UInt64(bytes.u32(at: place &+ 32, order) ?? 0)
      size = UInt64(bytes.u32(at: place &+ 36, order) ?? 0)
      fields = place &+ 40
    }
    func u32(_ index: Int) -> UInt32 { bytes.u32(at: fields &+ 4 &* index, order) ?? 0 }
    (offset, alignment, relocationOffset, relocationCount, flags) = (u32(0), u32(1), u32(2), u32(3), u32(4))
    range = 0..<0
    guard !isZeroFilled else { return }
    range = bytes.clampedRange(at: offset, count: size)
    if UInt64(range.count) != size { anomalies.note(.sectionOutsideFile) }
    // An empty range is nowhere: the end of the file is not its end.
    if range.isEmpty { range = 0..<0 }
  }
}
