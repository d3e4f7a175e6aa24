/// One Mach-O image, as far as it can be believed. All ranges are of the image, not of the universal file that it may stand in.
///
/// Only bytes without a header are refused. Everything else that is wrong is counted in `anomalies` and left out. Reading takes
/// time linear in the size, no recursion, and memory below four times the size.
public struct MachOImage: Sendable {
  /// The header.
  public internal(set) var header: MachOHeader
  /// The load commands.
  public internal(set) var commands: [MachOCommand] = []
  /// The segments with their sections.
  public internal(set) var segments: [MachOSegment] = []
  /// The symbols.
  public internal(set) var symbols: [MachOSymbol] = []
  /// The libraries that are loaded; number n of a symbol's library is element n − 1.
  public internal(set) var libraries: [MachOLibrary] = []
  /// What the image itself is called as a library (LC_ID_DYLIB).
  public internal(set) var identity: MachOLibrary?
  /// The folders to search for libraries.
  public internal(set) var runPaths: [String] = []
  /// The dynamic linker.
  public internal(set) var dynamicLinker: String?
  /// Variables set for the dynamic linker (LC_DYLD_ENVIRONMENT).
  public internal(set) var environment: [String] = []
  /// LC_UUID in hexadecimal.
  public internal(set) var uuid: String?
  /// The platforms it was built for.
  public internal(set) var builds: [MachOBuildVersion] = []
  /// LC_SOURCE_VERSION as 24.10.10.10.10 bits.
  public internal(set) var sourceVersion: UInt64?
  /// The entry point as an offset in the image (LC_MAIN).
  public internal(set) var entryOffset: UInt64?
  /// The address of the first instruction (LC_UNIXTHREAD of x86, x86-64, ARM and ARM64).
  public internal(set) var threadEntry: UInt64?
  /// LC_UNIXTHREAD is there.
  public internal(set) var hasThread = false
  /// The symbols that are bound at load time or on first use.
  public internal(set) var bindings: [MachOBinding] = []
  /// The symbols that are offered to others.
  public internal(set) var exports: [MachOExport] = []
  /// How many functions LC_FUNCTION_STARTS lists; nil without one.
  public internal(set) var functionCount: Int?
  /// cryptid of LC_ENCRYPTION_INFO: not 0 when the code is encrypted.
  public internal(set) var encryption: UInt32?
  /// The signature.
  public internal(set) var signature: CodeSignature?
  /// What the Go linker wrote.
  public internal(set) var go: GoBuildInfo?
  /// What shows rustc.
  public internal(set) var rust = RustFacts()
  /// What shows the Objective-C and Swift runtimes.
  public internal(set) var runtime = AppleRuntimeFacts()
  /// The bytes behind the last segment and table; nil without any.
  public internal(set) var overlay: Range<Int>?
  /// What is wrong or unusual.
  public internal(set) var anomalies = AnomalyTally<MachOAnomaly>()

  /// Reads an image that begins at the first of the bytes.
  public init(_ bytes: borrowing Span<UInt8>) throws(MachOError) {
    header = try MachOHeader(bytes)
    var noted = AnomalyTally<MachOAnomaly>()
    commands = MachOCommand.list(bytes, header, &noted)
    anomalies = noted
    var budget = ReadingBudget(fileSize: bytes.count)
    readSegments(bytes)
    readCommands(bytes, &budget)
    readLanguages(bytes)
    if budget.isSpent { anomalies.note(.budgetSpent) }
    checkLayout(bytes)
  }

  /// All sections, in the order in which symbols count them.
  public var sections: [MachOSection] { segments.flatMap(\.sections) }

  /// The first segment of a name.
  public func segment(named name: String) -> MachOSegment? { segments.first { $0.name == name } }

  /// The first section of a name, whatever its segment.
  public func section(named name: String) -> MachOSection? {
    for segment in segments {
      if let section = segment.sections.first(where: { $0.name == name }) { return section }
    }
    return nil
  }

  private mutating func readSegments(_ bytes: borrowing Span<UInt8>) {
    for command in commands where command.type == MachOCommandType.segment || command.type == MachOCommandType.segment64
    {
      if let segment = MachOSegment(bytes, command, header, &anomalies) { segments.append(segment) }
    }
  }

  private mutating func readLanguages(_ bytes: borrowing Span<UInt8>) {
    for symbol in symbols where !symbol.isDebugging { rust.look(bytes, symbol.nameRange) }
    runtime = AppleRuntimeFacts(self, bytes)
    let section = section(named: "__go_buildinfo")?.range
    guard let range = section ?? segments.first(where: { $0.name == "__DATA" })?.range,
      let offset = GoBuildInfo.find(bytes, in: range)
    else { return }
    let segments = segments
    go = GoBuildInfo(bytes, at: offset) { address in
      for segment in segments where segment.contains(address) {
        let distance = Int(clamping: address &- segment.address)
        if distance < segment.range.count { return segment.range.lowerBound &+ distance..<segment.range.upperBound }
      }
      return nil
    }
    if go == nil { anomalies.note(.badGoBuildInfo) }
  }
}
