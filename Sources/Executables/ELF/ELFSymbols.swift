/// A symbol. Its name stays in the file; `ELFSymbolTable.name` reads it.
public struct ELFSymbol: Sendable, Equatable {
  /// Where the name begins in the file.
  public var nameOffset = 0
  /// How long the name is.
  public var nameLength: UInt32 = 0
  /// st_shndx: 0 undefined, 0xFFF1 absolute, 0xFFF2 common.
  public var section: UInt16 = 0
  /// st_info: type in the low four bits, binding in the high four.
  public var info: UInt8 = 0
  /// st_other.
  public var other: UInt8 = 0
  /// st_value.
  public var value: UInt64 = 0
  /// st_size.
  public var size: UInt64 = 0

  /// STT_FUNC is 2, STT_OBJECT 1, STT_GNU_IFUNC 10.
  public var type: UInt8 { info & 15 }
  /// STB_LOCAL is 0, STB_GLOBAL 1, STB_WEAK 2.
  public var binding: UInt8 { info >> 4 }
  /// Where the name is in the file.
  public var nameRange: Range<Int> { nameOffset..<nameOffset &+ Int(nameLength) }
  /// Whether the symbol is taken from elsewhere.
  public var isImport: Bool { section == 0 && binding != 0 && nameLength > 0 }
  /// Whether the symbol is offered to others: defined, global or weak, of default or protected visibility.
  public var isExport: Bool { section != 0 && binding != 0 && nameLength > 0 && (other & 3 == 0 || other & 3 == 3) }
}

/// A table of symbols.
public struct ELFSymbolTable: Sendable, Equatable {
  /// The symbols, the empty first one included.
  public var symbols: [ELFSymbol] = []

  /// The name of a symbol as text. `bytes` are those of the file.
  public func name(_ index: Int, in bytes: borrowing Span<UInt8>) -> String {
    symbols.indices.contains(index) ? bytes.text(symbols[index].nameRange) : ""
  }
}

extension ELFSymbolTable {
  static let nameLimit = 65536

  /// Reads `count` symbols from `offset`.
  init(
    _ bytes: borrowing Span<UInt8>, at offset: Int, count: Int, strings: Range<Int>, sectionCount: Int,
    _ header: ELFHeader, _ budget: inout ReadingBudget, _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) {
    let size = header.is64Bit ? 24 : 16
    let order = header.byteOrder
    symbols.reserveCapacity(count)
    var badNames = 0
    var badSections = 0
    for index in 0..<count {
      let place = offset &+ index &* size
      guard let name = bytes.u32(at: place, order) else { break }
      var symbol = ELFSymbol()
      if header.is64Bit {
        symbol.info = bytes.u8(at: place &+ 4) ?? 0
        symbol.other = bytes.u8(at: place &+ 5) ?? 0
        symbol.section = bytes.u16(at: place &+ 6, order) ?? 0
        symbol.value = bytes.u64(at: place &+ 8, order) ?? 0
        symbol.size = bytes.u64(at: place &+ 16, order) ?? 0
      } else {
        symbol.value = UInt64(bytes.u32(at: place &+ 4, order) ?? 0)
        symbol.size = UInt64(bytes.u32(at: place &+ 8, order) ?? 0)
        symbol.info = bytes.u8(at: place &+ 12) ?? 0
        symbol.other = bytes.u8(at: place &+ 13) ?? 0
        symbol.section = bytes.u16(at: place &+ 14, order) ?? 0
      }
      if name != 0 {
        if let range = budget.name(bytes, in: strings, at: Int(name), limit: Self.nameLimit) {
          symbol.nameOffset = range.lowerBound
          symbol.nameLength = UInt32(range.count)
        } else {
          badNames &+= 1
        }
      }
      if sectionCount > 0, symbol.section < 0xFF00, Int(symbol.section) >= sectionCount { badSections &+= 1 }
      symbols.append(symbol)
    }
    anomalies.note(.badSymbolName, times: badNames)
    anomalies.note(.badSymbolSection, times: badSections)
  }
}

/// How many dynamic symbols there are, for files without section headers.
struct ELFSymbolCount {
  /// From DT_HASH, or DT_GNU_HASH, or the distance from the symbols to their names.
  static func dynamic(
    _ bytes: borrowing Span<UInt8>, _ dynamic: ELFDynamic, _ header: ELFHeader, _ map: ELFAddressMap,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> Int? {
    if let address = dynamic.value(ELFDynamicTag.hash), let place = map.place(of: address),
      let count = bytes.u32(at: place.lowerBound &+ 4, header.byteOrder)
    {
      return Int(count)
    }
    if let address = dynamic.value(ELFDynamicTag.gnuHash), let place = map.place(of: address) {
      return gnuHash(bytes, place, header, &anomalies)
    }
    guard let symbols = dynamic.value(ELFDynamicTag.symbols), let strings = dynamic.value(ELFDynamicTag.strings),
      strings > symbols
    else { return nil }
    return Int(clamping: (strings &- symbols) / (header.is64Bit ? 24 : 16))
  }

  /// The GNU hash table names the symbols that are defined: the last one is at the end of the longest-reaching chain.
  private static func gnuHash(
    _ bytes: borrowing Span<UInt8>, _ place: Range<Int>, _ header: ELFHeader,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> Int? {
    let order = header.byteOrder
    guard let bucketCount = bytes.u32(at: place.lowerBound, order),
      let first = bytes.u32(at: place.lowerBound &+ 4, order),
      let bloomSize = bytes.u32(at: place.lowerBound &+ 8, order)
    else { return nil }
    let buckets = place.lowerBound &+ 16 &+ Int(bloomSize) &* header.wordSize
    let chains = buckets &+ 4 &* Int(bucketCount)
    guard chains <= place.upperBound else {
      anomalies.note(.badHashTable)
      return nil
    }
    var last: UInt32 = 0
    for index in 0..<Int(bucketCount) {
      last = Swift.max(last, bytes.u32(at: buckets &+ 4 &* index, order) ?? 0)
    }
    // An empty table: every dynamic symbol is an import, `first` of them.
    guard last >= first, last > 0 else { return Int(first) }
    var index = Int(last &- first)
    while let value = bytes.u32(at: chains &+ 4 &* index, order) {
      if value & 1 == 1 { return Int(first) &+ index &+ 1 }
      index &+= 1
    }
    anomalies.note(.badHashTable)
    return nil
  }
}
