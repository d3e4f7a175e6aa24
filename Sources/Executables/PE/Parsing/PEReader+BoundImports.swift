extension PEReader {
  private static let size = 8
  private static let maximum = 0x1_0000

  /// Reads the bound import directory, which is found by file offset.
  mutating func readBoundImports(_ data: borrowing Span<UInt8>, at start: Int) throws(PEFault) {
    var offset = start
    while true {
      guard let descriptor = structure(data.clampedRange(at: offset, count: Self.size), Self.size) else {
        return note(.boundImportsUnreadable, at: offset)
      }
      if data.isZero(descriptor..<descriptor + Self.size) { return }
      guard file.boundImports.count < Self.maximum else { return note(.workLimitReached, at: offset) }
      offset += Self.size
      guard let limit = try boundary(data, behind: offset) else { return note(.boundImportOutside, at: offset) }
      let stated = Int(data.u16(at: descriptor + 6) ?? 0)
      var forwarders = 0
      for _ in 0..<max(0, min(stated, limit / 8)) {
        guard let reference = structure(data.clampedRange(at: offset, count: Self.size), Self.size) else {
          throw .unmapped
        }
        offset += Self.size
        guard boundName(data, at: start + Int(data.u16(at: reference + 4) ?? 0)) != nil else { break }
        forwarders += 1
      }
      let name = boundName(data, at: start + Int(data.u16(at: descriptor + 4) ?? 0))
      guard let name, !name.isEmpty else { return }
      file.boundImports.append(
        PEBoundImport(name: name, timeDateStamp: data.u32(at: descriptor) ?? 0, forwarders: forwarders))
    }
  }

  /// How many bytes may follow behind a descriptor; nil where it is in no section.
  private mutating func boundary(_ data: borrowing Span<UInt8>, behind rva: Int) throws(PEFault) -> Int? {
    let offset = try self.offset(of: rva)
    if let index = file.mapping.part(atOffset: rva) {
      return Int(file.sections[index].pointerToRawData) + bytes(ofPart: index).count - offset
    }
    let next = file.sections.map { Int($0.pointerToRawData) }.filter { $0 > offset }.min()
    guard let next, let index = file.mapping.part(atOffset: next) else { return nil }
    return Int(file.sections[index].pointerToRawData) - offset
  }

  /// A name of at most 256 printable bytes; nil when it is none.
  private func boundName(_ data: borrowing Span<UInt8>, at offset: Int) -> Range<Int>? {
    guard let name = data.terminatedRange(at: offset, limit: 257) else { return data.count..<data.count }
    return name.count <= 256 && data.allSatisfy(PENameRules.printable, in: name) ? name : nil
  }
}
