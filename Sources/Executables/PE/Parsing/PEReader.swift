/// Why a directory is given up.
enum PEFault: Error {
  /// An address is neither in a section nor in the file.
  case unmapped
  /// The reference extractor gives up on the whole file here.
  case rejected
}

/// Reads a PE file, structure by structure.
struct PEReader {
  /// What was read so far.
  var file = PEFile()
  /// The bytes before the first section, which are mapped at address zero.
  var headerEnd = 0
  /// The section that held the address that was looked for last; it is asked first.
  private var lastPart: Int?
  /// Import table entries seen, over all tables.
  var importTableEntries = 0
  /// Entries of resource directories seen.
  var resourceEntries = 0
  /// Sum of the sizes that resources and their names claim.
  var resourceBytes = 0
  /// Whether resources were found to be larger than the file.
  var resourcesExceedFile = false
  /// How much more work may be spent on structures that the file can make arbitrarily expensive.
  var work: Int

  private init(size: Int) {
    file.fileSize = size
    work = 4_000_000 + 16 * size
  }

  /// Reads a file whose bytes are counted already.
  static func read(_ data: borrowing Span<UInt8>, byteCounts: [UInt32]) throws(PEError) -> PEFile {
    var reader = PEReader(size: data.count)
    reader.noteDominantBytes(byteCounts, of: data.count)
    try reader.readHeaders(data)
    reader.readSections(data)
    reader.checkEntryPoint()
    reader.readDirectories(data)
    reader.readRichHeader(data)
    reader.locateOverlay(data)
    return reader.file
  }

  // MARK: Notes

  /// Notes an anomaly.
  mutating func note(_ anomaly: PEAnomaly, at place: Int = 0) { file.anomalies.note(anomaly, at: place) }

  /// Takes work from the budget; false when it is spent.
  mutating func spend(_ amount: Int) -> Bool {
    work &-= amount
    if work >= 0 { return true }
    note(.workLimitReached)
    return false
  }

  /// More than half zeros, or more than 15 % of another byte, hints at truncation or padding.
  private mutating func noteDominantBytes(_ counts: [UInt32], of size: Int) {
    for (byte, count) in counts.enumerated() where count > 0 {
      if Double(count) / Double(size) > (byte == 0 ? 0.5 : 0.15) { note(.dominantByte, at: byte) }
    }
  }

  // MARK: Addresses

  /// Sets what is mapped where.
  mutating func map(_ mapping: PEAddressMapping) {
    file.mapping = mapping
    lastPart = nil
  }

  /// The section that holds an address.
  mutating func part(at address: Int) -> Int? {
    if let lastPart, file.mapping.part(lastPart, contains: address) { return lastPart }
    guard let found = file.mapping.part(at: address) else { return nil }
    lastPart = found
    return found
  }

  /// Up to `count` bytes at an address; fewer where the section's bytes in the file end.
  mutating func bytes(at address: Int, _ count: Int) throws(PEFault) -> Range<Int> {
    if let index = part(at: address) { return bytes(in: index, at: address, count) }
    if address < headerEnd { return cut(address, count, to: headerEnd) }
    if address < file.fileSize { return cut(address, count, to: file.fileSize) }
    throw .unmapped
  }

  /// Up to `count` bytes at an address of a section.
  private func bytes(in index: Int, at address: Int, _ count: Int) -> Range<Int> {
    let part = file.mapping.parts[index]
    let start = address &- part.address &+ part.offset
    return cut(start, Swift.min(count, part.rawEnd &- start), to: file.fileSize)
  }

  private func cut(_ start: Int, _ count: Int, to end: Int) -> Range<Int> {
    guard start >= 0, start < end, count > 0 else {
      let place = Swift.max(0, Swift.min(start, end))
      return place..<place
    }
    return start..<start &+ Swift.min(count, end &- start)
  }

  /// All bytes of a section.
  func bytes(ofPart index: Int) -> Range<Int> {
    let part = file.mapping.parts[index]
    return cut(part.offset, Swift.min(part.rawSize, part.rawEnd &- part.offset), to: file.fileSize)
  }

  /// The file offset of an address.
  mutating func offset(of address: Int) throws(PEFault) -> Int {
    if let index = part(at: address) {
      let part = file.mapping.parts[index]
      return address &- part.address &+ part.offset
    }
    if address < file.fileSize { return address }
    throw .unmapped
  }

  /// The text at an address up to a zero byte, at most `limit` bytes; empty where nothing is mapped.
  mutating func text(_ data: borrowing Span<UInt8>, at address: Int, limit: Int) -> Range<Int> {
    var range: Range<Int>
    if let index = part(at: address) {
      range = bytes(in: index, at: address, limit)
    } else {
      range = data.clampedRange(at: address, count: limit)
    }
    return data.terminatedRange(at: range.lowerBound, limit: range.count) ?? range
  }

  /// The start of a structure of `size` bytes, or nil and an anomaly when fewer are there.
  mutating func structure(_ range: Range<Int>, _ size: Int) -> Int? {
    if range.count >= size { return range.lowerBound }
    note(.corruptStructure, at: range.lowerBound)
    return nil
  }
}
