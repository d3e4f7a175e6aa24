/// The header of every block of version information.
private struct VersionHeader {
  static let size = 6
  var length: Int
  var valueLength: Int
  var type: Int
}

/// A version resource: its address, and its bytes in the file.
private struct VersionResource {
  var address: Int
  var bytes: Range<Int>
}

extension PEReader {
  private static let fixedInformationSize = 52

  /// Walks a block of version information and notes what is wrong with it.
  mutating func readVersion(_ data: borrowing Span<UInt8>, at address: Int, size: Int) {
    guard let start = try? offset(of: address) else { return note(.versionUnreadable, at: address) }
    let resource = VersionResource(address: address, bytes: data.clampedRange(at: start, count: size))
    guard let header = versionHeader(data, resource, at: 0) else { return }
    let key = address + VersionHeader.size
    guard isVersionBlock(data, key) else { return }
    let fixed = align(VersionHeader.size + 2 * ("VS_VERSION_INFO".utf8.count + 1), address)
    guard structure(slice(resource, from: fixed), Self.fixedInformationSize) != nil else { return }
    var offset = align(fixed + Self.fixedInformationSize, address)
    while spend(64) {
      guard let block = versionHeader(data, resource, at: offset) else {
        return note(.versionFileInfoInvalid, at: address)
      }
      guard let name = try? wideText(data, at: address + offset + VersionHeader.size) else {
        return note(.versionFileInfoNameUnreadable, at: address + offset)
      }
      let isPlain = block.type <= 1 && block.valueLength == 0
      let inside = align(offset + VersionHeader.size + 2 * (name.encodedLength + 1), address)
      if units(data, name, startWith: "StringFileInfo") {
        if isPlain { readVersionTables(data, resource, from: inside, infoLength: block.length) }
      } else if units(data, name, startWith: "VarFileInfo") {
        if isPlain { readVersionVariable(data, resource, from: inside) }
      }
      offset = align(block.length + offset, address)
      if block.length == 0 || offset >= header.length { return }
    }
  }

  /// Aligns an offset in a resource to four bytes in memory; sums wrap as in 32 bits.
  private func align(_ offset: Int, _ base: Int) -> Int {
    ((offset &+ base &+ 3) & 0xffff_fffc) &- (base & 0xffff_fffc)
  }

  /// The bytes of a resource from an offset on. An offset below zero, which wrapping can make, counts from the end.
  private func slice(_ resource: VersionResource, from offset: Int) -> Range<Int> {
    let size = resource.bytes.count
    let start = offset < 0 ? max(0, size + offset) : min(offset, size)
    return resource.bytes.lowerBound + start..<resource.bytes.upperBound
  }

  private mutating func versionHeader(
    _ data: borrowing Span<UInt8>, _ resource: VersionResource, at offset: Int
  ) -> VersionHeader? {
    guard let place = structure(slice(resource, from: offset), VersionHeader.size) else { return nil }
    return VersionHeader(
      length: Int(data.u16(at: place) ?? 0), valueLength: Int(data.u16(at: place + 2) ?? 0),
      type: Int(data.u16(at: place + 4) ?? 0))
  }

  /// Whether the block's name is the one that it must have.
  private mutating func isVersionBlock(_ data: borrowing Span<UInt8>, _ key: Int) -> Bool {
    var limit = 0x1_0000
    if let index = part(at: key) {
      let section = file.sections[index]
      limit = (Int(section.virtualAddress) + Int(max(section.sizeOfRawData, section.virtualSize)) - key) >> 1
    }
    guard let name = try? wideText(data, at: key, limit: max(limit, 0)) else {
      note(.versionNameUnreadable, at: key)
      note(.versionBlockInvalid, at: key)
      return false
    }
    let isRight = name.range.count == 2 * 15 && units(data, name, startWith: "VS_VERSION_INFO")
    if !isRight { note(.versionBlockInvalid, at: key) }
    return isRight
  }

  /// Reads string tables, one after the other.
  private mutating func readVersionTables(
    _ data: borrowing Span<UInt8>, _ resource: VersionResource, from start: Int, infoLength: Int
  ) {
    var offset = start
    while spend(64) {
      guard let table = versionHeader(data, resource, at: offset) else { return }
      guard let name = try? wideText(data, at: resource.address + offset + VersionHeader.size) else {
        return note(.versionTableNameUnreadable, at: resource.address + offset)
      }
      let entries = align(offset + VersionHeader.size + 2 * (name.encodedLength + 1), resource.address)
      readVersionStrings(data, resource, from: entries, to: offset + table.length)
      let next = align(table.length + offset, resource.address)
      if next == offset { return }
      offset = next
      if offset >= infoLength { return }
    }
  }

  /// Reads the strings of a table.
  private mutating func readVersionStrings(
    _ data: borrowing Span<UInt8>, _ resource: VersionResource, from start: Int, to end: Int
  ) {
    var offset = start
    while offset < end, spend(64) {
      guard let entry = versionHeader(data, resource, at: offset) else { return }
      let place = resource.address + offset + VersionHeader.size
      guard let key = try? wideText(data, at: place), (try? self.offset(of: place)) != nil else {
        return note(.versionKeyUnreadable, at: place)
      }
      let value = resource.address + align(2 * (key.encodedLength + 1) + offset + VersionHeader.size, resource.address)
      guard wideTextIsReadable(data, at: value, limit: entry.valueLength), (try? self.offset(of: value)) != nil else {
        return note(.versionValueUnreadable, at: value)
      }
      if entry.length == 0 { return }
      offset = align(entry.length + offset, resource.address)
    }
  }

  /// Reads the one variable that is looked at.
  private mutating func readVersionVariable(
    _ data: borrowing Span<UInt8>, _ resource: VersionResource, from offset: Int
  ) {
    guard versionHeader(data, resource, at: offset) != nil else { return }
    let name = resource.address + offset + VersionHeader.size
    if (try? wideText(data, at: name)) == nil { note(.versionVariableNameUnreadable, at: name) }
  }
}
