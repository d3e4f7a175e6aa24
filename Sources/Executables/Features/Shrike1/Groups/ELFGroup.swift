/// What only ELF files have. All 0 for others.
struct ELFGroup {
  static func write(_ file: ELFFile?, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter) {
    let mitigations = file?.mitigations ?? ELFMitigations()
    writer.put("elf.nx", "The stack may not be executed.", mitigations.nonExecutableStack)
    writer.put(
      "elf.relro", "Relocated data is protected: 1 partly, 2 fully.",
      mitigations.relro == .full ? 2 : mitigations.relro == .partial ? 1 : 0)
    writer.put("elf.pie", "The program may be loaded anywhere.", mitigations.isPositionIndependentExecutable)
    writer.put("elf.canary", "Stack canaries are checked.", mitigations.hasStackCanary)
    writer.log("elf.fortified", "fortified functions", mitigations.fortifiedFunctions)
    writer.put("elf.branch_tracking", "IBT or BTI.", mitigations.branchTracking)
    writer.put("elf.return_protection", "Shadow stack or pointer authentication.", mitigations.returnProtection)
    writer.put("elf.os_abi", "EI_OSABI.", Double(file?.header.osABI ?? 0))
    writer.log("elf.flags", "e_flags as a number", file?.header.flags ?? 0)
    let interpreter = file?.interpreter ?? ""
    writer.put("elf.interpreter", "There is an interpreter.", !interpreter.isEmpty)
    let usual = interpreter.hasPrefix("/lib") && interpreter.contains("ld")
    writer.put("elf.interpreter_usual", "It is a loader in /lib.", usual)
    let isStatic = file != nil && interpreter.isEmpty && file?.dynamic?.needed.isEmpty ?? true
    writer.put("elf.static", "Neither interpreter nor libraries.", isStatic)
    writer.put("elf.stripped", "No full symbol table.", file != nil && file?.symbols == nil)
    let dynamic = file?.dynamic
    writer.log("elf.dynamic_entries", "entries of the dynamic table", dynamic?.entries.count ?? 0)
    writer.put("elf.soname", "It has a name as a library.", dynamic?.soname != nil)
    writer.put("elf.rpath", "DT_RPATH.", dynamic?.rpath != nil)
    writer.put("elf.runpath", "DT_RUNPATH.", dynamic?.runpath != nil)
    let paths = (dynamic?.rpath ?? "") + ":" + (dynamic?.runpath ?? "")
    writer.put(
      "elf.path_origin", "A search path relative to the file.", paths.contains("$ORIGIN") || paths.contains("${ORIGIN}")
    )
    writer.put(
      "elf.path_relative", "A search path relative to the current folder, or in /tmp.",
      paths.split(separator: ":").contains { !$0.hasPrefix("/") && !$0.hasPrefix("$") || $0.hasPrefix("/tmp") })
    writer.put(
      "elf.symbolic", "DT_DEBUG and DT_SYMBOLIC: 1 each.", Double([21, 16].count { dynamic?.value($0) != nil }))
    let relocations = file?.relocations
    writer.log("elf.relocations", "dynamic relocations", relocations?.dynamic ?? 0)
    writer.log("elf.relocations_plt", "relocations of the procedure linkage table", relocations?.plt ?? 0)
    writer.log("elf.relocations_relative", "words of compact relocations", relocations?.relative ?? 0)
    writer.put("elf.text_relocations", "Code is relocated.", relocations?.touchesText ?? false)
    let notes = file?.noteFacts ?? ELFNoteFacts()
    writer.put("elf.build_id", "There is a build id.", notes.buildID != nil)
    writer.put("elf.build_id_length", "Its digits.", Double(notes.buildID?.count ?? 0))
    writer.log("elf.notes", "notes", file?.notes.count ?? 0)
    writer.put("elf.package_note", "A note of the package is there.", notes.hasPackageNote)
    writer.log("elf.probes", "SystemTap probes", notes.probes)
    writer.put(
      "elf.kernel", "Least kernel of the ABI note, major · 100 + minor.",
      notes.abiTag.count == 4 ? Double(notes.abiTag[1]) * 100 + Double(notes.abiTag[2]) : 0)
    writer.log("elf.compilers", "compilers and linkers in .comment", file?.compilers.count ?? 0, movedBy: .renaming)
    let compilers = file?.compilers ?? []
    for (name, mark) in [
      ("gcc", "GCC"), ("clang", "clang"), ("lld", "LLD"), ("debian", "Debian"), ("alpine", "Alpine"),
      ("redhat", "Red Hat"), ("buildroot", "Buildroot"),
    ] {
      writer.put(
        "elf.compiler_\(name)", "`\(mark)` is named in .comment.", compilers.contains { $0.contains(mark) },
        movedBy: .renaming)
    }
    let needs = file?.versionNeeds ?? []
    writer.log(
      "elf.version_needs", "versions of libraries that are needed", needs.reduce(0) { $0 &+ $1.versions.count })
    writer.log("elf.version_definitions", "versions that are defined", file?.versionDefinitions.count ?? 0)
    let newest = needs.flatMap(\.versions).compactMap { version -> Double? in
      guard version.hasPrefix("GLIBC_2.") else { return nil }
      return version.dropFirst(8).split(separator: ".").first.flatMap { Double($0) }
    }.max()
    writer.put("elf.glibc", "The newest version 2.x of glibc that is needed.", newest ?? 0)
    writer.put(
      "elf.header_usual", "The tables follow the header, sections at the end.",
      file.map { $0.header.programHeaderOffset == UInt64($0.header.headerSize) } ?? false)
  }
}
