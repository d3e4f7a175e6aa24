extension PEReader {
  private static let headerSize = 40
  private static let maximum = 0x800

  /// Reads the section headers and settles what is mapped where.
  mutating func readSections(_ data: borrowing Span<UInt8>) {
    let start = file.coffHeader.offset + 20 + Int(file.coffHeader.sizeOfOptionalHeader)
    readSectionHeaders(data, from: start)
    file.sections.sort { $0.virtualAddress < $1.virtualAddress }
    mapSections(fileSize: data.count)
    for index in file.sections.indices { file.sections[index].rawRange = bytes(ofPart: index) }
    let count = file.sections.isEmpty ? 0 : Int(file.coffHeader.numberOfSections)
    let end = start + Self.headerSize * count
    let lowest = file.sections.filter { $0.pointerToRawData > 0 }.map { Int($0.pointerToRawData & ~0x1ff) }.min() ?? 0
    headerEnd = min(lowest == 0 || lowest < end ? end : lowest, data.count)
  }

  private mutating func readSectionHeaders(_ data: borrowing Span<UInt8>, from start: Int) {
    for index in 0..<Int(file.coffHeader.numberOfSections) {
      if index >= Self.maximum { return note(.tooManySections, at: Int(file.coffHeader.numberOfSections)) }
      let range = data.clampedRange(at: start + Self.headerSize * index, count: Self.headerSize)
      if range.isEmpty { return note(.missingSectionHeader, at: index) }
      if range.count == Self.headerSize, data.isZero(range) { return note(.nullSection, at: index) }
      // pefile raises an error on half a header, and the reference extractor then sees no PE.
      guard range.count == Self.headerSize else {
        note(.corruptStructure, at: range.lowerBound)
        return note(.rejectedByReference, at: range.lowerBound)
      }
      let section = Self.section(data, at: range.lowerBound)
      if check(section, index, fileSize: data.count) >= 3 { return note(.tooManySectionErrors, at: index) }
      checkProtection(section, index)
      file.sections.append(section)
    }
  }

  private static func section(_ data: borrowing Span<UInt8>, at start: Int) -> PESection {
    PESection(
      name: data.copy(start..<start + 8), virtualSize: data.u32(at: start + 8) ?? 0,
      virtualAddress: data.u32(at: start + 12) ?? 0, sizeOfRawData: data.u32(at: start + 16) ?? 0,
      pointerToRawData: data.u32(at: start + 20) ?? 0, characteristics: data.u32(at: start + 36) ?? 0)
  }

  /// Notes what is odd about a section and returns how much.
  private mutating func check(_ section: PESection, _ index: Int, fileSize: Int) -> Int {
    let fileAlignment = file.optionalHeader.fileAlignment
    let sectionAlignment = file.optionalHeader.sectionAlignment
    if fileAlignment >= 0x200, fileAlignment & (fileAlignment - 1) != 0 {
      note(.oddFileAlignment, at: Int(fileAlignment))
    }
    if sectionAlignment < 0x1000, fileAlignment != sectionAlignment {
      note(.alignmentsDiffer, at: Int(sectionAlignment))
    }
    var errors = 0
    func report(_ anomaly: PEAnomaly, if condition: Bool) {
      guard condition else { return }
      errors += 1
      note(anomaly, at: index)
    }
    let pointer = Int(section.pointerToRawData)
    report(.rawSizeBeyondFile, if: Int(section.sizeOfRawData) + pointer > fileSize)
    report(.rawPointerBeyondFile, if: pointer & ~0x1ff > fileSize)
    report(.suspiciousSectionValue, if: section.virtualSize > 0x1000_0000)
    report(.suspiciousSectionValue, if: aligned(section.virtualAddress) > 0x1000_0000)
    report(.rawPointerUnaligned, if: fileAlignment != 0 && section.pointerToRawData % fileAlignment != 0)
    return errors
  }

  private mutating func checkProtection(_ section: PESection, _ index: Int) {
    guard section.isWritable, section.isExecutable else { return }
    // For a section named PAGE, pefile asks for the imports to tell a driver, before sections can be looked up: the
    // reference extractor then sees no PE.
    let isPage = section.name == Array("PAGE\0\0\0\0".utf8)
    if isPage, let imports = file.directory(.imports), imports.virtualAddress != 0 {
      return note(.rejectedByReference, at: index)
    }
    note(.writableExecutableSection, at: index)
  }

  /// An address rounded down to the section alignment, or to the file alignment where that is below a page.
  private func aligned(_ address: UInt32) -> Int {
    var alignment = file.optionalHeader.sectionAlignment
    if alignment < 0x1000 { alignment = file.optionalHeader.fileAlignment }
    return Int(alignment == 0 ? address : address - address % alignment)
  }

  private mutating func mapSections(fileSize: Int) {
    var parts: [PEAddressMapping.Part] = []
    parts.reserveCapacity(file.sections.count)
    for (index, section) in file.sections.enumerated() {
      let address = aligned(section.virtualAddress)
      let rawSize = Int(section.sizeOfRawData)
      let pointer = Int(section.pointerToRawData)
      // Below page alignment the loader maps the file as it is.
      let isFlat = file.optionalHeader.sectionAlignment < 0x1000 && section.pointerToRawData == section.virtualAddress
      let offset = isFlat ? pointer : pointer & ~0x1ff
      // A raw size that the file does not have is not believed.
      var size = fileSize - offset < rawSize ? Int(section.virtualSize) : max(rawSize, Int(section.virtualSize))
      if index + 1 < file.sections.count {
        let next = file.sections[index + 1].virtualAddress
        if next > section.virtualAddress, address + size > Int(next) { size = Int(next) - address }
      }
      parts.append(
        .init(
          start: address, end: address + size, address: address, offset: offset, rawSize: rawSize,
          rawEnd: pointer + rawSize))
    }
    map(PEAddressMapping(parts))
  }

  /// Checks that the entry point lies in a section and in the file.
  mutating func checkEntryPoint() {
    let entry = Int(file.optionalHeader.addressOfEntryPoint)
    guard part(at: entry) != nil else { return note(.entryPointOutsideSections, at: entry) }
    if let offset = try? offset(of: entry), offset > file.fileSize { note(.entryPointOutsideFile, at: entry) }
  }
}
