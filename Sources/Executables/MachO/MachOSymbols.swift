/// A symbol (`nlist`). Its name stays in the image.
public struct MachOSymbol: Sendable, Equatable {
  /// Where the name begins in the image.
  public var nameOffset = 0
  /// How long the name is.
  public var nameLength: UInt32 = 0
  /// n_type.
  public var type: UInt8 = 0
  /// n_sect, from 1.
  public var section: UInt8 = 0
  /// n_desc.
  public var description: UInt16 = 0
  /// n_value.
  public var value: UInt64 = 0

  /// Where the name is in the image.
  public var nameRange: Range<Int> { nameOffset..<nameOffset &+ Int(nameLength) }
  /// Whether it is an entry for debuggers.
  public var isDebugging: Bool { type & 0xE0 != 0 }
  /// Whether others see it.
  public var isExternal: Bool { type & 1 != 0 && !isDebugging }
  /// Whether it comes from another image.
  public var isImport: Bool { isExternal && type & 0x0E == 0 && value == 0 }
  /// Whether it is offered to other images: external, not private, defined.
  public var isExport: Bool { isExternal && type & 0x10 == 0 && type & 0x0E != 0 }
  /// The number of the library it comes from, in images with two-level names: 0 itself, 254 dynamic look-up, 255 the
  /// executable.
  public var libraryOrdinal: UInt8 { UInt8(description >> 8) }
}

extension MachOImage {
  static let symbolNameLimit = 65536

  mutating func readSymbols(_ bytes: borrowing Span<UInt8>, _ command: MachOCommand, _ budget: inout ReadingBudget) {
    let order = header.byteOrder
    let size = header.is64Bit ? 16 : 12
    guard let offset = command.u32(bytes, 8, order), let count = command.u32(bytes, 12, order),
      let stringsOffset = command.u32(bytes, 16, order), let stringsSize = command.u32(bytes, 20, order)
    else {
      anomalies.note(.badCommandSize)
      return
    }
    let area = bytes.clampedRange(at: offset, count: Int(count) &* size)
    let strings = bytes.clampedRange(at: stringsOffset, count: stringsSize)
    if area.count != Int(count) &* size || strings.count != Int(stringsSize) { anomalies.note(.tableOutsideFile) }
    let room = area.count / size
    guard budget.reserve(room &* MemoryLayout<MachOSymbol>.stride) else { return }
    symbols.reserveCapacity(room)
    let sectionCount = segments.reduce(0) { $0 &+ $1.sections.count }
    for index in 0..<room {
      let place = area.lowerBound &+ index &* size
      guard let name = bytes.u32(at: place, order) else { break }
      var symbol = MachOSymbol()
      symbol.type = bytes.u8(at: place &+ 4) ?? 0
      symbol.section = bytes.u8(at: place &+ 5) ?? 0
      symbol.description = bytes.u16(at: place &+ 6, order) ?? 0
      symbol.value = header.word(bytes, at: place &+ 8) ?? 0
      if name != 0 {
        if let range = budget.name(bytes, in: strings, at: Int(name), limit: Self.symbolNameLimit) {
          symbol.nameOffset = range.lowerBound
          symbol.nameLength = UInt32(range.count)
        } else {
          anomalies.note(.badSymbolName)
        }
      }
      if !symbol.isDebugging, symbol.type & 0x0E == 0x0E, Int(symbol.section) > sectionCount || symbol.section == 0 {
        anomalies.note(.badSymbolSection)
      }
      symbols.append(symbol)
    }
  }

  /// The name of a symbol as text. `bytes` are those of the image.
  public func name(of symbol: MachOSymbol, in bytes: borrowing Span<UInt8>) -> String { bytes.text(symbol.nameRange) }

  /// The names of symbols taken from other images, in the order of the table.
  public func importNames(in bytes: borrowing Span<UInt8>) -> [String] {
    var names: [String] = []
    for symbol in symbols where symbol.isImport && symbol.nameLength > 0 { names.append(bytes.text(symbol.nameRange)) }
    return names
  }

  /// The hash of the imports (ECS `macho.import_hash`, Anomali's SymHash): MD5 of the lower-case names of undefined external
  /// symbols with commas between, in the order of the table, which linkers sort. Nil without imports.
  public func importHash(in bytes: borrowing Span<UInt8>) -> String? {
    var text: [UInt8] = []
    for symbol in symbols where symbol.isImport && symbol.nameLength > 0 {
      if !text.isEmpty { text.append(0x2C) }
      text += bytes.copy(symbol.nameRange)
    }
    guard !text.isEmpty else { return nil }
    for index in text.indices where text[index] >= 0x41 && text[index] <= 0x5A { text[index] |= 0x20 }
    return Hexadecimal.text(MD5.hash(text))
  }
}
