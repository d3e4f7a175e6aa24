extension EmberV3 {
  private static let headerNames = [
    "time stamp", "number of sections", "number of symbols", "size of the optional header",
    "place of the symbol table", "machine (category)", "subsystem (category)", "major image version",
    "minor image version", "major linker version", "minor linker version", "major system version",
    "minor system version", "major subsystem version", "minor subsystem version", "size of code", "size of headers",
    "size of the image", "size of initialized data", "size of uninitialized data", "stack to reserve",
    "stack to commit", "heap to reserve", "heap to commit", "address of the entry point", "base of code", "image base",
    "section alignment", "checksum", "number of directories",
  ]
  private static let sectionNames = [
    "number of sections", "sections without bytes", "sections without a name", "executable sections",
    "writable sections", "highest entropy of a section", "lowest entropy of a section",
    "largest share of a section in the file", "smallest share of a section in the file",
    "largest ratio of file to memory of a section", "smallest ratio of file to memory of a section",
  ]
  private static let signatureNames = [
    "number of signatures", "a certificate issued itself", "a signature has no program name",
    "a signature has no countersignature", "a signature is damaged", "most certificates of a signature",
    "time of the latest countersignature", "seconds from the header's time to the countersignature",
  ]

  /// What a column means, in words; of hashed columns with the names in this file that fall into it.
  ///
  /// - Parameters:
  ///   - file: the file as it was parsed; nil for a file that is no PE.
  ///   - limit: how many names are told.
  public static func words(
    _ column: Int, _ data: borrowing Span<UInt8>, _ file: PEFile?, limit: Int = 3
  ) -> String {
    guard let group = Group.allCases.first(where: { $0.columns.contains(column) }) else { return "column \(column)" }
    let index = column - group.columns.lowerBound
    switch group {
    case .general:
      return ["size of the file", "entropy of the file", "the file is a PE"][checked: index] ?? "byte \(index - 3)"
    case .histogram: return "share of bytes 0x" + hexadecimal(index)
    case .byteEntropy: return "bytes 0x\(hexadecimal(index % 16 * 16)) and up where entropy is \(index / 16)/2 bits"
    case .strings: return stringWords(index)
    case .header: return "header: " + (headerNames[checked: index] ?? headerBit(index - headerNames.count))
    case .section: return sectionWords(index, file, limit)
    case .imports: return importWords(index, data, file, limit)
    case .exports: return index == 0 ? "it exports" : named("exports", exportNames(data, file, index - 1), limit)
    case .dataDirectories:
      if index >= 32 { return index == 32 ? "it has relocations" : "it has dynamic relocations" }
      let kind = PEDirectoryKind(rawValue: index / 2).map { "\($0)" } ?? ""
      return "\(index % 2 == 0 ? "size" : "address") of the directory \(kind)"
    case .richHeader: return index == 0 ? "entries of the Rich header" : "tools in the Rich header"
    case .authenticode: return "signature: " + (signatureNames[checked: index] ?? "")
    case .warnings: return "oddities of the format that pefile warns of (number \(index))"
    }
  }

  private static func hexadecimal(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }

  private static func headerBit(_ index: Int) -> String {
    if index < 16 { return "flag 0x" + String(1 << index, radix: 16) }
    if index < 27 { return "library flag 0x" + String(1 << (index - 11), radix: 16) }
    return "field \(index - 27) of the DOS header"
  }

  private static func stringWords(_ index: Int) -> String {
    switch index {
    case 0: "number of strings"
    case 1: "mean length of strings"
    case 2: "characters in strings"
    case 3..<99: "share of characters 0x\(hexadecimal(index - 3 + 0x20)) in strings"
    case 99: "entropy of strings"
    default: "strings with the pattern " + (StringPattern.all[checked: index - 100]?.key ?? "")
    }
  }

  private static func sectionWords(_ index: Int, _ file: PEFile?, _ limit: Int) -> String {
    if let name = sectionNames[checked: index] { return name }
    let topics = ["size of sections", "size in memory of sections", "entropy of sections", "flags of sections"]
    let hashed = index - sectionNames.count
    if hashed < 150 {
      let names = (file?.sections ?? []).map { SectionName.folded($0.name) }
        .filter { FeatureHasher.bucket(hash: MurmurHash3.hash32($0.span), columns: 50).column == hashed % 50 }
      return named(topics[hashed / 50], names.map { String(decoding: $0, as: UTF8.self) }, limit)
    }
    if hashed < 200 { return topics[3] }
    if hashed < 210 { return "name of the section with the entry point" }
    return ["bytes behind the end", "share of bytes behind the end", "entropy of bytes behind the end"][
      checked: hashed - 210] ?? ""
  }

  private static func importWords(
    _ index: Int, _ data: borrowing Span<UInt8>, _ file: PEFile?, _ limit: Int
  ) -> String {
    if index < 2 { return index == 0 ? "number of imported functions" : "number of imported libraries" }
    let isLibrary = index < 258
    var names: [String] = []
    for library in file?.imports?.libraries ?? [] where names.count <= limit {
      guard let range = library.name, let imports = file?.imports else { continue }
      let lower = data.copy(range).map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
      if isLibrary {
        guard FeatureHasher.bucket(hash: MurmurHash3.hash32(lower.span), columns: 256).column == index - 2 else {
          continue
        }
        names.append(String(decoding: lower, as: UTF8.self))
        continue
      }
      for symbol in imports.symbols[library.symbols.clamped(to: 0..<imports.symbols.count)] {
        guard let name = symbol.name else { continue }
        let token = lower + [0x3a] + data.copy(name)
        if FeatureHasher.bucket(hash: MurmurHash3.hash32(token.span), columns: 1024).column == index - 258 {
          names.append(data.text(name))
        }
      }
    }
    return named(isLibrary ? "imports from" : "imports", names, limit)
  }

  private static func exportNames(_ data: borrowing Span<UInt8>, _ file: PEFile?, _ column: Int) -> [String] {
    var names: [String] = []
    for symbol in file?.exports?.symbols ?? [] {
      guard let name = symbol.name, names.count < 16 else { continue }
      if FeatureHasher.bucket(hash: MurmurHash3.hash32(data, name), columns: 128).column == column {
        names.append(data.text(name))
      }
    }
    return names
  }

  /// What a hashed column is about; without names it is what the file does not have that moved a score.
  private static func named(_ topic: String, _ names: [String], _ limit: Int) -> String {
    var seen: Set<String> = []
    let distinct = names.filter { seen.insert($0).inserted }
    if distinct.isEmpty { return topic + " (none of the names that training knew here)" }
    return topic + " " + distinct.prefix(limit).joined(separator: ", ") + (distinct.count > limit ? ", …" : "")
  }
}

extension Array {
  /// The element at an index, nil outside.
  fileprivate subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
