extension PEReader {
  /// Symbols of dynamic relocations that have entries of their own.
  private enum Symbol {
    static let importControlTransfer: UInt64 = 3
    static let indirectControlTransfer: UInt64 = 4
    static let switchTableBranch: UInt64 = 5
    static let functionOverride: UInt64 = 7
  }

  /// Walks the dynamic relocations, and says whether there are any.
  mutating func readDynamicRelocations(
    _ data: borrowing Span<UInt8>, section: Int, offset: Int
  ) throws(PEFault) -> Bool {
    guard offset != 0, section != 0, section <= file.sections.count else { return false }
    var address = Int(file.sections[section - 1].virtualAddress) + offset
    guard let range = try? bytes(at: address, 8) else {
      note(.dynamicRelocationsUnreadable, at: address)
      return false
    }
    guard let place = structure(range, 8) else { throw .rejected }
    guard data.u32(at: place) == 1 else {
      note(.dynamicRelocationsOfUnknownVersion, at: address)
      return false
    }
    address += 8
    let end = address + Int(data.u32(at: place + 4) ?? 0)
    let isWide = file.optionalHeader.kind == .pe32Plus
    let headerSize = isWide ? 12 : 8
    var hasAny = false
    while address < end, spend(4) {
      guard let range = try? bytes(at: address, headerSize) else {
        note(.relocationUnreadable, at: address)
        break
      }
      guard let header = structure(range, headerSize) else { break }
      let symbol = isWide ? data.u64(at: header) ?? 0 : UInt64(data.u32(at: header) ?? 0)
      let size = Int(data.u32(at: header + headerSize - 4) ?? 0)
      address += headerSize
      switch symbol {
      case Symbol.importControlTransfer:
        _ = readRelocations(data, at: address, size: size, entries: .offsets(size: 4))
      case Symbol.indirectControlTransfer, Symbol.switchTableBranch:
        _ = readRelocations(data, at: address, size: size, entries: .offsets(size: 2))
      case Symbol.functionOverride: try readFunctionOverrides(data, at: address)
      case 6, 8...: _ = readRelocations(data, at: address, size: size)
      default: break
      }
      hasAny = hasAny || symbol >= 3
      address += size
    }
    return hasAny
  }

  /// A structure at an address, or nil and an anomaly where the bytes end.
  private mutating func structure(
    at address: Int, _ size: Int, or anomaly: PEAnomaly
  ) throws(PEFault) -> Int? {
    let place = structure(try bytes(at: address, size), size)
    if place == nil { note(anomaly, at: address) }
    return place
  }

  private mutating func readFunctionOverrides(_ data: borrowing Span<UInt8>, at start: Int) throws(PEFault) {
    var address = start
    guard let header = try structure(at: address, 4, or: .functionOverrideHeaderInvalid) else { return }
    address += 4
    let end = address + Int(data.u32(at: header) ?? 0)
    while address < end, spend(4) {
      guard let place = try structure(at: address, 16, or: .functionOverrideInvalid) else { return }
      address += 16
      for _ in 0..<Int(data.u32(at: place + 8) ?? 0) / 4 {
        // The reference extractor fails on addresses that are cut; so does this directory.
        guard spend(1), try bytes(at: address, 4).count == 4 else { throw .unmapped }
        address += 4
      }
      let size = Int(data.u32(at: place + 12) ?? 0)
      _ = readRelocations(data, at: address, size: size)
      address += size
    }
    guard let branches = try structure(at: address, 8, or: .branchDataInvalid) else { return }
    address += 8
    for _ in 0..<Int(data.u32(at: branches + 4) ?? 0) / 8 {
      guard spend(1) else { return }
      guard try structure(at: address, 8, or: .branchRelocationInvalid) != nil else { return }
      address += 8
    }
  }
}
