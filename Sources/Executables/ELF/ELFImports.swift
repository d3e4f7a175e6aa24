extension ELFFile {
  /// The names of symbols taken from other files, in the order of the table.
  public func importNames(in bytes: borrowing Span<UInt8>) -> [String] {
    var names: [String] = []
    for symbol in dynamicSymbols?.symbols ?? [] where symbol.isImport { names.append(bytes.text(symbol.nameRange)) }
    return names
  }

  /// The names of symbols offered to other files, in the order of the table.
  public func exportNames(in bytes: borrowing Span<UInt8>) -> [String] {
    var names: [String] = []
    for symbol in dynamicSymbols?.symbols ?? [] where symbol.isExport { names.append(bytes.text(symbol.nameRange)) }
    return names
  }

  /// The hash of the imports as Elastic's endpoint computes it (ECS `elf.import_hash`): MD5 of the lower-case
  /// `library.symbol` of every undefined global symbol, in order, with commas between. The library is that of the symbol's
  /// version, and empty without one. Nil without imports.
  public func importHash(in bytes: borrowing Span<UInt8>) -> String? {
    guard let table = dynamicSymbols else { return nil }
    var libraries: [UInt16: [UInt8]] = [:]
    for need in versionNeeds { for index in need.indices { libraries[index] = Array(need.library.utf8) } }
    let versions = sections.first { $0.type == 0x6FFF_FFFF }?.range ?? 0..<0
    var text: [UInt8] = []
    for (index, symbol) in table.symbols.enumerated() where symbol.section == 0 && symbol.binding == 1 {
      guard symbol.nameLength > 0 else { continue }
      if !text.isEmpty { text.append(0x2C) }
      let place = versions.lowerBound &+ 2 &* index
      if place &+ 2 <= versions.upperBound, let version = bytes.u16(at: place, header.byteOrder) {
        text += libraries[version & 0x7FFF] ?? []
      }
      text.append(0x2E)
      text += bytes.copy(symbol.nameRange)
    }
    guard !text.isEmpty else { return nil }
    for index in text.indices where text[index] >= 0x41 && text[index] <= 0x5A { text[index] |= 0x20 }
    return Hexadecimal.text(MD5.hash(text))
  }
}
