/// What only PE files have. All 0 for others.
///
/// Time stamps and the checksum are looked at only for whether they are there: their values say when and by whom a corpus was
/// collected, and anyone may change them.
struct PEGroup {
  /// Anomalies that the names of sections decide, and those that bytes behind the end do.
  static let named: Set<PEAnomaly> = [.rejectedByReference]
  static let appended: Set<PEAnomaly> = [.dominantByte, .resourcesLargerThanFile]

  static func write(
    _ facts: PEFacts?, _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter
  ) {
    writeHeader(facts?.file, to: &writer)
    writeDirectories(facts?.file, to: &writer)
    writeLayout(facts?.file, view, to: &writer)
    writeSymbols(facts?.file, to: &writer)
    writeResources(facts?.file, bytes, to: &writer)
    writeTools(facts?.file, to: &writer)
    writeSignatures(facts?.signatures ?? PESignatures(), to: &writer)
    writeDotNet(facts?.dotNet, bytes, to: &writer)
    for kind in PEAnomaly.allCases {
      var moved: Perturbation = named.contains(kind) ? .renaming : []
      if appended.contains(kind) { moved.insert(.appending) }
      writer.log(
        "anomaly.pe.\(kind)", "times: `PEAnomaly.\(kind)`", facts?.file.anomalies.count(of: kind) ?? 0, movedBy: moved)
    }
  }

  private static func writeHeader(_ file: PEFile?, to writer: inout FeatureWriter) {
    let header = file?.optionalHeader ?? PEOptionalHeader()
    let coff = file?.coffHeader ?? PECOFFHeader()
    for (name, value) in [
      ("native", 1), ("graphical", 2), ("console", 3), ("posix", 7), ("efi", 10), ("efi_boot", 11), ("efi_driver", 12),
    ] as [(String, UInt16)] {
      writer.put("pe.subsystem.\(name)", "The subsystem is \(value).", file != nil && header.subsystem == value)
    }
    for (name, bit) in [
      ("relocations_stripped", 0), ("executable", 1), ("lines_stripped", 2), ("symbols_stripped", 3),
      ("large_addresses", 5), ("machine_32", 8), ("debug_stripped", 9), ("system", 12), ("library", 13),
    ] {
      writer.put("pe.flag.\(name)", "Bit \(bit) of the characteristics.", coff.characteristics >> UInt16(bit) & 1 == 1)
    }
    for (name, bit) in [
      ("high_entropy_addresses", 5), ("dynamic_base", 6), ("force_integrity", 7), ("nx", 8), ("no_isolation", 9),
      ("no_seh", 10), ("no_bind", 11), ("app_container", 12), ("driver", 13), ("control_flow_guard", 14),
      ("terminal_server", 15),
    ] {
      writer.put(
        "pe.protection.\(name)", "Bit \(bit) of the DLL characteristics.",
        header.dllCharacteristics >> UInt16(bit) & 1 == 1)
    }
    writer.put("pe.linker", "Version of the linker, major.", Double(header.majorLinkerVersion))
    for (index, name) in ["system", "", "image", "", "subsystem", ""].enumerated() where !name.isEmpty {
      let version = header.versions.indices.contains(index) ? header.versions[index] : 0
      writer.put("pe.version.\(name)", "Major version of the \(name), at most 100.", Double(Swift.min(version, 100)))
    }
    writer.put("pe.time_is_zero", "The time stamp is 0.", file != nil && coff.timeDateStamp == 0)
    writer.put("pe.checksum_is_zero", "The checksum is 0.", file != nil && header.checkSum == 0)
    writer.log("pe.alignment.file", "alignment of sections in the file", header.fileAlignment)
    writer.log("pe.alignment.memory", "alignment of sections in memory", header.sectionAlignment)
    writer.put("pe.directories_usual", "There are sixteen directories.", header.numberOfRvaAndSizes == 16)
    writer.log("pe.header_offset", "bytes before the PE header", file?.dosHeader.headerOffset ?? 0)
    // What linkers write into the DOS header: 0x90 bytes on the last page, 3 pages, a stack at 0xB8.
    let words = file?.dosHeader.words ?? []
    writer.put(
      "pe.dos_usual", "The DOS header is that of Microsoft's linker.",
      words.count == 14 && words[1] == 0x90 && words[2] == 3 && words[8] == 0xB8)
    writer.log("pe.stack", "bytes of stack to reserve", header.sizeOfStackReserve)
    writer.log("pe.heap", "bytes of heap to reserve", header.sizeOfHeapReserve)
    writer.put(
      "pe.base_usual", "The preferred address is one that linkers choose.", usualBases.contains(header.imageBase))
  }

