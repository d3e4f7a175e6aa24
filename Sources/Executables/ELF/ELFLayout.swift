extension ELFFile {
  /// Looks for what no ordinary linker writes, and for what follows the last part of the file.
  mutating func checkLayout(_ bytes: borrowing Span<UInt8>) {
    checkSections()
    checkSegments()
    checkEntry()
    var end = Int(header.headerSize)
    if header.is64Bit || header.sectionHeaderOffset > 0 {
      end = Swift.max(end, tableEnd(header.sectionHeaderOffset, sections.count, header.sectionHeaderSize))
      end = Swift.max(end, tableEnd(header.programHeaderOffset, segments.count, header.programHeaderSize))
    }
    for section in sections { end = Swift.max(end, section.range.upperBound) }
    for segment in segments { end = Swift.max(end, segment.range.upperBound) }
    overlay = end < bytes.count && end > 0 ? end..<bytes.count : nil
  }

  private func tableEnd(_ offset: UInt64, _ count: Int, _ size: UInt16) -> Int {
    count == 0 ? 0 : Int(clamping: offset) &+ count &* Int(size)
  }

  private mutating func checkSections() {
    if sections.isEmpty, !segments.isEmpty { anomalies.note(.noSectionHeaders) }
    let ranges = sections.map(\.range).filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    var end = 0
    for range in ranges {
      if range.lowerBound < end { anomalies.note(.sectionsOverlap) }
      end = Swift.max(end, range.upperBound)
    }
  }

  private mutating func checkSegments() {
    let loaded = segments.filter(\.isLoaded)
    for segment in segments {
      if segment.isWritable, segment.isExecutable, segment.isLoaded { anomalies.note(.writableAndExecutableSegment) }
      if segment.isLoaded, segment.memorySize < segment.fileSize { anomalies.note(.memorySmallerThanFile) }
    }
    for (before, after) in zip(loaded, loaded.dropFirst()) where after.address < before.address {
      anomalies.note(.segmentsOutOfOrder)
    }
    var end: UInt64 = 0
    for segment in loaded.sorted(by: { $0.address < $1.address }) where segment.memorySize > 0 {
      if segment.address < end { anomalies.note(.segmentsOverlap) }
      let (sum, overflow) = segment.address.addingReportingOverflow(segment.memorySize)
      end = Swift.max(end, overflow ? .max : sum)
    }
  }

  private mutating func checkEntry() {
    guard header.entry != 0, header.type == 2 || interpreter != nil else { return }
    // Bit 0 of an ARM or MIPS address selects an instruction set; function descriptors of old PowerPC are data.
    let entry = header.machine == 40 || header.machine == 8 ? header.entry & ~1 : header.entry
    guard let segment = segments.first(where: { $0.isLoaded && $0.contains(entry) }) else {
      anomalies.note(.entryOutsideCode)
      return
    }
    if !segment.isExecutable, header.machine != 21 { anomalies.note(.entryOutsideCode) }
    if segment.isWritable, header.machine != 21 { anomalies.note(.entryInWritableSegment) }
    if let section = entrySection, section.name != ".text", header.machine != 21 { anomalies.note(.entryOutsideText) }
  }

  /// The section that the entry point is in.
  public var entrySection: ELFSection? {
    guard header.entry != 0 else { return nil }
    return sections.first {
      $0.isAllocated && $0.size > 0 && header.entry >= $0.address && header.entry &- $0.address < $0.size
    }
  }
}
