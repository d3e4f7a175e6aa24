extension PEFile {
  private static let headerSize = 72
  private static let maximalStreams = 64
  private static let maximalReferences = 4096

  /// Reads the metadata of a .NET assembly; nil where there is none, or where it cannot be read.
  ///
  /// - Parameter data: the file's bytes.
  public func dotNetMetadata(_ data: borrowing Span<UInt8>) -> DotNetMetadata? {
    guard let directory = directory(.dotNet), directory.virtualAddress != 0,
      let header = offset(of: directory.virtualAddress), data.range(at: header, count: Self.headerSize) != nil,
      let root = data.u32(at: header + 8).flatMap({ offset(of: $0) }), data.matches("BSJB", at: root)
    else { return nil }
    var metadata = DotNetMetadata()
    metadata.runtimeVersion = (data.u16(at: header + 4) ?? 0, data.u16(at: header + 6) ?? 0)
    metadata.flags = data.u32(at: header + 16) ?? 0
    metadata.entryPoint = data.u32(at: header + 20) ?? 0
    let length = Int(data.u32(at: root + 12) ?? 0)
    metadata.version = data.terminatedRange(at: root + 16, limit: min(length, 255)) ?? 0..<0
    readStreams(data, at: root + 16 + length, root: root, into: &metadata)
    readTables(data, into: &metadata)
    return metadata
  }

  /// The bytes at an RVA, cut to the file; nil where the file has none.
  func fileRange(_ address: UInt32, _ size: UInt32, in data: borrowing Span<UInt8>) -> Range<Int>? {
    guard let start = offset(of: address), start >= 0, start < data.count else { return nil }
    return data.clampedRange(at: start, count: size)
  }

  /// The file offset of an RVA.
  private func offset(of address: UInt32) -> Int? {
    guard let index = mapping.part(at: Int(address)) else { return Int(address) < fileSize ? Int(address) : nil }
    let part = mapping.parts[index]
    return Int(address) - part.address + part.offset
  }

  private func readStreams(
    _ data: borrowing Span<UInt8>, at start: Int, root: Int, into metadata: inout DotNetMetadata
  ) {
    var place = start + 4
    for _ in 0..<min(Int(data.u16(at: start + 2) ?? 0), Self.maximalStreams) {
      guard let offset = data.u32(at: place), let size = data.u32(at: place + 4),
        let name = data.terminatedRange(at: place + 8, limit: 32)
      else { return }
      metadata.streams.append(
        .init(name: data.text(name), range: data.clampedRange(at: root + Int(offset), count: size)))
      place = name.lowerBound + (name.count + 4) / 4 * 4
    }
  }

  private func readTables(_ data: borrowing Span<UInt8>, into metadata: inout DotNetMetadata) {
    guard let stream = metadata.streams.first(where: { $0.name == "#~" || $0.name == "#-" })?.range,
      let valid = data.u64(at: stream.lowerBound + 8), let heaps = data.u8(at: stream.lowerBound + 6)
    else { return }
    var rows = [UInt32](repeating: 0, count: 64)
    var place = stream.lowerBound + 24
    for table in 0..<64 where valid >> UInt64(table) & 1 != 0 {
      rows[table] = data.u32(at: place) ?? 0
      place += 4
    }
    metadata.rows = rows
    let tables = DotNetTables(rows: rows, heaps: heaps)
    // Uncompressed metadata may have four more bytes here.
    if heaps & 0x40 != 0 { place += 4 }
    readModule(data, tables, from: place, into: &metadata)
    if rows[DotNetTables.Table.assembly] > 0, let offset = tables.offset(of: DotNetTables.Table.assembly) {
      let row = place + offset
      metadata.assembly = assembly(
        data, metadata, version: row + 4, name: row + 16 + tables.blobSize, tables.stringSize)
    }
    let references = DotNetTables.Table.assemblyReference
    guard let offset = tables.offset(of: references), let size = tables.rowSize(references) else { return }
    for index in 0..<min(Int(rows[references]), Self.maximalReferences) {
      let row = place + offset + index * size
      guard
        let reference = assembly(data, metadata, version: row, name: row + 12 + tables.blobSize, tables.stringSize)
      else { return }
      metadata.references.append(reference)
    }
  }

  private func readModule(
    _ data: borrowing Span<UInt8>, _ tables: DotNetTables, from place: Int, into metadata: inout DotNetMetadata
  ) {
    guard metadata.rows[DotNetTables.Table.module] > 0,
      let index = index(data, at: place + 2 + tables.stringSize, size: tables.guidSize), index > 0,
      let heap = metadata.streams.first(where: { $0.name == "#GUID" })?.range,
      let range = data.range(at: heap.lowerBound + 16 * (index - 1), count: 16), range.upperBound <= heap.upperBound
    else { return }
    metadata.moduleVersionIdentifier = data.copy(range)
  }

  private func index(_ data: borrowing Span<UInt8>, at place: Int, size: Int) -> Int? {
    size == 4 ? data.u32(at: place).map { Int($0) } : data.u16(at: place).map { Int($0) }
  }

  private func assembly(
    _ data: borrowing Span<UInt8>, _ metadata: DotNetMetadata, version: Int, name: Int, _ size: Int
  ) -> DotNetMetadata.Assembly? {
    guard let heap = metadata.streams.first(where: { $0.name == "#Strings" })?.range,
      let index = index(data, at: name, size: size), index < heap.count,
      let range = data.terminatedRange(at: heap.lowerBound + index, limit: min(1024, heap.count - index)),
      data.range(at: version, count: 8) != nil
    else { return nil }
    return .init(name: range, version: (0..<4).map { data.u16(at: version + 2 * $0) ?? 0 })
  }
}
