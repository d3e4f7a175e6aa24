extension ExecutableView {
  /// The machines of e_machine.
  private static let elfMachines: [UInt16: Machine] = [
    3: .x86, 62: .x86_64, 40: .arm, 183: .arm64, 8: .mips, 10: .mips, 20: .powerPC, 21: .powerPC, 243: .riscV,
  ]

  init(_ file: ELFFile, _ bytes: borrowing Span<UInt8>) {
    format = .elf
    is64Bit = file.header.is64Bit
    isBigEndian = file.header.byteOrder == .big
    machine = Self.elfMachines[file.header.machine] ?? .other
    switch file.header.type {
    case 1: kind = .object
    case 2: kind = .program
    case 3: kind = file.interpreter != nil || file.mitigations.isPositionIndependentExecutable ? .program : .library
    default: kind = .other
    }
    size = file.overlay?.lowerBound ?? bytes.count
    for section in file.sections where section.type != 0 {
      sections.append(
        Region(
          range: section.range, memorySize: section.isAllocated ? section.size : 0, isLoaded: section.isAllocated,
          isWritable: section.isWritable, isExecutable: section.isExecutable))
    }
    for segment in file.segments where segment.isLoaded {
      segments.append(
        Region(
          range: segment.range, memorySize: segment.memorySize, isLoaded: true, isWritable: segment.isWritable,
          isExecutable: segment.isExecutable))
    }
    let headers = Int(file.header.headerSize) &+ file.segments.count &* Int(file.header.programHeaderSize)
    headerEnd = Swift.min(headers, size)
    let window = headerEnd..<size
    // Object files have no segments: their sections are what would be loaded.
    let loaded = segments.isEmpty ? sections.filter(\.isLoaded) : segments
    content = Self.merged(loaded.map(\.range), within: window)
    let marked = sections.filter { $0.isLoaded && $0.isExecutable }
    code = Self.merged((marked.isEmpty ? loaded.filter(\.isExecutable) : marked).map(\.range), within: window)
    hasEntry = file.header.entry != 0
    if hasEntry {
      entrySection = file.sections.filter { $0.type != 0 }.firstIndex {
        $0.isAllocated && file.header.entry >= $0.address && file.header.entry &- $0.address < $0.size
      }
    }
    readSymbols(file, bytes)
  }

  private mutating func readSymbols(_ file: ELFFile, _ bytes: borrowing Span<UInt8>) {
    libraries = file.dynamic?.needed ?? []
    var owners: [UInt16: Int] = [:]
    for need in file.versionNeeds {
      guard let library = libraries.firstIndex(of: need.library) else { continue }
      for index in need.indices { owners[index] = library }
    }
    let versions = file.sections.first { $0.type == 0x6FFF_FFFF }?.range ?? 0..<0
    for (index, symbol) in (file.dynamicSymbols?.symbols ?? []).enumerated() {
      if symbol.isImport {
        let place = versions.lowerBound &+ 2 &* index
        var library = -1
        if place &+ 2 <= versions.upperBound, let version = bytes.u16(at: place, file.header.byteOrder) {
          library = owners[version & 0x7FFF] ?? -1
        }
        imports.append(Import(name: symbol.nameRange, library: library))
      } else if symbol.isExport {
        exportCount &+= 1
      }
    }
    symbolCount = file.symbols?.symbols.count ?? 0
    debugSymbolCount = file.sections.filter { $0.name.hasPrefix(".debug_") || $0.name.hasPrefix(".zdebug_") }.count
    if imports.isEmpty {
      for symbol in file.symbols?.symbols ?? [] where symbol.type == 2 && symbol.section != 0 && ownNames.count < 65536
      {
        ownNames.append(symbol.nameRange)
      }
    }
  }
}
