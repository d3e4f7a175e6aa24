import Executables

/// A Mach-O file as a JSON object.
enum MachODump {
  static func describe(_ file: MachOFile, _ bytes: [UInt8]) -> [String: Any] {
    var object: [String: Any] = ["universal": file.isUniversal]
    object["slices"] = file.slices.map { slice -> [String: Any] in
      var result: [String: Any] = [
        "cpu": Int(slice.cpuType), "offset": slice.range.lowerBound, "size": slice.range.count,
      ]
      if let image = slice.image { result["image"] = describe(image, Array(bytes[slice.range])) }
      return result
    }
    object["anomalies"] = Dictionary(uniqueKeysWithValues: file.anomalies.present.map { ($0.kind.rawValue, $0.count) })
    return object
  }

  static func describe(_ image: MachOImage, _ bytes: [UInt8]) -> [String: Any] {
    var object: [String: Any] = [:]
    let header = image.header
    object["header"] = [
      "cpu": Int(header.cpuType), "subtype": Int(header.cpuSubtype), "type": Int(header.fileType),
      "commands": Int(header.commandCount), "commands_size": Int(header.commandsSize), "flags": Int(header.flags),
    ]
    object["commands"] = image.commands.map { [Int($0.type), $0.range.count] }
    let index = HistogramIndex(bytes.span)
    object["segments"] = image.segments.map { segment -> [Any] in
      [
        segment.name, segment.address, segment.memorySize, segment.offset, segment.fileSize,
        Int(segment.maximumProtection), Int(segment.initialProtection), Int(segment.flags),
        segment.sections.map { section -> [Any] in
          [
            section.name, section.segment, section.address, section.size, Int(section.offset), Int(section.alignment),
            Int(section.relocationOffset), Int(section.relocationCount), Int(section.flags),
            index.entropy(bytes.span, section.range),
          ]
        },
      ]
    }
    object["symbols"] = image.symbols.map { symbol -> [Any] in
      [
        image.name(of: symbol, in: bytes.span), Int(symbol.type), Int(symbol.section), Int(symbol.description),
        symbol.value,
      ]
    }
    object["libraries"] = image.libraries.map {
      [$0.path, Int($0.currentVersion), Int($0.compatibilityVersion)] as [Any]
    }
    object["identity"] = image.identity?.path
    object["run_paths"] = image.runPaths
    object["dynamic_linker"] = image.dynamicLinker
    object["uuid"] = image.uuid
    object["builds"] = image.builds.map { [Int($0.platform), Int($0.minimumSystem), Int($0.sdk)] }
    object["source_version"] = image.sourceVersion
    object["entry"] = image.entryOffset
    object["exports"] = image.exports.map { [$0.name, $0.flags, $0.address] as [Any] }
    object["bindings"] = image.bindings.map {
      [String(decoding: bytes[$0.name], as: UTF8.self), Int($0.library), $0.isWeak] as [Any]
    }
    object["functions"] = image.functionCount
    object["import_hash"] = image.importHash(in: bytes.span)
    object["runtime"] = [
      "objc_classes": image.runtime.objectiveCClasses, "swift_types": image.runtime.swiftTypes,
      "swift_abi": Int(image.runtime.swiftABI),
    ]
    object["go"] = image.go?.version
    object["rust"] = image.rust.isPresent
    if let signature = image.signature { object["signature"] = describe(signature, bytes) }
    object["overlay"] = image.overlay.map { [$0.lowerBound, $0.count] }
    object["anomalies"] = Dictionary(uniqueKeysWithValues: image.anomalies.present.map { ($0.kind.rawValue, $0.count) })
    return object
  }

  static func describe(_ signature: CodeSignature, _ bytes: [UInt8]) -> [String: Any] {
    [
      "blobs": signature.blobs.map { [Int($0.slot), Int($0.magic), $0.range.count] },
      "cms": signature.cmsSize,
      "ad_hoc": signature.isAdHoc,
      "entitlements": signature.entitlements.map(\.key),
      "der_entitlements": signature.derEntitlementKeys,
      "directories": signature.directories.map { directory -> [String: Any] in
        var result: [String: Any] = [
          "version": Int(directory.version), "flags": Int(directory.flags), "identifier": directory.identifier,
          "hash_type": Int(directory.hashType), "code_slots": Int(directory.codeSlots),
          "code_limit": directory.codeLimit,
        ]
        result["team"] = directory.teamIdentifier
        if let check = directory.verify(bytes.span) {
          result["pages"] = [check.matching, check.differing, check.missing]
        }
        return result
      },
    ]
  }
}
