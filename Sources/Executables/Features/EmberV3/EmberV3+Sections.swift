/// What the feature set takes from a section.
private struct SectionValues {
  var name: [UInt8]
  var entropy: Double
  var ratioToFile: Double
  var ratioToMemory: Double
}

extension EmberV3 {
  /// Names of section flags in the feature set: the flags that a value has a bit of, alignments included.
  private static let flags: [(name: StaticString, mask: UInt32)] = [
    ("TYPE_DSECT", 0x1), ("TYPE_NOLOAD", 0x2), ("TYPE_GROUP", 0x4), ("TYPE_NO_PAD", 0x8), ("TYPE_COPY", 0x10),
    ("CNT_CODE", 0x20), ("CNT_INITIALIZED_DATA", 0x40), ("CNT_UNINITIALIZED_DATA", 0x80), ("LNK_OTHER", 0x100),
    ("LNK_INFO", 0x200), ("LNK_OVER", 0x400), ("LNK_REMOVE", 0x800), ("LNK_COMDAT", 0x1000),
    ("MEM_PROTECTED", 0x4000), ("NO_DEFER_SPEC_EXC", 0x4000), ("GPREL", 0x8000), ("MEM_FARDATA", 0x8000),
    ("MEM_SYSHEAP", 0x1_0000), ("MEM_PURGEABLE", 0x2_0000), ("MEM_16BIT", 0x2_0000), ("MEM_LOCKED", 0x4_0000),
    ("MEM_PRELOAD", 0x8_0000), ("ALIGN_1BYTES", 0x10_0000), ("ALIGN_2BYTES", 0x20_0000), ("ALIGN_4BYTES", 0x30_0000),
    ("ALIGN_8BYTES", 0x40_0000), ("ALIGN_16BYTES", 0x50_0000), ("ALIGN_32BYTES", 0x60_0000),
    ("ALIGN_64BYTES", 0x70_0000), ("ALIGN_128BYTES", 0x80_0000), ("ALIGN_256BYTES", 0x90_0000),
    ("ALIGN_512BYTES", 0xa0_0000), ("ALIGN_1024BYTES", 0xb0_0000), ("ALIGN_2048BYTES", 0xc0_0000),
    ("ALIGN_4096BYTES", 0xd0_0000), ("ALIGN_8192BYTES", 0xe0_0000), ("ALIGN_MASK", 0xf0_0000),
    ("LNK_NRELOC_OVFL", 0x100_0000), ("MEM_DISCARDABLE", 0x200_0000), ("MEM_NOT_CACHED", 0x400_0000),
    ("MEM_NOT_PAGED", 0x800_0000), ("MEM_SHARED", 0x1000_0000), ("MEM_EXECUTE", 0x2000_0000),
    ("MEM_READ", 0x4000_0000), ("MEM_WRITE", 0x8000_0000),
  ]

  static func appendSections(
    _ data: borrowing Span<UInt8>, _ file: PEFile, _ statistics: ByteStatistics, to vector: inout VectorBuilder
  ) {
    var values: [SectionValues] = []
    values.reserveCapacity(file.sections.count)
    for section in file.sections {
      values.append(
        SectionValues(
          name: SectionName.folded(section.name), entropy: statistics.entropy(data, in: section.rawRange),
          ratioToFile: Double(section.sizeOfRawData) / Double(data.count),
          ratioToMemory: Double(section.sizeOfRawData) / Double(max(section.virtualSize, 1))))
    }
    let overlaySize = file.overlay?.count ?? 0
    let overlayRatio = Double(overlaySize) / Double(data.count)
    let overlayEntropy = file.overlay.map { statistics.entropy(data, in: $0) } ?? 0
    vector.append(values.count)
    vector.append(file.sections.count { $0.sizeOfRawData == 0 })
    vector.append(values.count { $0.name.isEmpty })
    vector.append(file.sections.count { $0.isReadable && $0.isExecutable })
    vector.append(file.sections.count { $0.isWritable })
    appendExtremes(values.map(\.entropy) + [overlayEntropy, 0], to: &vector)
    appendExtremes(values.map(\.ratioToFile) + [overlayRatio, 0], to: &vector)
    appendExtremes(values.map(\.ratioToMemory) + [0], to: &vector)
    appendHashes(file, values, to: &vector)
    vector.append(overlaySize)
    vector.append(overlayRatio)
    vector.append(overlayEntropy)
  }

  private static func appendExtremes(_ values: [Double], to vector: inout VectorBuilder) {
    vector.append(values.max() ?? 0)
    vector.append(values.min() ?? 0)
  }

  private static func appendHashes(_ file: PEFile, _ values: [SectionValues], to vector: inout VectorBuilder) {
    var sizes = FeatureHasher(columns: 50)
    var virtualSizes = FeatureHasher(columns: 50)
    var entropies = FeatureHasher(columns: 50)
    var properties = FeatureHasher(columns: 50)
    for (section, value) in zip(file.sections, values) {
      let hash = MurmurHash3.hash32(value.name.span)
      sizes.add(hash: hash, Double(section.sizeOfRawData))
      virtualSizes.add(hash: hash, Double(section.virtualSize))
      entropies.add(hash: hash, value.entropy)
      for (name, mask) in flags where section.characteristics & mask != 0 {
        properties.add((value.name + [0x3a] + Array("\(name)".utf8)).span)
      }
    }
    var entry = FeatureHasher(columns: 10)
    entry.add(entrySection(file, values).span)
    for hasher in [sizes, virtualSizes, entropies, properties, entry] { vector.append(hasher) }
  }

  /// The name of the last section that holds the entry point; else that of the first that is executable and has one.
  private static func entrySection(_ file: PEFile, _ values: [SectionValues]) -> [UInt8] {
    let entry = Int(file.optionalHeader.addressOfEntryPoint)
    let holders = values.indices.filter { file.mapping.part($0, contains: entry) }
    if let last = holders.last, !values[last].name.isEmpty { return values[last].name }
    for index in values.indices where file.sections[index].isExecutable && !values[index].name.isEmpty {
      return values[index].name
    }
    return []
  }
}
