import Executables

/// An ELF file as a JSON object.
enum ELFDump {
  static func describe(_ file: ELFFile, _ bytes: [UInt8]) -> [String: Any] {
    var object: [String: Any] = [:]
    let header = file.header
    object["header"] = [
      "class": header.is64Bit ? 64 : 32, "order": header.byteOrder == .little ? "little" : "big",
      "os_abi": Int(header.osABI), "type": Int(header.type), "machine": Int(header.machine),
      "entry": header.entry, "flags": Int(header.flags), "phnum": header.programHeaderCount,
      "shnum": header.sectionHeaderCount, "shstrndx": header.sectionNameIndex,
    ]
    let index = HistogramIndex(bytes.span)
    object["sections"] = file.sections.map { section -> [Any] in
      [
        section.name, Int(section.type), section.flags, section.address, section.offset, section.size,
        Int(section.link), Int(section.info), section.alignment, section.entrySize,
        index.entropy(bytes.span, section.range),
      ]
    }
    object["segments"] = file.segments.map { segment -> [Any] in
      [
        Int(segment.type), Int(segment.flags), segment.offset, segment.address, segment.physicalAddress,
        segment.fileSize, segment.memorySize, segment.alignment,
      ]
    }
    object["interpreter"] = file.interpreter
    if let dynamic = file.dynamic {
      object["dynamic"] = dynamic.entries.map { ["\($0.tag)", "\($0.value)"] }
      object["needed"] = dynamic.needed
      object["soname"] = dynamic.soname
      object["rpath"] = dynamic.rpath
      object["runpath"] = dynamic.runpath
    }
    func symbols(_ table: ELFSymbolTable?) -> [[Any]]? {
      table.map { table in
        table.symbols.indices.map { index in
          let symbol = table.symbols[index]
          return [
            table.name(index, in: bytes.span), symbol.value, symbol.size, Int(symbol.info), Int(symbol.other),
            Int(symbol.section),
          ]
        }
      }
    }
    object["dynsym"] = symbols(file.dynamicSymbols)
    object["symtab"] = symbols(file.symbols)
    object["version_needs"] = file.versionNeeds.map { [$0.library, $0.versions] as [Any] }
    object["version_definitions"] = file.versionDefinitions
    object["notes"] = file.notes.map { [$0.name, Int($0.type), $0.content.count] as [Any] }
    object["build_id"] = file.noteFacts.buildID
    object["relocations"] = [
      file.relocations.dynamic, file.relocations.plt, file.relocations.relative, file.relocations.inSections,
    ]
    let facts = file.mitigations
    object["mitigations"] = [
      "nx": facts.nonExecutableStack, "relro": facts.relro.rawValue, "pie": facts.isPositionIndependentExecutable,
      "canary": facts.hasStackCanary, "fortified": facts.fortifiedFunctions,
    ]
    object["compilers"] = file.compilers
    object["import_hash"] = file.importHash(in: bytes.span)
    object["imports"] = file.importNames(in: bytes.span)
    object["exports"] = file.exportNames(in: bytes.span)
    if let go = file.go {
      object["go"] = ["version": go.version, "path": go.path ?? "", "dependencies": go.dependencies.map(\.path)]
    }
    object["overlay"] = file.overlay.map { [$0.lowerBound, $0.count] }
    object["anomalies"] = Dictionary(uniqueKeysWithValues: file.anomalies.present.map { ($0.kind.rawValue, $0.count) })
    return object
  }
}
