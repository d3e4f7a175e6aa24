/// A section header.
public struct ELFSection: Sendable, Equatable {
  /// The name, at most 256 bytes of it, invalid UTF-8 repaired; empty when it could not be read.
  public var name = ""
  /// sh_type.
  public var type: UInt32 = 0
  /// sh_flags.
  public var flags: UInt64 = 0
  /// sh_addr.
  public var address: UInt64 = 0
  /// sh_offset.
  public var offset: UInt64 = 0
  /// sh_size.
  public var size: UInt64 = 0
  /// sh_link.
  public var link: UInt32 = 0
  /// sh_info.
  public var info: UInt32 = 0
  /// sh_addralign.
  public var alignment: UInt64 = 0
  /// sh_entsize.
  public var entrySize: UInt64 = 0
  /// Where its bytes are in the file, cut to the file; empty for sections without bytes (SHT_NOBITS).
  public var range = 0..<0

  /// SHF_WRITE.
  public var isWritable: Bool { flags & 1 != 0 }
  /// SHF_ALLOC.
  public var isAllocated: Bool { flags & 2 != 0 }
  /// SHF_EXECINSTR.
  public var isExecutable: Bool { flags & 4 != 0 }
}

/// sh_type values that are looked at.
enum ELFSectionType {
  static let symbols: UInt32 = 2
  static let strings: UInt32 = 3
  static let relocationsWithAddend: UInt32 = 4
  static let note: UInt32 = 7
  static let noBits: UInt32 = 8
  static let relocations: UInt32 = 9
  static let dynamicSymbols: UInt32 = 11
  static let relative: UInt32 = 19
  static let versionDefinitions: UInt32 = 0x6FFF_FFFD
  static let versionNeeds: UInt32 = 0x6FFF_FFFE
}

extension ELFSection {
  /// The most section headers that are read. Linux refuses none, and linkers of large programs with a section a function
  /// make tens of thousands in object files.
  static let limit = 200_000
  static let nameLimit = 256

  /// Reads the table of sections, without names.
  static func table(
    _ bytes: borrowing Span<UInt8>, _ header: ELFHeader, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> [ELFSection] {
    guard header.sectionHeaderOffset > 0, header.sectionHeaderCount > 0 else { return [] }
    let standard = header.is64Bit ? 64 : 40
    let size = Int(header.sectionHeaderSize)
    if size != standard { anomalies.note(.unusualEntrySize) }
    guard size >= standard else { return [] }
    guard let start = Int(exactly: header.sectionHeaderOffset), start < bytes.count else {
      anomalies.note(.tableOutsideFile)
      return []
    }
    let count = Swift.min(header.sectionHeaderCount, (bytes.count &- start) / size, limit)
    if count < header.sectionHeaderCount { anomalies.note(.tableTruncated) }
    var sections: [ELFSection] = []
    sections.reserveCapacity(count)
    for index in 0..<count { sections.append(ELFSection(bytes, header, at: start &+ index &* size, &anomalies)) }
    return sections
  }

  private init(
    _ bytes: borrowing Span<UInt8>, _ header: ELFHeader, at offset: Int, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    let word = header.wordSize
    let order = header.byteOrder
    type = bytes.u32(at: offset &+ 4, order) ?? 0
    flags = header.word(bytes, at: offset &+ 8) ?? 0
    address = header.word(bytes, at: offset &+ 8 &+ word) ?? 0
    self.offset = header.word(bytes, at: offset &+ 8 &+ 2 &* word) ?? 0
    size = header.word(bytes, at: offset &+ 8 &+ 3 &* word) ?? 0
    link = bytes.u32(at: offset &+ 8 &+ 4 &* word, order) ?? 0
    info = bytes.u32(at: offset &+ 12 &+ 4 &* word, order) ?? 0
    alignment = header.word(bytes, at: offset &+ 16 &+ 4 &* word) ?? 0
    entrySize = header.word(bytes, at: offset &+ 16 &+ 5 &* word) ?? 0
    guard type != ELFSectionType.noBits, type != 0 else { return }
    range = bytes.clampedRange(at: self.offset, count: size)
    if UInt64(range.count) != size { anomalies.note(.sectionOutsideFile) }
    // An empty range is nowhere: the end of the file is not its end.
    if range.isEmpty { range = 0..<0 }
  }

  /// Gives the sections their names.
  static func name(
    _ sections: inout [ELFSection], _ bytes: borrowing Span<UInt8>, _ header: ELFHeader,
    _ budget: inout ReadingBudget, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    guard !sections.isEmpty else { return }
    guard sections.indices.contains(header.sectionNameIndex), header.sectionNameIndex > 0,
      sections[header.sectionNameIndex].type == ELFSectionType.strings,
      let table = Int(exactly: header.sectionHeaderOffset)
    else {
      anomalies.note(.badSectionNameTable)
      return
    }
    let names = sections[header.sectionNameIndex].range
    for index in sections.indices {
      let place = table &+ index &* Int(header.sectionHeaderSize)
      guard let name = bytes.u32(at: place, header.byteOrder),
        let range = budget.name(bytes, in: names, at: Int(name), limit: nameLimit)
      else {
        anomalies.note(.badSectionName)
        continue
      }
      sections[index].name = bytes.text(range)
    }
  }
}
