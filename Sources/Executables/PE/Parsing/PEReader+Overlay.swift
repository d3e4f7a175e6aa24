extension PEReader {
  /// Finds what lies behind the headers, the sections and the directories other than that of certificates.
  mutating func locateOverlay(_ data: borrowing Span<UInt8>) {
    var end = 0
    func extend(_ offset: Int, _ size: Int) {
      if offset + size <= data.count { end = max(end, offset + size) }
    }
    extend(file.optionalHeader.offset, Int(file.coffHeader.sizeOfOptionalHeader))
    for section in file.sections { extend(Int(section.pointerToRawData), Int(section.sizeOfRawData)) }
    for (index, directory) in file.directories.enumerated() where index != PEDirectoryKind.security.rawValue {
      guard let offset = try? offset(of: Int(directory.virtualAddress)) else { continue }
      extend(offset, Int(directory.size))
    }
    if data.count > end { file.overlay = end..<data.count }
  }
}
