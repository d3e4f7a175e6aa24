extension PEReader {
  private static let descriptorSize = 20

  /// Reads the import directory.
  mutating func readImports(_ data: borrowing Span<UInt8>, at start: Int) throws(PEFault) {
    var imports = PEImports()
    var address = start
    var errors = 0
    while true {
      guard let range = try? bytes(at: address, Self.descriptorSize) else {
        note(.importDirectoryUnreadable, at: address)
        break
      }
      guard let descriptor = structure(range, Self.descriptorSize) else { break }
      if data.isZero(descriptor..<descriptor + Self.descriptorSize) { break }
      let offset = try self.offset(of: address)
      address += Self.descriptorSize
      let lookup = Int(data.u32(at: descriptor) ?? 0)
      let addresses = Int(data.u32(at: descriptor + 16) ?? 0)
      // Tables before the descriptors must end before them.
      var limit = data.count - offset
      if address > lookup || address > addresses { limit = max(address - lookup, address - addresses) }
      let first = imports.symbols.count
      do {
        try readSymbols(
          data, lookup: lookup, addresses: addresses, limit: limit, hasAddresses: false, into: &imports.symbols)
      } catch {
        note(.importDataInvalid, at: address)
        imports.symbols.removeSubrange(first...)
      }
      if errors > 5 {
        note(.tooManyImportErrors, at: address)
        imports.symbols.removeSubrange(first...)
        break
      }
      if imports.symbols.count == first {
        errors += 1
        continue
      }
      appendLibrary(data, named: Int(data.u32(at: descriptor + 12) ?? 0), from: first, to: &imports)
    }
    if isPackerLike(imports, data) { note(.packerImports, at: start) }
    if !imports.libraries.isEmpty { file.imports = imports }
  }

  /// Appends the library of the symbols from `first` on; they are dropped when it has no name.
  mutating func appendLibrary(
    _ data: borrowing Span<UInt8>, named address: Int, from first: Int, to imports: inout PEImports
  ) {
    let name = text(data, at: address, limit: PENameRules.limit)
    if name.isEmpty { return imports.symbols.removeSubrange(first...) }
    let isName = data.allSatisfy(PENameRules.library, in: name)
    imports.libraries.append(PEImportedLibrary(name: isName ? name : nil, symbols: first..<imports.symbols.count))
  }

  /// Few imports, among them just two of the functions with which a packer finds the others.
  private func isPackerLike(_ imports: PEImports, _ data: borrowing Span<UInt8>) -> Bool {
    guard imports.symbols.count < 20 else { return false }
    var count = 0
    for symbol in imports.symbols {
      guard let name = symbol.name else { continue }
      for loader in ["LoadLibrary", "GetProcAddress"] as [StaticString]
      where name.count >= loader.utf8CodeUnitCount && data.matches(loader, at: name.lowerBound) {
        count += 1
      }
    }
    return count == 2
  }
}
