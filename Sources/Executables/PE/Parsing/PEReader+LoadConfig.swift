extension PEReader {
  /// Sizes of the fields of the load configuration directory, in order, as far as they are known.
  private static let narrowFields: [Int] =
    [4, 4, 2, 2] + [Int](repeating: 4, count: 10) + [2, 2] + [Int](repeating: 4, count: 9) + [2, 2]
    + [Int](repeating: 4, count: 11) + [2, 2] + [Int](repeating: 4, count: 12)
  private static let wideFields: [Int] =
    [4, 4, 2, 2, 4, 4, 4] + [Int](repeating: 8, count: 6) + [4, 2, 2] + [Int](repeating: 8, count: 8) + [4, 2, 2, 4, 4]
    + [Int](repeating: 8, count: 8) + [4, 2, 2, 8, 4, 4] + [Int](repeating: 8, count: 9)
  /// How many fields there are before the place of dynamic relocations: offset and section's number.
  private static let fieldsBeforeDynamic = 37

  /// Reads thread-local storage.
  mutating func readTLS(_ data: borrowing Span<UInt8>, at address: Int) {
    let isWide = file.optionalHeader.kind == .pe32Plus
    guard let range = try? bytes(at: address, isWide ? 40 : 24) else { return note(.tlsUnreadable, at: address) }
    guard let place = structure(range, isWide ? 40 : 24) else { return }
    let callbacks = isWide ? data.u64(at: place + 24) ?? 0 : UInt64(data.u32(at: place + 12) ?? 0)
    file.tls = PETLS(addressOfCallbacks: callbacks)
  }

  /// Reads the load configuration as far as its stated size reaches, when that is the end of a field.
  mutating func readLoadConfig(_ data: borrowing Span<UInt8>, at address: Int) throws(PEFault) {
    guard let kind = file.optionalHeader.kind else { return note(.loadConfigOfUnknownKind, at: address) }
    let sizes = kind == .pe32Plus ? Self.wideFields : Self.narrowFields
    var stated: UInt32?
    if let range = try? bytes(at: address, 4) { stated = data.integer(UInt32.self, in: range) }
    var fields = 0
    var size = 0
    for width in sizes {
      fields += 1
      size += width
      if let stated, size == Int(stated) { break }
    }
    guard let range = try? bytes(at: address, size) else { return note(.loadConfigUnreadable, at: address) }
    guard let place = structure(range, size) else { return }
    var hasDynamicRelocations = false
    if fields > 35 {
      // pefile looks at both fields from here on, and fails on a directory that ends before or between them.
      guard fields >= Self.fieldsBeforeDynamic + 2 else { throw .rejected }
      let offset = place + sizes[..<Self.fieldsBeforeDynamic].reduce(0, +)
      hasDynamicRelocations = try readDynamicRelocations(
        data, section: Int(data.u16(at: offset + 4) ?? 0), offset: Int(data.u32(at: offset) ?? 0))
    }
    file.loadConfig = PELoadConfig(size: stated ?? 0, hasDynamicRelocations: hasDynamicRelocations)
  }
}
