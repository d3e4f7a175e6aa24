public import Documents

extension MachOStructure {
  /// The images of a document that macholibre wrote (github.com/aaronst/macholibre), one for each architecture.
  ///
  /// - Returns: nothing when the document describes no image.
  /// - Throws: where the text is not JSON.
  public static func macholibre(_ text: [UInt8]) throws(DocumentError) -> [MachOStructure] {
    let document = MacholibreField(value: try JSONDocument(json: text).root)
    let thin = document["macho"]
    guard thin.isObject else { return document["universal"]["machos"].array.map { MachOStructure(macholibre: $0) } }
    var image = MachOStructure(macholibre: thin)
    // Flags that macholibre has no name for are told as text, of which it is clear only in thin files what they belong to.
    for text in document["abnormalities"].array.compactMap(\.string) where text.hasPrefix("Unknown mach-o flag \"") {
      image.flags |= text.split(separator: "\"").dropFirst().first.flatMap { UInt32($0) } ?? 0
    }
    return [image]
  }

  private static let jsonMachines = [
    "X86 (I386)": "x86", "X86_64": "x86_64", "ARM": "arm", "ARM64": "arm64", "POWERPC": "powerPC",
    "POWERPC64": "powerPC",
  ]
  private static let jsonTypes: [String: UInt32] = [
    "OBJECT": 1, "EXECUTE": 2, "FVMLIB": 3, "CORE": 4, "PRELOAD": 5, "DYLIB": 6, "DYLINKER": 7, "BUNDLE": 8,
    "DYLIB_STUB": 9,
    "DSYM": 10, "KEXT_BUNDLE": 11,
  ]
  /// Flags of the header by bit (mach/loader.h, without `MH_`).
  private static let jsonFlags = [
    "NOUNDEFS", "INCRLINK", "DYLDLINK", "BINDATLOAD", "PREBOUND", "SPLIT_SEGS", "LAZY_INIT", "TWOLEVEL", "FORCE_FLAT",
    "NOMULTIDEFS", "NOFIXPREBINDING", "PREBINDABLE", "ALLMODSBOUND", "SUBSECTIONS_VIA_SYMBOLS", "CANONICAL",
    "WEAK_DEFINES",
    "BINDS_TO_WEAK", "ALLOW_STACK_EXECUTION", "ROOT_SAFE", "SETUID_SAFE", "NOREEXPORTED_DYLIBS", "PIE",
    "DEAD_STRIPPABLE_DYLIB", "HAS_TLV_DESCRIPTORS", "NO_HEAP_EXECUTION", "APP_EXTENSION_SAFE",
  ]
  /// Types of sections by number (mach/loader.h, without `S_`).
  private static let jsonSections = [
    "REGULAR", "ZEROFILL", "CSTRING_LITERALS", "4BYTE_LITERALS", "8BYTE_LITERALS", "LITERAL_POINTERS",
    "NON_LAZY_SYMBOL_POINTERS", "LAZY_SYMBOL_POINTERS", "SYMBOL_STUBS", "MOD_INIT_FUNC_POINTERS",
    "MOD_TERM_FUNC_POINTERS",
    "COALESCED", "GB_ZEROFILL", "INTERPOSING", "16BYTE_LITERALS", "DTRACE_DOF", "LAZY_DYLIB_SYMBOL_POINTERS",
    "THREAD_LOCAL_REGULAR", "THREAD_LOCAL_ZEROFILL", "THREAD_LOCAL_VARIABLES", "THREAD_LOCAL_VARIABLE_POINTERS",
    "THREAD_LOCAL_INIT_FUNCTION_POINTERS", "INIT_FUNC_OFFSETS",
  ]
  /// Load commands by name (mach/loader.h, without `LC_`).
  private static let jsonCommands: [String: UInt32] = [
    "SEGMENT": 0x1, "SYMTAB": 0x2, "SYMSEG": 0x3, "THREAD": 0x4, "UNIXTHREAD": 0x5, "LOADFVMLIB": 0x6, "IDFVMLIB": 0x7,
    "IDENT": 0x8, "FVMFILE": 0x9, "PREPAGE": 0xA, "DYSYMTAB": 0xB, "LOAD_DYLIB": 0xC, "ID_DYLIB": 0xD,
    "LOAD_DYLINKER": 0xE,
    "ID_DYLINKER": 0xF, "PREBOUND_DYLIB": 0x10, "ROUTINES": 0x11, "SUB_FRAMEWORK": 0x12, "SUB_UMBRELLA": 0x13,
    "SUB_CLIENT": 0x14, "SUB_LIBRARY": 0x15, "TWOLEVEL_HINTS": 0x16, "PREBIND_CKSUM": 0x17, "LOAD_WEAK_DYLIB": 0x18,
    "SEGMENT_64": 0x19, "ROUTINES_64": 0x1A, "UUID": 0x1B, "RPATH": 0x1C, "CODE_SIGNATURE": 0x1D,
    "SEGMENT_SPLIT_INFO": 0x1E, "REEXPORT_DYLIB": 0x1F, "LAZY_LOAD_DYLIB": 0x20, "ENCRYPTION_INFO": 0x21,
    "DYLD_INFO": 0x22,
    "DYLD_INFO_ONLY": 0x22, "LOAD_UPWARD_DYLIB": 0x23, "VERSION_MIN_MACOSX": 0x24, "VERSION_MIN_IPHONEOS": 0x25,
    "FUNCTION_STARTS": 0x26, "DYLD_ENVIRONMENT": 0x27, "MAIN": 0x28, "DATA_IN_CODE": 0x29, "SOURCE_VERSION": 0x2A,
    "DYLIB_CODE_SIGN_DRS": 0x2B, "ENCRYPTION_INFO_64": 0x2C, "LINKER_OPTION": 0x2D, "LINKER_OPTIMIZATION_HINT": 0x2E,
    "VERSION_MIN_TVOS": 0x2F, "VERSION_MIN_WATCHOS": 0x30, "NOTE": 0x31, "BUILD_VERSION": 0x32,
    "DYLD_EXPORTS_TRIE": 0x33,
    "DYLD_CHAINED_FIXUPS": 0x34,
  ]
  private static let jsonPlatforms: [String: UInt32] = ["MACOS": 1, "IOS": 2, "TVOS": 3, "WATCHOS": 4, "BRIDGEOS": 5]

