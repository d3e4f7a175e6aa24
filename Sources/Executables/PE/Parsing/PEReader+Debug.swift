extension PEReader {
  private static let entrySize = 28
  /// So many entries are kept; all are checked.
  private static let kept = 4096

  private enum Kind {
    static let codeView: UInt32 = 2
    static let miscellaneous: UInt32 = 4
    static let extendedCharacteristics: UInt32 = 20
  }

  /// Reads the debug directory.
  mutating func readDebug(_ data: borrowing Span<UInt8>, at start: Int, size: Int) throws(PEFault) {
    var entries: [PEDebugEntry] = []
    for index in 0..<size / Self.entrySize {
      guard let range = try? bytes(at: start + Self.entrySize * index, Self.entrySize) else {
        return note(.debugUnreadable, at: start)
      }
      guard let place = structure(range, Self.entrySize) else { return }
      let pointer = data.u32(at: place + 24) ?? 0
      let length = Int(data.u32(at: place + 16) ?? 0)
      var entry = PEDebugEntry(
        type: data.u32(at: place + 12) ?? 0, timeDateStamp: data.u32(at: place + 4) ?? 0,
        data: data.clampedRange(at: pointer, count: length))
      try readContents(data, of: &entry, length: length)
      if entries.count < Self.kept { entries.append(entry) }
    }
    file.debugEntries = entries
  }

  private mutating func readContents(
    _ data: borrowing Span<UInt8>, of entry: inout PEDebugEntry, length: Int
  ) throws(PEFault) {
    switch entry.type {
    case Kind.codeView:
      if data.matches("RSDS", at: entry.data.lowerBound), entry.data.count >= 4 {
        readCodeView(data, of: &entry, length: length, headerSize: 24, ageAt: 20)
      } else if data.matches("NB10", at: entry.data.lowerBound), entry.data.count >= 4 {
        readCodeView(data, of: &entry, length: length, headerSize: 16, ageAt: 12)
      }
    case Kind.miscellaneous:
      guard let place = structure(entry.data, 12) else { return }
      if (data.u8(at: place + 8) ?? 2) <= 1 { _ = structure(entry.data, max(length, 12)) }
    case Kind.extendedCharacteristics:
      if structure(entry.data, 4) == nil { throw .rejected }
    default:
      return
    }
  }

  /// Reads where the PDB is, and its identifier.
  private mutating func readCodeView(
    _ data: borrowing Span<UInt8>, of entry: inout PEDebugEntry, length: Int, headerSize: Int, ageAt: Int
  ) {
    guard let place = structure(entry.data, max(length, headerSize)) else { return }
    entry.pdbAge = data.u32(at: place + ageAt)
    if headerSize == 24 { entry.pdbIdentifier = data.copy(place + 4..<place + 20) }
    entry.pdbPath = data.terminatedRange(at: place + headerSize, limit: length - headerSize)
  }
}
