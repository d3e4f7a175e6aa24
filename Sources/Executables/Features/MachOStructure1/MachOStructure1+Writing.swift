extension MachOStructure1 {
  private static let both: Perturbation = [.packing, .packingOfLibraries]

  static func write(_ facts: MachOStructure, to writer: inout FeatureWriter) {
    writeHeader(facts, to: &writer)
    writeSegments(facts, to: &writer)
    writeSections(facts, to: &writer)
    writeImports(facts, to: &writer)
    writeSignature(facts.signature, to: &writer)
  }

  private static func writeHeader(_ facts: MachOStructure, to writer: inout FeatureWriter) {
    for machine in ["x86", "x86_64", "arm", "arm64", "powerPC"] {
      writer.put("machine.\(machine)", "The processor is \(machine).", facts.machine == machine)
    }
    for (name, type) in [("program", 2), ("library", 6), ("bundle", 8)] as [(String, UInt32)] {
      writer.put("kind.\(name)", "The file type is \(type).", facts.fileType == type)
    }
    for (name, bit) in MachOGroup.flags {
      // UPX clears what the dynamic linker is for: packed programs are static.
      let moved: Perturbation = [2, 3, 7].contains(bit) ? .packing : []
      writer.put("flag.\(name)", "Bit \(bit) of the header's flags.", facts.flags >> bit & 1 == 1, movedBy: moved)
    }
    writer.log("commands", "load commands", facts.commands.count, movedBy: .packing)
    writer.log("commands_size", "bytes of load commands", facts.commandsSize, movedBy: .packing)
    var counts = [Int](repeating: 0, count: Int(MachOCommandType.last) + 1)
    for type in facts.commands where counts.indices.contains(Int(type)) { counts[Int(type)] &+= 1 }
    // Of commands, UPX leaves segments, the least macOS and the source version.
    let kept: Set<Int> = [0x2A]
    for (type, count) in counts.enumerated() {
      writer.log(
        "command.\(hex(type))", "load commands of type \(hex(type))", count,
        movedBy: kept.contains(type) ? [] : .packing)
    }
    let build = facts.build
    let isMac = build == nil || build?.platform == 1
    writer.put("build.is_macos", "Built for macOS, or for no named platform.", isMac, movedBy: .packing)
    writer.put("build.minimum", "Least system, major · 100 + minor.", MachOGroup.version(build?.minimum))
    writer.put("build.minimum_patch", "Its third number.", Double((build?.minimum ?? 0) & 0xFF))
    writer.put("build.sdk", "SDK, major · 100 + minor.", MachOGroup.version(build?.sdk))
    writer.put("build.sdk_patch", "Its third number.", Double((build?.sdk ?? 0) & 0xFF))
    writer.put(
      "build.distance", "SDK less the least system.",
      MachOGroup.version(build?.sdk) - MachOGroup.version(build?.minimum))
    writer.put("source.is_present", "There is a source version.", facts.sourceVersion != nil)
    writer.put("source.first", "ln(1 + x) of its first number.", Logarithm.onePlus(Double(facts.sourceVersion ?? 0)))
    writer.put("encrypted", "The code is encrypted.", facts.isEncrypted, movedBy: .packing)
    writer.put("main.stack_size", "LC_MAIN asks for a stack.", facts.hasStackSize, movedBy: .packing)
    for (name, value) in zip(["all", "local", "exported", "undefined", "indirect"], facts.symbolCounts) {
      writer.log("symbols.\(name)", "symbols: \(name)", value, movedBy: .packing)
    }
    for (name, value) in zip(["rebase", "bind", "weak_bind", "lazy_bind", "export"], facts.linkSizes) {
      writer.log("link.\(name)", "bytes of the \(name) information", value, movedBy: .packing)
    }
    for (name, value) in zip(["function_starts", "data_in_code"], facts.tableSizes) {
      writer.log("table.\(name)", "bytes of \(name)", value, movedBy: .packing)
    }
  }

  private static func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }

  private static func writeSegments(_ facts: MachOStructure, to writer: inout FeatureWriter) {
    let segments = facts.segments
    writer.put(
      "size.information",
      "ln(1 + b), rounded to a multiple of 2, of the bytes that the segments would need at their entropy; packed images get 0.72 back.",
      information(facts))
    let stored = segments.reduce(0.0) { $0 + Double($1.fileSize) }
    writer.put("size.stored", "ln(1 + b) of the bytes of all segments.", Logarithm.onePlus(stored), movedBy: both)
    writer.put("segments.count", "Segments.", Double(segments.count), movedBy: .packing)
    let zero = segments.first { $0.protection == 0 && $0.fileSize == 0 }
    writer.put(
      "segments.page_zero", "ln(1 + b) of unreadable memory without bytes.",
      Logarithm.onePlus(Double(zero?.memorySize ?? 0)))
    writer.put(
      "segments.writable_code", "Segments that may be written and executed.",
      Double(segments.count { $0.protection & 6 == 6 }), movedBy: .packing)
    writer.put(
      "segments.bare", "Segments with bytes and without sections.",
      Double(segments.count { $0.fileSize > 0 && $0.sections.isEmpty }), movedBy: .packing)
    for (name, mask) in [("code", 4), ("data", 2), ("constants", 1)] as [(String, UInt32)] {
      let mine = segments.filter { segment in
        let kind: UInt32 = segment.protection & 4 != 0 ? 4 : segment.protection & 2 != 0 ? 2 : segment.protection & 1
        return kind == mask
      }
      let bytes = mine.reduce(0.0) { $0 + Double($1.fileSize) }
      let memory = mine.reduce(0.0) { $0 + Double($1.memorySize) }
      // UPX compresses the code of libraries and leaves the rest.
      let moved: Perturbation = name == "code" ? both : .packing
      writer.put("segments.\(name).count", "Segments of \(name).", Double(mine.count), movedBy: .packing)
      writer.put("segments.\(name).share", "Their share of the bytes.", stored > 0 ? bytes / stored : 0, movedBy: both)
      writer.put("segments.\(name).memory", "ln(1 + b) of their memory.", Logarithm.onePlus(memory), movedBy: moved)
      let mean = bytes > 0 ? mine.reduce(0.0) { $0 + $1.entropy * Double($1.fileSize) } / bytes : 0
      writer.put("segments.\(name).entropy", "Their entropy, mean by size, bits a byte.", mean, movedBy: moved)
    }
  }

  private static func writeSections(_ facts: MachOStructure, to writer: inout FeatureWriter) {
    let sections = facts.segments.flatMap(\.sections)
    let total = Swift.max(sections.reduce(0.0) { $0 + Double($1.size) }, 1)
    func size(_ chosen: [MachOStructure.Section]) -> Double { chosen.reduce(0.0) { $0 + Double($1.size) } }
    writer.log("sections.count", "sections", sections.count, movedBy: both)
    for type in 0...22 {
      let mine = sections.filter { $0.type == type }
      writer.log("sections.type_\(type)", "sections of type \(type)", mine.count, movedBy: both)
      writer.put(
        "sections.type_\(type)_share", "Their share of all sections' bytes.", size(mine) / total, movedBy: both)
    }
    let code = sections.filter(\.hasInstructions)
    writer.log("sections.code", "sections with instructions", code.count, movedBy: both)
    writer.put("sections.code_share", "Their share of all sections' bytes.", size(code) / total, movedBy: both)
    writer.log(
      "sections.relocations", "relocations of sections", sections.reduce(0) { $0 &+ Int($1.relocations) }, movedBy: both
    )
    for (name, prefix) in [
      ("text", "__text"), ("cstring", "__cstring"), ("constants", "__const"), ("cfstring", "__cfstring"),
      ("objc_classes", "__objc_classlist"), ("objc_categories", "__objc_catlist"), ("objc_methods", "__objc_methname"),
      ("objc_selectors", "__objc_selrefs"), ("objc_load", "__objc_nlclslist"), ("swift_types", "__swift5_types"),
      ("swift_fields", "__swift5_fieldmd"), ("exceptions", "__gcc_except_tab"), ("unwind", "__unwind_info"),
      ("go", "__gopclntab"), ("bss", "__bss"), ("info", "__info_plist"),
    ] {
      let mine = sections.filter { $0.name == prefix }
      writer.put(
        "sections.named.\(name)", "ln(1 + b) of the bytes of `\(prefix)`.", Logarithm.onePlus(size(mine)),
        movedBy: both.union(.renaming))
    }
  }

  private static func writeImports(_ facts: MachOStructure, to writer: inout FeatureWriter) {
    let moved: Perturbation = .packing
    writer.log("libraries.count", "libraries", facts.libraries.count, movedBy: moved)
    for (name, prefix) in [
      ("frameworks", "/System/Library/Frameworks/"), ("private_frameworks", "/System/Library/PrivateFrameworks/"),
      ("system", "/usr/lib/"), ("relative", "@"),
    ] {
      writer.log(
        "libraries.\(name)", "libraries that begin with `\(prefix)`", facts.libraries.count { $0.hasPrefix(prefix) },
        movedBy: moved)
    }
    var libraries = [Double](repeating: 0, count: ImportGroup.libraryBuckets)
    for library in facts.libraries {
      let file = library.split(separator: "/").last.map(String.init) ?? library
      let stem = file.split(separator: ".").first.map(String.init) ?? file
      libraries[Int(NameHash.of(stem.lowercased()) % UInt64(ImportGroup.libraryBuckets))] += 1
    }
    for (index, value) in libraries.enumerated() {
      writer.put("libraries.name.\(index)", "Libraries in hash bucket \(index).", value, movedBy: moved)
    }
    writer.log("run_paths.count", "run paths", facts.runPaths.count, movedBy: moved)
    var families = [Int](repeating: 0, count: CapabilityFamily.allCases.count)
    var names = [Double](repeating: 0, count: ImportGroup.nameBuckets)
    for name in facts.imports {
      let bytes = Array(name.utf8)
      let range = NameHash.essential(bytes.span, 0..<bytes.count, isMachO: true)
      let hash = NameHash.of(bytes.span, range)
      var bits = CapabilityTable.shared.families(hash)
      while bits != 0 {
        families[bits.trailingZeroBitCount] &+= 1
        bits &= bits &- 1
      }
      names[Int(hash % UInt64(ImportGroup.nameBuckets))] += 1
    }
    writer.log("imports.count", "imported symbols", facts.imports.count, movedBy: moved)
    for (family, count) in zip(CapabilityFamily.allCases, families) {
      writer.log(
        "imports.family.\(family.rawValue)", "functions and classes of the family \(family.rawValue)", count,
        movedBy: moved)
    }
    for (index, value) in names.enumerated() {
      writer.put(
        "imports.name.\(index)", "ln(1 + n) of the imported names in hash bucket \(index).", Logarithm.onePlus(value),
        movedBy: moved)
    }
  }

  private static func writeSignature(_ signature: MachOStructure.Signature?, to writer: inout FeatureWriter) {
    let moved: Perturbation = .packing
    writer.put("signer.is_present", "There is a signature.", signature != nil, movedBy: moved)
    writer.put("signer.is_signed", "Somebody signed.", signature?.isSigned ?? false, movedBy: moved)
    writer.put("signer.has_team", "A team identifier is there.", signature?.hasTeam ?? false, movedBy: moved)
    writer.put(
      "signer.is_platform", "It says that it is a part of the system.", signature?.isPlatform ?? false, movedBy: moved)
    for (name, bit) in [
      ("ad_hoc", 1), ("hard", 8), ("kill", 9), ("restricted", 11), ("library_validation", 13), ("runtime", 16),
      ("linker", 17),
    ] {
      writer.put(
        "signer.flag.\(name)", "Bit \(bit) of the code directory's flags.",
        (signature?.flags ?? 0) >> UInt32(bit) & 1 == 1, movedBy: moved)
    }
    writer.put(
      "signer.version", "Version of the code directory, 0x20000 taken away.",
      Double((signature?.version ?? 0) & 0xFFFF), movedBy: moved)
    writer.log("signer.pages", "hashes of pages", signature?.slots[0] ?? 0, movedBy: moved)
    writer.put("signer.special", "Hashes of other things.", Double(signature?.slots[1] ?? 0), movedBy: moved)
    writer.put(
      "signer.identifier_parts", "Parts of the identifier.", Double(signature?.identifierParts ?? 0), movedBy: moved)
    writer.put("signer.requirements", "Requirements.", Double(signature?.requirements ?? 0), movedBy: moved)
    let keys = signature?.entitlements ?? []
    writer.log("entitlement.count", "entitlements", keys.count, movedBy: moved)
    for (name, prefix) in SignerGroup.known {
      writer.put(
        "entitlement.\(name)", "A key begins with \(prefix).", keys.contains { $0.hasPrefix(prefix) }, movedBy: moved)
    }
  }
}
