/// What the file takes from others: families of functions, hashed names, and how imports spread over libraries.
struct ImportGroup {
  static let nameBuckets = 128
  static let libraryBuckets = 32

  static func write(_ view: ExecutableView, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter) {
    writer.log("import.count", "imported symbols", view.imports.count)
    writer.log("import.libraries", "libraries that are loaded", view.libraries.count)
    writer.log("export.count", "exported symbols", view.exportCount)
    writer.log("symbol.count", "symbols in the full table", view.symbolCount)
    writer.log("symbol.debug", "symbols or sections for debuggers", view.debugSymbolCount, movedBy: .renaming)
    let isOwn = view.imports.isEmpty && !view.ownNames.isEmpty
    writer.put("import.names_are_own", "Nothing is imported: names are those of the file's own functions.", isOwn)
    var families = [Int](repeating: 0, count: CapabilityFamily.allCases.count)
    var buckets = [Double](repeating: 0, count: nameBuckets)
    var length = 0
    var perLibrary = [Int](repeating: 0, count: view.libraries.count)
    var unknown = 0
    func look(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
      let name = NameHash.essential(bytes, range, isMachO: view.format == .machO)
      let hash = NameHash.of(bytes, name)
      var bits = CapabilityTable.shared.families(hash)
      while bits != 0 {
        families[bits.trailingZeroBitCount] &+= 1
        bits &= bits &- 1
      }
      if !isOwn { buckets[Int(hash % UInt64(nameBuckets))] += 1 }
      length &+= name.count
    }
    if isOwn {
      for name in view.ownNames { look(bytes, name) }
    } else {
      for symbol in view.imports {
        if let known = symbol.known {
          look(known.span, 0..<known.count)
        } else if !symbol.isNameless {
          look(bytes, symbol.name)
        }
        if perLibrary.indices.contains(symbol.library) { perLibrary[symbol.library] &+= 1 } else { unknown &+= 1 }
      }
    }
    let names = Double(Swift.max(isOwn ? view.ownNames.count : view.imports.count, 1))
    writer.put("import.name_length", "Mean length of the names.", Double(length) / names)
    for (family, count) in zip(CapabilityFamily.allCases, families) {
      writer.log("import.family.\(family.rawValue)", "functions and classes of the family \(family.rawValue)", count)
    }
    writer.log("import.families", "families of which there is any function", families.count { $0 > 0 })
    for (index, value) in buckets.enumerated() {
      writer.put(
        "import.name.\(index)", "ln(1 + n) of the imported names in hash bucket \(index).", Logarithm.onePlus(value))
    }
    writeLibraries(view, perLibrary, unknown, to: &writer)
  }

  /// The bipartite graph of libraries and symbols: how even its edges are.
  private static func writeLibraries(
    _ view: ExecutableView, _ perLibrary: [Int], _ unknown: Int, to writer: inout FeatureWriter
  ) {
    let known = perLibrary.reduce(0, +)
    let total = Double(Swift.max(known, 1))
    var entropy = 0.0
    for count in perLibrary where count > 0 {
      entropy -= Double(count) / total * Logarithm.base2(Double(count) / total)
    }
    writer.put("import.graph.entropy", "Entropy of the imports over libraries, bits.", entropy)
    writer.put("import.graph.largest", "Share of the library with most imports.", Double(perLibrary.max() ?? 0) / total)
    writer.put(
      "import.graph.mean", "ln(1 + x) of the imports a library.",
      Logarithm.onePlus(Double(known) / Double(Swift.max(perLibrary.count, 1))))
    writer.log("import.graph.unused", "libraries from which nothing is imported by name", perLibrary.count { $0 == 0 })
    writer.log("import.graph.single", "libraries with one import", perLibrary.count { $0 == 1 })
    writer.put(
      "import.graph.unknown", "Share of imports of which the library is not known.",
      Double(unknown) / Double(Swift.max(known + unknown, 1)))
    var buckets = [Double](repeating: 0, count: libraryBuckets)
    var relative = 0
    for library in view.libraries {
      let name = library.split(separator: "/").last.map(String.init) ?? library
      let stem = name.split(separator: ".").first.map(String.init) ?? name
      buckets[Int(NameHash.of(stem.lowercased()) % UInt64(libraryBuckets))] += 1
      if library.hasPrefix("@") || library.hasPrefix("$") || library.hasPrefix("./") { relative &+= 1 }
    }
    writer.log("import.libraries_relative", "libraries found relative to the file", relative)
    for (index, value) in buckets.enumerated() {
      writer.put("import.library.\(index)", "Libraries in hash bucket \(index).", value)
    }
  }
}
