/// What only Mach-O images have. All 0 for others.
struct MachOGroup {
  /// The flags of the header, by bit.
  static let flags: [(name: String, bit: UInt32)] = [
    ("no_undefined", 0), ("dynamic_linker", 2), ("prebound", 4), ("two_level", 7), ("force_flat", 8),
    ("subsections_via_symbols", 13), ("weak_defines", 15), ("binds_to_weak", 16), ("stack_execution", 17),
    ("no_reexports", 20), ("pie", 21), ("strippable", 22), ("thread_locals", 23), ("no_heap_execution", 24),
    ("app_extension", 25), ("out_of_sync", 26), ("in_cache", 31),
  ]

  static func write(_ image: MachOImage?, to writer: inout FeatureWriter) {
    for (name, bit) in flags {
      writer.put("macho.flag.\(name)", "Bit \(bit) of the header's flags.", (image?.header.flags ?? 0) >> bit & 1 == 1)
    }
    writer.log("macho.commands", "load commands", image?.commands.count ?? 0)
    writer.log("macho.commands_size", "bytes of load commands", image?.header.commandsSize ?? 0)
    var counts = [Int](repeating: 0, count: Int(MachOCommandType.last) + 1)
    for command in image?.commands ?? [] {
      let type = Int(command.type & 0x7FFF_FFFF)
      if counts.indices.contains(type) { counts[type] &+= 1 }
    }
    for (type, count) in counts.enumerated() {
      writer.log("macho.command.\(type)", "load commands of type \(type)", count)
    }
    let libraries = image?.libraries ?? []
    writer.log("macho.weak_libraries", "libraries that may be missing", libraries.count { $0.kind == .weak })
    writer.log(
      "macho.reexported_libraries", "libraries that are re-exported", libraries.count { $0.kind == .reexported })
    writer.log(
      "macho.frameworks", "frameworks of the system",
      libraries.count { $0.path.hasPrefix("/System/Library/Frameworks/") })
    writer.log(
      "macho.private_frameworks", "private frameworks",
      libraries.count { $0.path.hasPrefix("/System/Library/PrivateFrameworks/") })
    writer.log("macho.system_libraries", "libraries in /usr/lib", libraries.count { $0.path.hasPrefix("/usr/lib/") })
    writer.log("macho.run_paths", "run paths", image?.runPaths.count ?? 0)
    writer.put(
      "macho.dynamic_linker_usual", "The dynamic linker is /usr/lib/dyld.", image?.dynamicLinker == "/usr/lib/dyld")
    writer.put("macho.uuid", "There is a UUID.", image?.uuid != nil)
    let build = image?.builds.first
    writer.put("macho.platform", "Platform: 1 macOS, 2 iOS, …", Double(build?.platform ?? 0))
    writer.put(
      "macho.minimum_system", "Least version of the system, major · 100 + minor.", version(build?.minimumSystem))
    writer.put("macho.sdk", "Version of the SDK, major · 100 + minor.", version(build?.sdk))
    writer.put("macho.sdk_distance", "The difference of the two.", version(build?.sdk) - version(build?.minimumSystem))
    writer.put("macho.tools", "Tools named in the build version.", Double(build?.tools.count ?? 0))
    writer.put(
      "macho.source_version", "ln(1 + x) of the first number of the source version.",
      Logarithm.onePlus(Double((image?.sourceVersion ?? 0) >> 40)))
    writer.put("macho.source_version_is_zero", "The source version is 0.", image?.sourceVersion == 0)
    writer.put("macho.main", "The entry point is an offset (LC_MAIN).", image?.entryOffset != nil)
    writer.put("macho.thread", "The entry point is a state of registers (LC_UNIXTHREAD).", image?.hasThread ?? false)
    writer.log("macho.functions", "functions in LC_FUNCTION_STARTS", image?.functionCount ?? 0)
    writer.put("macho.encrypted", "The code is encrypted.", (image?.encryption ?? 0) != 0)
    writer.log("macho.environment", "variables for the dynamic linker", image?.environment.count ?? 0)
    writer.log("macho.bindings", "bound symbols", image?.bindings.count ?? 0)
    let zero = image?.segments.first { $0.initialProtection == 0 && $0.address == 0 }
    writer.log("macho.page_zero", "bytes of unreadable memory at address 0", zero?.memorySize ?? 0)
    writer.put("macho.linkedit_share", "Bytes in segments without sections as a share of all.", linkShare(image))
    writer.put(
      "macho.relocated_text", "The greatest protection of executable segments allows writing.",
      image?.segments.contains { $0.initialProtection & 4 != 0 && $0.maximumProtection & 2 != 0 } ?? false)
  }

  /// 16.8.8 bits as major · 100 + minor.
  static func version(_ packed: UInt32?) -> Double {
    guard let packed else { return 0 }
    return Double(packed >> 16) * 100 + Double(packed >> 8 & 0xFF)
  }

  private static func linkShare(_ image: MachOImage?) -> Double {
    guard let image else { return 0 }
    let all = image.segments.reduce(0.0) { $0 + Double($1.range.count) }
    let bare = image.segments.filter(\.sections.isEmpty).reduce(0.0) { $0 + Double($1.range.count) }
    return all > 0 ? bare / all : 0
  }
}
