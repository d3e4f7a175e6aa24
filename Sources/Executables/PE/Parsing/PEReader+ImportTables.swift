/// An entry of an import lookup or address table, and the bounds within which tables are believed.
private enum Thunk {
  /// Addresses of names further apart than this are not those of one module.
  static let addressSpread: UInt64 = 128 << 20
  /// How often addresses of names may be repeated.
  static let repetitions = 15
}

/// Addresses seen in a table: the least, the greatest, and which.
private struct AddressesSeen {
  private var low = UInt64.max
  private var high = UInt64.min
  private var seen: Set<UInt64> = []

  var spread: UInt64 { low <= high ? high - low : 0 }

  /// Adds an address and says whether it is new. Compilers sort names, so the usual new address is the greatest yet.
  mutating func insert(_ address: UInt64) -> Bool {
    low = min(low, address)
    high = max(high, address)
    return seen.insert(address).inserted
  }
}

extension PEReader {
  /// Whether import tables have 64-bit entries.
  var hasWideThunks: Bool { file.optionalHeader.kind == .pe32Plus }

  /// An address in the image made relative to it, as import descriptors of old compilers need.
  func relativeToImage(_ address: UInt64) -> UInt64 {
    let base = file.optionalHeader.imageBase
    return address >= base && address - base < UInt64(file.optionalHeader.sizeOfImage) ? address - base : address
  }

  /// The entries of an import lookup or address table up to the zero that ends it; nil where it cannot be believed.
  ///
  /// - Parameters:
  ///   - start: the table's address; none is read at zero.
  ///   - limit: bytes behind which the table must have ended.
  ///   - hasAddresses: whether entries are addresses rather than RVAs.
  mutating func importTable(
    _ data: borrowing Span<UInt8>, at start: Int, limit: Int, hasAddresses: Bool
  ) -> [UInt64]? {
    var entries: [UInt64] = []
    var address = start
    var repeated = 0
    var near = AddressesSeen()
    var far = AddressesSeen()
    let size = hasWideThunks ? 8 : 4
    let ordinalFlag: UInt64 = hasWideThunks ? 1 << 63 : 1 << 31
    while address != 0 {
      if address >= start + limit {
        note(.importTableBeyondBounds, at: address)
        break
      }
      if importTableEntries > PENameRules.importLimit {
        note(.tooManyImports, at: address)
        break
      }
      importTableEntries += 1
      if repeated >= Thunk.repetitions || near.spread > Thunk.addressSpread || far.spread > Thunk.addressSpread {
        return nil
      }
      guard let range = try? bytes(at: address, size), range.count == size else {
        note(.importTableUnreadable, at: address)
        return nil
      }
      let raw = size == 8 ? data.u64(at: range.lowerBound) ?? 0 : UInt64(data.u32(at: range.lowerBound) ?? 0)
      let entry = hasAddresses ? relativeToImage(raw) : raw
      if entry >= start, entry <= address {
        note(.importTableOverlapsThunk, at: address)
        break
      }
      if entry & ordinalFlag != 0 {
        if entry & 0x7fff_ffff > 0xffff { return nil }
      } else if entry != 0 {
        let isNew = entry >> 32 != 0 ? far.insert(entry) : near.insert(entry)
        if !isNew { repeated += 1 }
      }
      if raw == 0 { break }
      address += size
      entries.append(entry)
    }
    return entries
  }

  /// Reads the symbols of one library and appends them; none when the tables are damaged.
  ///
  /// - Throws: when the tables hold what cannot be an import, so that the library is left out.
  mutating func readSymbols(
    _ data: borrowing Span<UInt8>, lookup: Int, addresses: Int, limit: Int, hasAddresses: Bool,
    into symbols: inout [PEImportedSymbol]
  ) throws(PEFault) {
    let lookupTable = importTable(data, at: lookup, limit: limit, hasAddresses: hasAddresses) ?? []
    let addressTable = importTable(data, at: addresses, limit: limit, hasAddresses: hasAddresses) ?? []
    let table = lookupTable.isEmpty ? addressTable : lookupTable
    if table.isEmpty { return note(.damagedImportTable, at: lookup) }
    let ordinalFlag: UInt64 = hasWideThunks ? 1 << 63 : 1 << 31
    var invalid = 0
    for (index, entry) in table.enumerated() {
      if entry & ordinalFlag != 0 {
        let ordinal = UInt16(truncatingIfNeeded: entry)
        if ordinal != 0 { symbols.append(PEImportedSymbol(name: nil, ordinal: ordinal, hint: nil)) }
        continue
      }
      guard entry != 0 else { throw .unmapped }
      let address = Int(truncatingIfNeeded: entry & (hasWideThunks ? 0x7fff_ffff_ffff_ffff : 0x7fff_ffff))
      let hint = try bytes(at: address, 2)
      let name = text(data, at: Int(clamping: entry &+ 2), limit: PENameRules.limit)
      guard data.allSatisfy(PENameRules.importedFunction, in: name) else {
        if invalid > 1000, invalid == index { throw .unmapped }
        invalid += 1
        continue
      }
      if name.isEmpty { continue }
      symbols.append(PEImportedSymbol(name: name, ordinal: nil, hint: data.u16(at: hint.lowerBound)))
    }
  }
}
