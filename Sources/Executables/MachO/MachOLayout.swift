extension MachOImage {
  /// Looks for what no ordinary linker writes, and for what follows the last part of the image.
  mutating func checkLayout(_ bytes: borrowing Span<UInt8>) {
    checkSegments()
    checkEntry()
    checkSignature(bytes)
    var end = header.size &+ Int(header.commandsSize)
    for segment in segments { end = Swift.max(end, segment.range.upperBound) }
    if header.fileType == 1, let table = commands.first(where: { $0.type == MachOCommandType.symbols }) {
      let order = header.byteOrder
      // Object files have their symbols behind their one segment.
      let strings = Int(table.u32(bytes, 16, order) ?? 0) &+ Int(table.u32(bytes, 20, order) ?? 0)
      end = Swift.max(end, strings)
    }
    overlay = end < bytes.count ? end..<bytes.count : nil
  }

  private mutating func checkSegments() {
    var ranges: [Range<Int>] = []
    for segment in segments {
      let name = segment.name
      if segment.initialProtection & 6 == 6 || segment.maximumProtection & 6 == 6 && segment.initialProtection & 4 != 0
      {
        // i386 programs and old kernels have rwx as their greatest protection: only the initial one counts for them.
        if segment.initialProtection & 6 == 6 { anomalies.note(.writableAndExecutableSegment) }
      }
      if segment.initialProtection & 4 != 0, name != "__TEXT", header.fileType != 1, !name.hasPrefix("__TEXT") {
        anomalies.note(.executableSegmentOutsideText)
      }
      for section in segment.sections {
        if header.fileType != 1, section.segment != name { anomalies.note(.sectionInOtherSegment) }
        let (end, overflow) = section.address.addingReportingOverflow(section.size)
        let (limit, wraps) = segment.address.addingReportingOverflow(segment.memorySize)
        if section.size > 0, section.address < segment.address || overflow || (!wraps && end > limit) {
          anomalies.note(.sectionOutsideSegment)
        }
        if !section.range.isEmpty { ranges.append(section.range) }
      }
    }
    var end = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound < end { anomalies.note(.sectionsOverlap) }
      end = Swift.max(end, range.upperBound)
    }
    var top: UInt64 = 0
    for segment in segments.sorted(by: { $0.address < $1.address }) where segment.memorySize > 0 {
      if segment.address < top { anomalies.note(.segmentsOverlap) }
      let (sum, overflow) = segment.address.addingReportingOverflow(segment.memorySize)
      top = Swift.max(top, overflow ? .max : sum)
    }
    if header.fileType == 2, header.is64Bit, segment(named: "__PAGEZERO") == nil { anomalies.note(.noPageZero) }
  }

  /// The section that the entry point is in.
  public var entrySection: MachOSection? {
    guard let address = entryAddress else { return nil }
    for segment in segments {
      if let section = segment.sections.first(where: { address >= $0.address && address &- $0.address < $0.size }) {
        return section
      }
    }
    return nil
  }

  /// The address of the entry point: LC_MAIN counts from the start of __TEXT, LC_UNIXTHREAD gives an address.
  public var entryAddress: UInt64? {
    if let entryOffset, let text = segment(named: "__TEXT") { return text.address &+ entryOffset }
    return threadEntry
  }

  private mutating func checkEntry() {
    guard header.fileType == 2 else { return }
    guard entryOffset != nil || hasThread else { return anomalies.note(.noEntry) }
    guard let address = entryAddress else { return }
    guard let segment = segments.first(where: { $0.contains(address) }), segment.initialProtection & 4 != 0 else {
      return anomalies.note(.entryOutsideCode)
    }
    if let section = entrySection, section.name != "__text" { anomalies.note(.entryOutsideText) }
  }

  private mutating func checkSignature(_ bytes: borrowing Span<UInt8>) {
    guard let signature else { return }
    if signature.range.upperBound < bytes.count { anomalies.note(.bytesAfterSignature) }
    if let directory = signature.best, directory.codeLimit < UInt64(signature.range.lowerBound) {
      anomalies.note(.signatureLeavesGap)
    }
  }
}
