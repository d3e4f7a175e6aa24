extension ExecutableView {
  private static let machOMachines: [UInt32: Machine] = [
    7: .x86, 0x0100_0007: .x86_64, 12: .arm, 0x0100_000C: .arm64, 0x0200_000C: .arm64, 18: .powerPC,
    0x0100_0012: .powerPC,
  ]

  init(_ image: MachOImage, _ bytes: borrowing Span<UInt8>, imageCount: Int) {
    format = .machO
    self.imageCount = imageCount
    is64Bit = image.header.is64Bit
    isBigEndian = image.header.byteOrder == .big
    machine = Self.machOMachines[image.header.cpuType] ?? .other
    switch image.header.fileType {
    case 1: kind = .object
    case 2: kind = .program
    case 6, 8, 9: kind = .library
    default: kind = .other
    }
    size = image.overlay?.lowerBound ?? bytes.count
    for segment in image.segments {
      let isExecutable = segment.initialProtection & 4 != 0
      let isWritable = segment.initialProtection & 2 != 0
      segments.append(
        Region(
          range: segment.range, memorySize: segment.memorySize, isLoaded: segment.initialProtection != 0,
          isWritable: isWritable, isExecutable: isExecutable))
      for section in segment.sections {
        sections.append(
          Region(
            range: section.range, memorySize: section.size, isLoaded: true, isWritable: isWritable,
            isExecutable: section.hasInstructions))
      }
    }
    let headers = image.header.size &+ Int(image.header.commandsSize)
    headerEnd = Swift.min(headers, size)
    let window = headerEnd..<size
    // The tables of the linker and the signature are no content: they name symbols and hash pages.
    let inSections = sections.map(\.range)
    content = Self.merged(inSections.isEmpty ? segments.map(\.range) : inSections, within: window)
    let marked = sections.filter(\.isExecutable)
    code = Self.merged((marked.isEmpty ? segments.filter(\.isExecutable) : marked).map(\.range), within: window)
    hasEntry = image.entryAddress != nil
    if let address = image.entryAddress {
      entrySection = image.sections.firstIndex { address >= $0.address && address &- $0.address < $0.size }
    }
    libraries = image.libraries.map(\.path)
    for symbol in image.symbols {
      if symbol.isDebugging {
        debugSymbolCount &+= 1
      } else if symbol.isImport, symbol.nameLength > 0 {
        let ordinal = Int(symbol.libraryOrdinal)
        imports.append(
          Import(name: symbol.nameRange, library: (1...libraries.count &+ 1).contains(ordinal) ? ordinal - 1 : -1))
      } else if symbol.isExport {
        exportCount &+= 1
      }
    }
    symbolCount = image.symbols.count
    if imports.isEmpty {
      for binding in image.bindings {
        imports.append(Import(name: binding.name, library: Int(binding.library) - 1))
      }
    }
    if exportCount == 0 { exportCount = image.exports.count }
  }
}
