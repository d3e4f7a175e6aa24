extension EmberV3 {
  /// Machine types in the order of the feature set's list; 0x284 has two names there, of which the later one counts.
  private static let machines: [UInt16] = [
    0, 0x14c, 0x162, 0x166, 0x168, 0x169, 0x184, 0x1a2, 0x1a3, 0x1a4, 0x1a6, 0x1a8, 0x1c0, 0x1c2, 0x1c4, 0x1d3, 0x1f0,
    0x1f1, 0x200, 0x266, 0x284, 0x284, 0x366, 0x466, 0x520, 0xcef, 0xebc, 0x5032, 0x5064, 0x5128, 0x6232, 0x6264,
    0x8664, 0x9041, 0xaa64, 0xc0ee,
  ]
  /// Subsystems in the order of the feature set's list.
  private static let subsystems: [UInt16] = [0, 1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 16]

  static func appendHeader(_ file: PEFile, to vector: inout VectorBuilder) {
    let coff = file.coffHeader
    let optional = file.optionalHeader
    var values: [UInt64] = [
      UInt64(coff.timeDateStamp), UInt64(coff.numberOfSections), UInt64(coff.numberOfSymbols),
      UInt64(coff.sizeOfOptionalHeader), UInt64(coff.pointerToSymbolTable),
      UInt64(machines.lastIndex(of: coff.machine) ?? 0), UInt64(subsystems.firstIndex(of: optional.subsystem) ?? 0),
    ]
    let versions = optional.versions.map { UInt64($0) }
    values += versions[2...3]
    values += [UInt64(optional.majorLinkerVersion), UInt64(optional.minorLinkerVersion)]
    values += versions[0...1]
    values += versions[4...5]
    values += [
      optional.sizeOfCode, optional.sizeOfHeaders, optional.sizeOfImage, optional.sizeOfInitializedData,
      optional.sizeOfUninitializedData,
    ].map { UInt64($0) }
    values += [
      optional.sizeOfStackReserve, optional.sizeOfStackCommit, optional.sizeOfHeapReserve, optional.sizeOfHeapCommit,
      UInt64(optional.addressOfEntryPoint), UInt64(optional.baseOfCode), optional.imageBase,
      UInt64(optional.sectionAlignment), UInt64(optional.checkSum), UInt64(optional.numberOfRvaAndSizes),
    ]
    // One number that needs the 64th bit makes NumPy take all of them as doubles first.
    let areDoubles = values.contains { $0 >> 63 != 0 }
    for value in values { vector.append(areDoubles ? Float(Double(value)) : Float(value)) }
    for bit in 0..<16 { vector.append(coff.characteristics >> UInt16(bit) & 1) }
    for bit in 5..<16 { vector.append(optional.dllCharacteristics >> UInt16(bit) & 1) }
    for word in file.dosHeader.words { vector.append(word) }
    vector.append(file.dosHeader.oemIdentifier)
    vector.append(file.dosHeader.oemInformation)
    vector.append(file.dosHeader.headerOffset)
  }

  /// Sizes and addresses of the directories but the last that is there, which the reference leaves out.
  static func appendDataDirectories(_ file: PEFile, to vector: inout VectorBuilder) {
    for index in 0..<16 {
      let isCounted = index < file.directories.count - 1
      vector.append(isCounted ? file.directories[index].size : 0)
      vector.append(isCounted ? file.directories[index].virtualAddress : 0)
    }
    vector.append(file.hasRelocations)
    vector.append(file.loadConfig?.hasDynamicRelocations ?? false)
  }

  static func appendRichHeader(_ file: PEFile, to vector: inout VectorBuilder) {
    let pairs = file.richHeader?.pairs ?? []
    var hasher = FeatureHasher(columns: 32)
    for pair in pairs { hasher.add(Array(String(pair.tool).utf8).span, Double(pair.count)) }
    vector.append(pairs.count)
    vector.append(hasher)
  }
}
