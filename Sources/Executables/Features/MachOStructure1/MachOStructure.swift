/// What `macho-structure-1` is computed from: facts of one image that both our parser and the JSON of macholibre give. Each
/// property names the JSON field it corresponds to.
public struct MachOStructure: Sendable, Equatable {
  /// A segment: `lcs[]` with `cmd` SEGMENT or SEGMENT_64.
  public struct Segment: Sendable, Equatable {
    /// `vmsize`.
    public var memorySize: UInt64
    /// `segsize`.
    public var fileSize: UInt64
    /// `initprot`, as bits: 1 read, 2 write, 4 execute.
    public var protection: UInt32
    /// `entropy` · 8: bits a byte. 0 for a segment without bytes.
    public var entropy: Double
    /// `sects[]`.
    public var sections: [Section]
  }

  /// A section.
  public struct Section: Sendable, Equatable {
    /// `name`.
    public var name: String
    /// `size`.
    public var size: UInt64
    /// `type`, as a number.
    public var type: UInt8
    /// `attrs` has PURE_INSTRUCTIONS or SOME_INSTRUCTIONS.
    public var hasInstructions: Bool
    /// `nreloc`.
    public var relocations: UInt32
  }

  /// `cputype`.
  public var machine: String = "other"
  /// `filetype` as a number.
  public var fileType: UInt32 = 0
  /// `flags` as bits; in thin files with those of `abnormalities` (`Unknown mach-o flag "67108864".`).
  public var flags: UInt32 = 0
  /// `slcs`.
  public var commandsSize: UInt32 = 0
  /// `lcs[].cmd` as numbers without LC_REQ_DYLD.
  public var commands: [UInt32] = []
  /// The segments.
  public var segments: [Segment] = []
  /// `name` of the libraries that are loaded, by any command.
  public var libraries: [String] = []
  /// `name` of RPATH commands.
  public var runPaths: [String] = []
  /// `imports[][0]`: names of undefined symbols as they are in the table.
  public var imports: [String] = []
  /// `nsyms` of SYMTAB, and `nlocalsym`, `nextdefsym`, `nundefsym`, `nindirectsyms` of DYSYMTAB.
  public var symbolCounts: [UInt32] = [0, 0, 0, 0, 0]
  /// `rebase_size`, `bind_size`, `weak_bind_size`, `lazy_bind_size`, `export_size` of DYLD_INFO.
  public var linkSizes: [UInt32] = [0, 0, 0, 0, 0]
  /// `datasize` of FUNCTION_STARTS and DATA_IN_CODE.
  public var tableSizes: [UInt32] = [0, 0]
  /// Whether there is a VERSION_MIN or BUILD_VERSION command; its `version` or `minos` and `sdk` as 16.8.8 bits.
  public var build: (platform: UInt32, minimum: UInt32, sdk: UInt32)?
  /// The first number of SOURCE_VERSION's `version`.
  public var sourceVersion: UInt64?
  /// `cryptid`.
  public var isEncrypted = false
  /// `stacksize` of MAIN is not 0.
  public var hasStackSize = false
  /// `code_signature`.
  public var signature: Signature?

  /// The signature.
  public struct Signature: Sendable, Equatable {
    /// `codedirectory.flags`.
    public var flags: UInt32 = 0
    /// `codedirectory.version`.
    public var version: UInt32 = 0
    /// `codedirectory.n_code_slots` and `n_special_slots`.
    public var slots: [UInt32] = [0, 0]
    /// `codedirectory.team_id` is there and not empty.
    public var hasTeam = false
    /// `codedirectory.platform` is not 0.
    public var isPlatform = false
    /// Parts of `codedirectory.identity` between dots.
    public var identifierParts = 0
    /// `certs` is not empty: somebody signed.
    public var isSigned = false
    /// Number of `requirements`.
    public var requirements = 0
    /// Keys of `entitlements[].plist`.
    public var entitlements: [String] = []
  }

  /// Nothing.
  public init() {}