  private init(macholibre image: MacholibreField) {
    self.init()
    machine = Self.jsonMachines[image["cputype"].string ?? ""] ?? "other"
    fileType = Self.jsonTypes[image["filetype"].string ?? ""] ?? 0
    for flag in image["flags"].array.compactMap(\.string) {
      if let bit = Self.jsonFlags.firstIndex(of: flag) { flags |= 1 << UInt32(bit) }
    }
    commandsSize = UInt32(clamping: image["slcs"].integer)
    for command in image["lcs"].array { readCommand(command) }
    imports = image["imports"].array.compactMap { $0.array.first?.string ?? $0.string }
    signature = Signature(macholibre: image["code_signature"])
  }

  private mutating func readCommand(_ command: MacholibreField) {
    let name = command["cmd"].string ?? ""
    commands.append(Self.jsonCommands[name] ?? 0)
    func field(_ key: String) -> UInt32 { UInt32(clamping: command[key].integer) }
    switch name {
    case "SEGMENT", "SEGMENT_64": segments.append(Segment(macholibre: command, types: Self.jsonSections))
    case "LOAD_DYLIB", "LOAD_WEAK_DYLIB", "REEXPORT_DYLIB", "LAZY_LOAD_DYLIB", "LOAD_UPWARD_DYLIB":
      libraries.append(command["name"].string ?? "")
    case "RPATH": runPaths.append(command["path"].string ?? command["name"].string ?? "")
    case "SYMTAB": symbolCounts[0] = field("nsyms")
    case "DYSYMTAB":
      for (slot, key) in zip(1...4, ["nlocalsym", "nextdefsym", "nundefsym", "nindirectsyms"]) {
        symbolCounts[slot] = field(key)
      }
    case "DYLD_INFO", "DYLD_INFO_ONLY":
      let keys: [String] = ["rebase_size", "bind_size", "weak_bind_size", "lazy_bind_size", "export_size"]
      for (slot, key) in keys.enumerated() { linkSizes[slot] = field(key) }
    case "FUNCTION_STARTS": tableSizes[0] = field("datasize")
    case "DATA_IN_CODE": tableSizes[1] = field("datasize")
    case "MAIN": hasStackSize = command["stacksize"].integer != 0
    case "SOURCE_VERSION":
      sourceVersion = command["version"].string?.split(separator: ".").first.flatMap { UInt64($0) } ?? 0
    case "ENCRYPTION_INFO", "ENCRYPTION_INFO_64": isEncrypted = command["cryptid"].integer != 0
    case "VERSION_MIN_MACOSX", "VERSION_MIN_IPHONEOS", "VERSION_MIN_TVOS", "VERSION_MIN_WATCHOS", "BUILD_VERSION":
      let platforms: [String: UInt32] = ["VERSION_MIN_IPHONEOS": 2, "VERSION_MIN_TVOS": 3, "VERSION_MIN_WATCHOS": 4]
      let platform = Self.jsonPlatforms[(command["platform"].string ?? "").uppercased()] ?? 1
      let least = name == "BUILD_VERSION" ? command["minos"] : command["version"]
      if build == nil { build = (platforms[name] ?? platform, Self.packed(least), Self.packed(command["sdk"])) }
    default: break
    }
  }

