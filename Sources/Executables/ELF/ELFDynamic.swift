/// The dynamic table: what the loader is told.
public struct ELFDynamic: Sendable, Equatable {
  /// One entry: d_tag and d_val.
  public struct Entry: Sendable, Equatable {
    /// d_tag, sign-extended in 32-bit files.
    public var tag: Int64
    /// d_val or d_ptr.
    public var value: UInt64
  }

  /// All entries before DT_NULL.
  public var entries: [Entry] = []
  /// DT_NEEDED: the libraries to load.
  public var needed: [String] = []
  /// DT_SONAME.
  public var soname: String?
  /// DT_RPATH, not yet split at colons.
  public var rpath: String?
  /// DT_RUNPATH, not yet split at colons.
  public var runpath: String?
  /// DT_FLAGS.
  public var flags: UInt64 = 0
  /// DT_FLAGS_1.
  public var flags1: UInt64 = 0
  /// Where the string table is in the file.
  var strings = 0..<0

  /// The first value of a tag.
  public func value(_ tag: Int64) -> UInt64? { entries.first { $0.tag == tag }?.value }

  /// Whether every symbol is bound before the program starts: DT_BIND_NOW, DF_BIND_NOW or DF_1_NOW.
  public var bindsNow: Bool { value(ELFDynamicTag.bindNow) != nil || flags & 8 != 0 || flags1 & 1 != 0 }
}

/// d_tag values that are looked at.
enum ELFDynamicTag {
  static let null: Int64 = 0
  static let needed: Int64 = 1
  static let pltRelocationsSize: Int64 = 2
  static let hash: Int64 = 4
  static let strings: Int64 = 5
  static let symbols: Int64 = 6
  static let rela: Int64 = 7
  static let relaSize: Int64 = 8
  static let relaEntry: Int64 = 9
  static let stringsSize: Int64 = 10
  static let symbolEntry: Int64 = 11
  static let soname: Int64 = 14
  static let rpath: Int64 = 15
  static let rel: Int64 = 17
  static let relSize: Int64 = 18
  static let relEntry: Int64 = 19
  static let pltRelocationsKind: Int64 = 20
  static let textRelocations: Int64 = 22
  static let bindNow: Int64 = 24
  static let runpath: Int64 = 29
  static let flags: Int64 = 30
  static let relrSize: Int64 = 35
  static let gnuHash: Int64 = 0x6FFF_FEF5
  static let versionDefinitions: Int64 = 0x6FFF_FFFC
  static let versionNeeds: Int64 = 0x6FFF_FFFE
  static let flags1: Int64 = 0x6FFF_FFFB
}

extension ELFDynamic {
  static let entryLimit = 65536
  static let nameLimit = 4096

  /// Reads the table at a range of the file.
  init(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ header: ELFHeader, _ map: ELFAddressMap,
    _ budget: inout ReadingBudget, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    let size = 2 &* header.wordSize
    var offset = range.lowerBound
    var ended = false
    while offset &+ size <= range.upperBound, entries.count < Self.entryLimit {
      let word = header.word(bytes, at: offset) ?? 0
      let tag = header.is64Bit ? Int64(bitPattern: word) : Int64(Int32(truncatingIfNeeded: word))
      if tag == ELFDynamicTag.null {
        ended = true
        break
      }
      entries.append(Entry(tag: tag, value: header.word(bytes, at: offset &+ header.wordSize) ?? 0))
      offset &+= size
    }
    if !ended { anomalies.note(.unterminatedDynamic) }
    flags = value(ELFDynamicTag.flags) ?? 0
    flags1 = value(ELFDynamicTag.flags1) ?? 0
    if let address = value(ELFDynamicTag.strings) {
      if let place = map.place(of: address) {
        let size = value(ELFDynamicTag.stringsSize).map { Int(clamping: $0) } ?? place.count
        strings = place.lowerBound..<place.lowerBound &+ Swift.min(size, place.count)
      } else {
        anomalies.note(.dynamicAddressUnmapped)
      }
    }
    readStrings(bytes, &budget, &anomalies)
  }

  private mutating func readStrings(
    _ bytes: borrowing Span<UInt8>, _ budget: inout ReadingBudget, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    for entry in entries {
      let tag = entry.tag
      let isName =
        tag == ELFDynamicTag.needed || tag == ELFDynamicTag.soname || tag == ELFDynamicTag.rpath
        || tag == ELFDynamicTag.runpath
      guard isName else { continue }
      guard let range = budget.name(bytes, in: strings, at: Int(clamping: entry.value), limit: Self.nameLimit) else {
        anomalies.note(.badDynamicString)
        continue
      }
      let text = bytes.text(range)
      switch tag {
      case ELFDynamicTag.needed: needed.append(text)
      case ELFDynamicTag.soname: soname = soname ?? text
      case ELFDynamicTag.rpath: rpath = rpath ?? text
      default: runpath = runpath ?? text
      }
    }
  }
}
