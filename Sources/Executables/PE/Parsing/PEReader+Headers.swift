extension PEReader {
  /// Reads the DOS, COFF and optional headers and the data directories.
  mutating func readHeaders(_ data: borrowing Span<UInt8>) throws(PEError) {
    try readDOSHeader(data)
    try readCOFFHeader(data)
    try readOptionalHeader(data)
    checkHeaders()
    readDataDirectories(data)
  }

  private mutating func readDOSHeader(_ data: borrowing Span<UInt8>) throws(PEError) {
    guard data.count >= 64 else { throw .truncatedDOSHeader }
    guard data.matches("MZ", at: 0) else { throw .noDOSSignature }
    var header = PEDOSHeader()
    header.words = (0..<14).map { data.u16(at: 2 * $0) ?? 0 }
    header.oemIdentifier = data.u16(at: 36) ?? 0
    header.oemInformation = data.u16(at: 38) ?? 0
    header.headerOffset = data.u32(at: 60) ?? 0
    file.dosHeader = header
    guard header.headerOffset <= data.count else { throw .headerOffsetOutside(header.headerOffset) }
  }

  private mutating func readCOFFHeader(_ data: borrowing Span<UInt8>) throws(PEError) {
    let start = Int(file.dosHeader.headerOffset)
    let signature = data.u32(at: start)
    guard signature == 0x4550 else { throw .noPESignature(signature) }
    guard data.range(at: start + 4, count: 20) != nil else { throw .truncatedCOFFHeader }
    var header = PECOFFHeader()
    header.offset = start + 4
    header.machine = data.u16(at: start + 4) ?? 0
    header.numberOfSections = data.u16(at: start + 6) ?? 0
    header.timeDateStamp = data.u32(at: start + 8) ?? 0
    header.pointerToSymbolTable = data.u32(at: start + 12) ?? 0
    header.numberOfSymbols = data.u32(at: start + 16) ?? 0
    header.sizeOfOptionalHeader = data.u16(at: start + 20) ?? 0
    header.characteristics = data.u16(at: start + 22) ?? 0
    file.coffHeader = header
  }

  /// Fields behind `Subsystem` may be missing at the end of the file; they are zero then.
  private mutating func readOptionalHeader(_ data: borrowing Span<UInt8>) throws(PEError) {
    let start = file.coffHeader.offset + 20
    let available = data.clampedRange(at: start, count: 0x200).count
    guard available >= 69 else { throw .truncatedOptionalHeader }
    if available < 96 { note(.corruptStructure, at: start) }
    let isWide = data.u16(at: start) == PEKind.pe32Plus.rawValue
    if isWide, available < 112 {
      note(.corruptStructure, at: start)
      guard available >= 73 else { throw .truncatedOptionalHeader }
    }
    file.optionalHeader = Self.optionalHeader(data, at: start, isWide: isWide)
    if file.optionalHeader.kind == nil { note(.unknownOptionalHeaderMagic, at: start) }
  }

  private static func optionalHeader(
    _ data: borrowing Span<UInt8>, at start: Int, isWide: Bool
  ) -> PEOptionalHeader {
    // What lies behind the end of the file reads as zero, byte by byte.
    let padded = data.copy(start..<start + 112) + [UInt8](repeating: 0, count: 112)
    let bytes = padded.span
    func u16(_ offset: Int) -> UInt16 { padded.span.u16(at: offset) ?? 0 }
    func u32(_ offset: Int) -> UInt32 { padded.span.u32(at: offset) ?? 0 }
    func address(_ index: Int) -> UInt64 {
      isWide ? padded.span.u64(at: 72 + 8 * index) ?? 0 : UInt64(u32(72 + 4 * index))
    }
    var header = PEOptionalHeader()
    header.offset = start
    header.size = isWide ? 112 : 96
    header.magic = u16(0)
    header.majorLinkerVersion = bytes[2]
    header.minorLinkerVersion = bytes[3]
    header.sizeOfCode = u32(4)
    header.sizeOfInitializedData = u32(8)
    header.sizeOfUninitializedData = u32(12)
    header.addressOfEntryPoint = u32(16)
    header.baseOfCode = u32(20)
    header.imageBase = isWide ? bytes.u64(at: 24) ?? 0 : UInt64(u32(28))
    header.sectionAlignment = u32(32)
    header.fileAlignment = u32(36)
    header.versions = (0..<6).map { u16(40 + 2 * $0) }
    header.sizeOfImage = u32(56)
    header.sizeOfHeaders = u32(60)
    header.checkSum = u32(64)
    header.subsystem = u16(68)
    header.dllCharacteristics = u16(70)
    header.sizeOfStackReserve = address(0)
    header.sizeOfStackCommit = address(1)
    header.sizeOfHeapReserve = address(2)
    header.sizeOfHeapCommit = address(3)
    header.numberOfRvaAndSizes = u32(isWide ? 108 : 92)
    return header
  }

  private mutating func checkHeaders() {
    let header = file.optionalHeader
    if header.addressOfEntryPoint < header.sizeOfHeaders {
      note(.headersBeyondEntryPoint, at: Int(header.addressOfEntryPoint))
    }
    if header.numberOfRvaAndSizes > 16 { note(.suspiciousDirectoryCount, at: Int(header.numberOfRvaAndSizes)) }
  }

  /// Directories that the file is too short for are zero, but none follow behind its exact end.
  private mutating func readDataDirectories(_ data: borrowing Span<UInt8>) {
    var offset = file.optionalHeader.offset + file.optionalHeader.size
    let count = min(Int(file.optionalHeader.numberOfRvaAndSizes & 0x7fff_ffff), 16)
    for _ in 0..<count {
      if offset == data.count { break }
      let rest = data.copy(data.clampedRange(at: offset, count: 8)) + [UInt8](repeating: 0, count: 8)
      file.directories.append(
        PEDataDirectory(virtualAddress: rest.span.u32(at: 0) ?? 0, size: rest.span.u32(at: 4) ?? 0))
      offset += 8
    }
  }
}