  /// `10.15.0` or the number itself as 16.8.8 bits.
  private static func packed(_ value: MacholibreField) -> UInt32 {
    guard let text = value.string else { return UInt32(clamping: value.integer) }
    let parts = text.split(separator: ".").compactMap { UInt32($0) }
    func part(_ index: Int) -> UInt32 { parts.indices.contains(index) ? parts[index] : 0 }
    return Swift.min(part(0), 0xFFFF) << 16 | Swift.min(part(1), 0xFF) << 8 | Swift.min(part(2), 0xFF)
  }
}

extension MachOStructure.Segment {
  fileprivate init(macholibre command: MacholibreField, types: [String]) {
    memorySize = command["vmsize"].integer
    fileSize = command["segsize"].integer
    entropy = (command["entropy"].double ?? 0) * 8
    protection = 0
    // "rwx" with "-" for what is not allowed.
    for (bit, letter) in (command["initprot"].string ?? "").utf8.prefix(3).enumerated() where letter != 0x2D {
      protection |= 1 << UInt32(bit)
    }
    sections = command["sects"].array.map { section in
      let attributes = section["attrs"].array.compactMap(\.string)
      return MachOStructure.Section(
        name: section["name"].string ?? "", size: section["size"].integer,
        type: UInt8(clamping: types.firstIndex(of: section["type"].string ?? "") ?? 0),
        hasInstructions: attributes.contains("PURE_INSTRUCTIONS") || attributes.contains("SOME_INSTRUCTIONS"),
        relocations: UInt32(clamping: section["nreloc"].integer))
    }
  }
}

extension MachOStructure.Signature {
  fileprivate init?(macholibre value: MacholibreField) {
    guard value.isObject else { return nil }
    let directory = value["codedirectory"]
    flags = UInt32(clamping: directory["flags"].integer)
    version = UInt32(clamping: directory["version"].integer)
    slots = [
      UInt32(clamping: directory["n_code_slots"].integer), UInt32(clamping: directory["n_special_slots"].integer),
    ]
    hasTeam = directory["team_id"].string?.isEmpty == false && directory["team_id_offset"].integer != 0
    isPlatform = directory["platform"].integer != 0
    identifierParts = (directory["identity"].string ?? "").split(separator: ".").count
    isSigned = !value["certs"].array.isEmpty
    requirements = value["requirements"].array.count
    entitlements = value["entitlements"].array.flatMap { $0["plist"].keys }
  }
}