  private static let usualBases: Set<UInt64> = [
    0x40_0000, 0x1000_0000, 0x1_4000_0000, 0x1_8000_0000, 0x1_0000, 0x100_0000,
  ]

  private static func writeDirectories(_ file: PEFile?, to writer: inout FeatureWriter) {
    for kind in PEDirectoryKind.allCases where kind != .reserved && kind != .architecture {
      let directory = file?.directory(kind)
      let isThere = directory.map { $0.virtualAddress != 0 && $0.size != 0 } ?? false
      writer.put("pe.directory.\(kind)", "The directory is there: \(kind).", isThere)
    }
  }

  private static func writeLayout(_ file: PEFile?, _ view: ExecutableView, to writer: inout FeatureWriter) {
    let header = file?.optionalHeader ?? PEOptionalHeader()
    let size = Double(Swift.max(header.sizeOfImage, 1))
    writer.log("pe.image_size", "bytes of the image in memory", header.sizeOfImage)
    writer.put(
      "pe.image_ratio", "ln(1 + r), r the image in memory as a multiple of that in the file, at most 1000.",
      Logarithm.onePlus(view.size > 0 ? Swift.min(size / Double(view.size), 1000) : 0))
    writer.put(
      "pe.entry_share", "Address of the entry point as a share of the image, at most 1.",
      Swift.min(Double(header.addressOfEntryPoint) / size, 1))
    let sections = file?.sections ?? []
    let isLast = view.entrySection.map { $0 == sections.count - 1 && $0 > 0 } ?? false
    writer.put("pe.entry_last", "The entry point is in the last of several sections.", isLast)
    writer.put(
      "pe.first_writable", "The first section may be written and executed.",
      sections.first.map { $0.isWritable && $0.isExecutable } ?? false)
    writer.put(
      "pe.first_empty", "The first section has no bytes in the file.", sections.first?.rawRange.isEmpty ?? false)
    writer.log(
      "pe.sections_without_rights", "sections that may neither be read, written nor executed",
      sections.count { !$0.isReadable && !$0.isWritable && !$0.isExecutable })
    writer.log("pe.sections_executable", "sections that may be executed", sections.count(where: \.isExecutable))
    writer.log(
      "pe.sections_shared", "sections that processes share", sections.count { $0.characteristics & 0x1000_0000 != 0 })
    writer.put("pe.relocations", "There are relocations.", file?.hasRelocations ?? false)
    writer.log("pe.exceptions", "functions in the exception directory", file?.numberOfExceptionEntries ?? 0)
    writer.put("pe.tls", "There is thread-local storage.", file?.tls != nil)
    writer.put("pe.tls_callbacks", "It has callbacks.", file?.tls.map { $0.addressOfCallbacks != 0 } ?? false)
    writer.log("pe.load_config", "bytes of the load configuration", file?.loadConfig?.size ?? 0)
  }

  private static func writeSymbols(_ file: PEFile?, to writer: inout FeatureWriter) {
    let imports = file?.imports?.symbols ?? []
    let ordinals = imports.count { $0.name == nil }
    writer.put(
      "pe.imports_by_ordinal", "Share of the imports that have no name.",
      Double(ordinals) / Double(Swift.max(imports.count, 1)))
    writer.log(
      "pe.delayed_libraries", "libraries that are loaded when first used", file?.delayImports?.libraries.count ?? 0)
    writer.log("pe.bound_libraries", "libraries that the file is bound to", file?.boundImports.count ?? 0)
    writer.put(
      "pe.imports_few", "A PE file with one to ten imports.", file != nil && (1...10).contains(imports.count))
    let exports = file?.exports?.symbols ?? []
    let count = Double(Swift.max(exports.count, 1))
    writer.put(
      "pe.exports_forwarded", "Share of the exports that another library has.",
      Double(exports.count(where: \.isForwarded)) / count)
    writer.put(
      "pe.exports_by_ordinal", "Share of the exports that have no name.",
      Double(exports.count { $0.name == nil }) / count)
    writer.put(
      "pe.exports_name_length", "Mean length of their names.",
      exports.reduce(0.0) { $0 + Double($1.name?.count ?? 0) } / count)
  }

