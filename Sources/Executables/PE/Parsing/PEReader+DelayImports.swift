extension PEReader {
  private static let descriptorSize = 32

  /// Reads the delay import directory.
  mutating func readDelayImports(_ data: borrowing Span<UInt8>, at start: Int) throws(PEFault) {
    var imports = PEImports()
    var address = start
    var errors = 0
    while true {
      guard let range = try? bytes(at: address, Self.descriptorSize) else {
        note(.delayImportUnreadable, at: address)
        break
      }
      guard let descriptor = structure(range, Self.descriptorSize) else { break }
      if data.isZero(descriptor..<descriptor + Self.descriptorSize) { break }
      let offset = try self.offset(of: address)
      func field(_ index: Int) -> UInt64 { UInt64(data.u32(at: descriptor + 4 * index) ?? 0) }
      // Compilers before Visual Studio 6 wrote addresses, not RVAs.
      let hasAddresses = field(0) == 0 && file.coffHeader.machine == 0x14c
      func location(_ index: Int) -> Int { Int(clamping: hasAddresses ? relativeToImage(field(index)) : field(index)) }
      let addresses = location(3)
      let lookup = location(4)
      let name = location(1)
      address += Self.descriptorSize
      var limit = data.count - offset
      if address > lookup || address > addresses { limit = max(address - lookup, address - addresses) }
      let first = imports.symbols.count
      do {
        try readSymbols(
          data, lookup: lookup, addresses: addresses, limit: limit, hasAddresses: hasAddresses, into: &imports.symbols)
      } catch {
        note(.delayImportDataInvalid, at: address)
        imports.symbols.removeSubrange(first...)
      }
      if errors > 5 {
        note(.tooManyDelayImportErrors, at: address)
        imports.symbols.removeSubrange(first...)
        break
      }
      if imports.symbols.count == first {
        errors += 1
        continue
      }
      if importTableEntries > PENameRules.importLimit {
        note(.tooManyDelayImportedSymbols, at: address)
        imports.symbols.removeSubrange(first...)
        break
      }
      appendLibrary(data, named: name, from: first, to: &imports)
    }
    if !imports.libraries.isEmpty { file.delayImports = imports }
  }
}
