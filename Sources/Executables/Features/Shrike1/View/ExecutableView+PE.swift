extension ExecutableView {
  /// The machines of the COFF header.
  private static let peMachines: [UInt16: Machine] = [
    0x14C: .x86, 0x8664: .x86_64, 0x1C0: .arm, 0x1C2: .arm, 0x1C4: .arm, 0xAA64: .arm64, 0xA641: .arm64, 0x166: .mips,
    0x1F0: .powerPC, 0x5032: .riscV, 0x5064: .riscV,
  ]
  private static let discardable: UInt32 = 0x0200_0000

  /// - Parameter bytes: the whole file.
  init(_ file: PEFile, _ bytes: borrowing Span<UInt8>) {
    format = .pe
    is64Bit = file.optionalHeader.kind == .pe32Plus
    machine = Self.peMachines[file.coffHeader.machine] ?? .other
    if file.coffHeader.characteristics & 0x2000 != 0 {
      kind = .library
    } else {
      // Drivers and EFI applications are neither.
      kind = [2, 3, 9].contains(file.optionalHeader.subsystem) ? .program : .other
    }
    size = file.overlay?.lowerBound ?? bytes.count
    // The table of sections, not `SizeOfHeaders`, which the loader hardly looks at and anyone may change.
    let table = file.optionalHeader.offset &+ Int(file.coffHeader.sizeOfOptionalHeader)
    headerEnd = Swift.min(table &+ 40 &* file.sections.count, size)
    for section in file.sections {
      // What is only needed while loading (relocations) is no content. Code and data cannot hide behind the flag.
      let isTransient =
        section.characteristics & Self.discardable != 0 && !section.isExecutable && !section.isWritable
      sections.append(
        Region(
          range: section.rawRange.clamped(to: 0..<size), memorySize: UInt64(section.virtualSize),
          isLoaded: !isTransient, isWritable: section.isWritable, isExecutable: section.isExecutable))
    }
    segments = sections.filter(\.isLoaded)
    let window = headerEnd..<size
    content = Self.merged(segments.map(\.range), within: window)
    code = Self.merged(segments.filter(\.isExecutable).map(\.range), within: window)
    let entry = file.optionalHeader.addressOfEntryPoint
    hasEntry = entry != 0
    if hasEntry {
      entrySection = file.sections.firstIndex {
        entry >= $0.virtualAddress && entry &- $0.virtualAddress < Swift.max($0.virtualSize, $0.sizeOfRawData)
      }
    }
    readImports(file, bytes)
    exportCount = file.exports?.symbols.count ?? 0
    // A table that is not there is not believed.
    let symbols = Int(file.coffHeader.numberOfSymbols)
    let start = Int(file.coffHeader.pointerToSymbolTable)
    if start > 0, start &+ 18 &* symbols <= bytes.count { symbolCount = symbols }
    debugSymbolCount = file.sections.filter { $0.name.starts(with: Array(".debug".utf8)) }.count
  }

  private mutating func readImports(_ file: PEFile, _ bytes: borrowing Span<UInt8>) {
    for table in [file.imports, file.delayImports] {
      for library in table?.libraries ?? [] {
        let name = library.name.map { bytes.text($0) } ?? ""
        let number = libraries.count
        libraries.append(name)
        let lower = Array(name.lowercased().utf8)
        let ordinals = OrdinalNames.table(of: lower.span)
        for symbol in table?.symbols[library.symbols] ?? [] {
          let known = symbol.ordinal.flatMap { ordinals?[$0] }
          imports.append(
            Import(
              name: symbol.name ?? 0..<0, library: number, known: known,
              isNameless: symbol.name == nil && known == nil))
        }
      }
    }
  }
}