  /// Types of resources that say much.
  private static let resourceTypes: [(name: String, type: UInt32)] = [
    ("cursor", 1), ("bitmap", 2), ("icon", 3), ("menu", 4), ("dialog", 5), ("string", 6), ("accelerator", 9),
    ("data", 10), ("message", 11), ("icon_group", 14), ("version", 16), ("manifest", 24),
  ]

  private static func writeResources(
    _ file: PEFile?, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter
  ) {
    let resources = file?.resources ?? []
    writer.log("pe.resources", "resources", resources.count)
    let total = resources.reduce(0.0) { $0 + Double($1.size) }
    writer.put("pe.resources_size", "ln(1 + b) of the bytes that they say they have.", Logarithm.onePlus(total))
    let largest = resources.max { $0.size < $1.size }
    writer.put(
      "pe.resources_largest", "The largest as a share of all.", Double(largest?.size ?? 0) / Swift.max(total, 1))
    var entropy = 0.0
    if let file, let largest, let place = file.fileRange(largest.address, largest.size, in: bytes) {
      entropy = ByteHistogram(bytes, place.prefix(1 << 20)).entropy
    }
    writer.put("pe.resources_entropy", "Entropy of the first megabyte of the largest, bits a byte.", entropy)
    for (name, type) in resourceTypes {
      writer.log("pe.resource.\(name)", "resources of type \(type)", resources.count { $0.path.first == type })
    }
    writer.log(
      "pe.resource.named", "resources of a type of their own", resources.count { $0.path.first ?? 0 >= 0x8000_0000 })
    writer.log(
      "pe.resource.languages", "languages", Set(resources.compactMap { $0.path.count > 2 ? $0.path[2] : nil }).count)
  }

  private static func writeTools(_ file: PEFile?, to writer: inout FeatureWriter) {
    let debug = file?.debugEntries ?? []
    writer.log("pe.debug", "entries of the debug directory", debug.count)
    writer.put("pe.debug_path", "It names a file of symbols.", debug.contains { $0.pdbPath != nil })
    writer.log(
      "pe.debug_path_length", "bytes of its path", debug.compactMap(\.pdbPath).map(\.count).max() ?? 0)
    writer.put("pe.debug_reproducible", "It says that the build can be repeated.", debug.contains { $0.type == 16 })
    let rich = file?.richHeader?.pairs ?? []
    writer.log("pe.rich", "kinds of tools in the Rich header", rich.count)
    writer.put(
      "pe.rich_objects", "ln(1 + n) of the objects that they made.",
      Logarithm.onePlus(rich.reduce(0.0) { $0 + Double($1.count) }))
  }

  private static func writeSignatures(_ found: PESignatures, to writer: inout FeatureWriter) {
    let all = found.signatures
    writer.put("pe.signer.malformed", "A signature cannot be read.", found.isMalformed)
    writer.log(
      "pe.signer.certificates", "certificates of the signature that has most", all.map(\.certificates.count).max() ?? 0)
    writer.put(
      "pe.signer.countersigned", "An authority stamped the time.", all.contains { $0.countersigningTime != nil })
    writer.put("pe.signer.program_name", "A program is named.", all.contains { $0.programName != nil })
    writer.put("pe.signer.nested", "A signature is nested in another.", all.contains { $0.depth > 0 })
  }

  private static func writeDotNet(
    _ metadata: DotNetMetadata?, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter
  ) {
    let flags = metadata?.flags ?? 0
    writer.put("pe.net.managed_only", "Only intermediate language.", flags & 1 != 0)
    writer.put("pe.net.strong_name", "It has a strong name.", flags & 8 != 0)
    writer.log("pe.net.references", "assemblies that it refers to", metadata?.references.count ?? 0)
    for (name, table) in [
      ("types_used", 1), ("types", 2), ("fields", 4), ("methods", 6), ("members_used", 10), ("constants", 11),
      ("attributes", 12), ("properties", 23), ("native_modules", 26), ("native_functions", 28), ("resources", 40),
    ] {
      let rows = metadata?.rows ?? []
      writer.log("pe.net.\(name)", "rows of metadata table \(table)", rows.indices.contains(table) ? rows[table] : 0)
    }
    let usual: Set<String> = ["#~", "#Strings", "#US", "#GUID", "#Blob"]
    writer.log(
      "pe.net.streams_unusual", "streams of metadata that compilers do not write",
      metadata?.streams.count { !usual.contains($0.name) } ?? 0)
    writer.put("pe.net.name_length", "Length of the assembly's name.", Double(metadata?.assembly?.name.count ?? 0))
  }
}
