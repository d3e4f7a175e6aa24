extension MachOImage {
  /// The commands that may occur once.
  private static let unique: Set<UInt32> = [
    MachOCommandType.symbols, MachOCommandType.dynamicSymbols, MachOCommandType.identifyLibrary,
    MachOCommandType.loadDynamicLinker, MachOCommandType.uuid, MachOCommandType.codeSignature, MachOCommandType.main,
    MachOCommandType.unixThread, MachOCommandType.linkInfo, MachOCommandType.linkInfoOnly,
    MachOCommandType.functionStarts, MachOCommandType.sourceVersion, MachOCommandType.exportTrie,
    MachOCommandType.chainedFixups,
  ]

  /// Reads what the commands say, and the tables that they point to. Of a command that must be unique the first counts.
  mutating func readCommands(_ bytes: borrowing Span<UInt8>, _ budget: inout ReadingBudget) {
    let order = header.byteOrder
    var seen: Set<UInt32> = []
    var reader = MachOBindingReader()
    for command in commands {
      if Self.unique.contains(command.type), !seen.insert(command.type).inserted {
        anomalies.note(.duplicateCommand)
        continue
      }
      switch command.type {
      case MachOCommandType.symbols: readSymbols(bytes, command, &budget)
      case MachOCommandType.loadLibrary, MachOCommandType.weakLibrary, MachOCommandType.reexportLibrary,
        MachOCommandType.lazyLibrary, MachOCommandType.upwardLibrary:
        if let library = MachOLibrary(bytes, command, order) {
          libraries.append(library)
        } else {
          anomalies.note(.badName)
        }
      case MachOCommandType.identifyLibrary: identity = MachOLibrary(bytes, command, order)
      case MachOCommandType.runPath: text(command, bytes).map { runPaths.append($0) }
      case MachOCommandType.loadDynamicLinker: dynamicLinker = text(command, bytes)
      case MachOCommandType.environment: text(command, bytes).map { environment.append($0) }
      case MachOCommandType.uuid:
        if command.range.count >= 24 { uuid = Hexadecimal.text(bytes, command.range.dropFirst(8).prefix(16)) }
      case MachOCommandType.buildVersion, MachOCommandType.minimumMacOS, MachOCommandType.minimumIOS,
        MachOCommandType.minimumTVOS, MachOCommandType.minimumWatchOS:
        if let build = MachOBuildVersion(bytes, command, order) { builds.append(build) }
      case MachOCommandType.sourceVersion: sourceVersion = command.u64(bytes, 8, order)
      case MachOCommandType.main: entryOffset = command.u64(bytes, 8, order)
      case MachOCommandType.unixThread, MachOCommandType.thread: readThread(bytes, command)
      case MachOCommandType.encryption, MachOCommandType.encryption64: encryption = command.u32(bytes, 16, order)
      case MachOCommandType.linkInfo, MachOCommandType.linkInfoOnly:
        for field in [16, 24, 32] { reader.readOpcodes(bytes, table(command, bytes, at: field), &budget) }
        readExports(bytes, table(command, bytes, at: 40), &budget)
      case MachOCommandType.exportTrie: readExports(bytes, table(command, bytes, at: 8), &budget)
      case MachOCommandType.chainedFixups:
        reader.readChainedFixups(bytes, table(command, bytes, at: 8), order, &budget)
      case MachOCommandType.functionStarts:
        let (count, isComplete) = MachOFunctionStarts.count(bytes, table(command, bytes, at: 8))
        functionCount = count
        if !isComplete { anomalies.note(.badFunctionStarts) }
      case MachOCommandType.codeSignature:
        signature = CodeSignature(bytes, table(command, bytes, at: 8), &anomalies)
      default: break
      }
    }
    bindings = reader.bindings
    if reader.opcodesAreBroken { anomalies.note(.badBindOpcodes) }
    if reader.fixupsAreBroken { anomalies.note(.badChainedFixups) }
    for binding in bindings where binding.library > libraries.count { anomalies.note(.badLibraryOrdinal) }
  }

  private mutating func text(_ command: MachOCommand, _ bytes: borrowing Span<UInt8>) -> String? {
    let text = command.string(bytes, header.byteOrder)
    if text?.isEmpty ?? true { anomalies.note(.badName) }
    return text
  }

  /// The table whose offset and size are at a field of a command.
  private mutating func table(
    _ command: MachOCommand, _ bytes: borrowing Span<UInt8>, at field: Int
  ) -> Range<Int> {
    guard let offset = command.u32(bytes, field, header.byteOrder),
      let size = command.u32(bytes, field &+ 4, header.byteOrder), size > 0
    else { return 0..<0 }
    let range = bytes.clampedRange(at: offset, count: size)
    if range.count != Int(size) { anomalies.note(.tableOutsideFile) }
    return range
  }

  private mutating func readExports(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ budget: inout ReadingBudget
  ) {
    let trie = MachOExportTrie(bytes, range, &budget)
    exports += trie.exports
    if trie.isBroken { anomalies.note(.badExportTrie) }
  }

  /// The register that holds the first instruction's address, by processor and flavour of state.
  private mutating func readThread(_ bytes: borrowing Span<UInt8>, _ command: MachOCommand) {
    hasThread = true
    guard let flavor = command.u32(bytes, 8, header.byteOrder) else { return }
    func u32(_ register: Int) -> UInt64? { command.u32(bytes, 16 &+ 4 &* register, header.byteOrder).map(UInt64.init) }
    func u64(_ register: Int) -> UInt64? { command.u64(bytes, 16 &+ 8 &* register, header.byteOrder) }
    switch (header.cpuType, flavor) {
    case (7, 1): threadEntry = u32(10)
    case (0x0100_0007, 4): threadEntry = u64(16)
    case (12, 1): threadEntry = u32(15)
    case (0x0100_000C, 6): threadEntry = u64(32)
    case (18, 1): threadEntry = u32(0)
    default: break
    }
  }
}