  /// Whether two are the same.
  public static func == (left: MachOStructure, right: MachOStructure) -> Bool {
    left.machine == right.machine && left.fileType == right.fileType && left.flags == right.flags
      && left.commandsSize == right.commandsSize && left.commands == right.commands && left.segments == right.segments
      && left.libraries == right.libraries && left.runPaths == right.runPaths && left.imports == right.imports
      && left.symbolCounts == right.symbolCounts && left.linkSizes == right.linkSizes
      && left.tableSizes == right.tableSizes && left.build?.platform == right.build?.platform
      && left.build?.minimum == right.build?.minimum && left.build?.sdk == right.build?.sdk
      && left.sourceVersion == right.sourceVersion && left.isEncrypted == right.isEncrypted
      && left.hasStackSize == right.hasStackSize && left.signature == right.signature
  }
}

extension MachOStructure {
  /// The facts of an image that our parser read.
  ///
  /// - Parameter bytes: the bytes of the image.
  public init(_ image: MachOImage, _ bytes: borrowing Span<UInt8>) {
    let order = image.header.byteOrder
    machine = Self.machines[image.header.cpuType] ?? "other"
    fileType = image.header.fileType
    flags = image.header.flags
    commandsSize = image.header.commandsSize
    commands = image.commands.map { $0.type & 0x7FFF_FFFF }
    let index = HistogramIndex(bytes)
    for segment in image.segments {
      var one = Segment(
        memorySize: segment.memorySize, fileSize: segment.fileSize, protection: segment.initialProtection & 7,
        entropy: index.entropy(bytes, segment.range), sections: [])
      for section in segment.sections {
        one.sections.append(
          Section(
            name: section.name, size: section.size, type: section.type, hasInstructions: section.hasInstructions,
            relocations: section.relocationCount))
      }
      segments.append(one)
    }
    libraries = image.libraries.map(\.path)
    runPaths = image.runPaths
    imports = image.importNames(in: bytes)
    for command in image.commands {
      func field(_ offset: Int) -> UInt32 { command.u32(bytes, offset, order) ?? 0 }
      switch command.type {
      case MachOCommandType.symbols: symbolCounts[0] = field(12)
      case MachOCommandType.dynamicSymbols:
        for (slot, offset) in zip(1...4, [12, 20, 28, 60]) { symbolCounts[slot] = field(offset) }
      case MachOCommandType.linkInfo, MachOCommandType.linkInfoOnly:
        for slot in 0..<5 { linkSizes[slot] = field(12 &+ 8 &* slot) }
      case MachOCommandType.functionStarts: tableSizes[0] = field(12)
      case MachOCommandType.dataInCode: tableSizes[1] = field(12)
      case MachOCommandType.main: hasStackSize = command.u64(bytes, 16, order) ?? 0 != 0
      default: break
      }
    }
    build = image.builds.first.map { ($0.platform, $0.minimumSystem, $0.sdk) }
    sourceVersion = image.sourceVersion.map { $0 >> 40 }
    isEncrypted = (image.encryption ?? 0) != 0
    signature = image.signature.map { Signature($0) }
  }

  /// Names of processors, as the columns call them.
  static let machines: [UInt32: String] = [
    7: "x86", 0x0100_0007: "x86_64", 12: "arm", 0x0100_000C: "arm64", 18: "powerPC", 0x0100_0012: "powerPC",
  ]
}

extension MachOStructure.Signature {
  init(_ signature: CodeSignature) {
    // macholibre reads the first code directory.
    if let directory = signature.directories.first {
      flags = directory.flags
      version = directory.version
      slots = [directory.codeSlots, directory.specialSlots]
      hasTeam = directory.teamIdentifier?.isEmpty == false
      isPlatform = directory.platform != 0
      identifierParts = directory.identifier.split(separator: ".").count
    }
    isSigned = signature.cmsSize > 0
    requirements = signature.requirementCount
    entitlements = signature.entitlements.map(\.key)
  }
}
