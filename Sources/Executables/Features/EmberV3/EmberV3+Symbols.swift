/// Text that is put together and hashed, over and over in the same memory.
private struct Token {
  private var bytes: [UInt8] = []

  /// Starts over with a prefix.
  mutating func reset(to prefix: borrowing Span<UInt8>, _ separator: UInt8) {
    bytes.removeAll(keepingCapacity: true)
    append(prefix)
    bytes.append(separator)
  }

  /// Appends bytes.
  mutating func append(_ other: borrowing Span<UInt8>) { for index in other.indices { bytes.append(other[index]) } }

  /// Appends bytes of a range.
  mutating func append(_ data: borrowing Span<UInt8>, _ range: Range<Int>) {
    for index in range { bytes.append(data[index]) }
  }

  /// Appends ASCII text.
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Cuts what was appended behind the first `count` bytes.
  mutating func cut(to count: Int) { bytes.removeSubrange(min(count, bytes.count)...) }

  /// How many bytes there are.
  var count: Int { bytes.count }

  /// The hash of the bytes.
  var hash: UInt32 { MurmurHash3.hash32(bytes.span) }
}

extension EmberV3 {
  /// Libraries without regard to case, and functions with their library; the last descriptor of a library counts.
  static func appendImports(_ data: borrowing Span<UInt8>, _ file: PEFile, to vector: inout VectorBuilder) {
    var last: [[UInt8]: PEImportedLibrary] = [:]
    for library in file.imports?.libraries ?? [] { last[name(data, of: library)] = library }
    var libraries = FeatureHasher(columns: 256, alternatesSign: false)
    var functions = FeatureHasher(columns: 1024, alternatesSign: false)
    var seen: Set<[UInt8]> = []
    var count = 0
    for (name, library) in last {
      let lower = name.map { $0 >= 0x41 && $0 <= 0x5a ? $0 + 0x20 : $0 }
      if seen.insert(lower).inserted { libraries.add(lower.span) }
      count += add(data, file, library, name: name, lower: lower, to: &functions)
    }
    vector.append(count)
    vector.append(seen.count)
    vector.append(libraries)
    vector.append(functions)
  }

  private static func name(_ data: borrowing Span<UInt8>, of library: PEImportedLibrary) -> [UInt8] {
    library.name.map { data.copy($0) } ?? Array("*invalid*".utf8)
  }

  /// Adds the functions of a library and returns how many there are.
  private static func add(
    _ data: borrowing Span<UInt8>, _ file: PEFile, _ library: PEImportedLibrary, name: [UInt8], lower: [UInt8],
    to functions: inout FeatureHasher
  ) -> Int {
    guard let symbols = file.imports?.symbols else { return 0 }
    let ordinals = OrdinalNames.table(of: lower.span)
    var token = Token()
    token.reset(to: lower.span, 0x3a)
    let start = token.count
    for index in library.symbols {
      token.cut(to: start)
      if let range = symbols[index].name {
        token.append(data, range)
      } else if let ordinal = symbols[index].ordinal {
        if let known = ordinals?[ordinal] {
          token.append(known.span)
        } else if ordinals != nil {
          token.append("ord\(ordinal)")
        } else {
          token.append(name.span)
          token.append(":ordinal\(ordinal)")
        }
      }
      functions.add(hash: token.hash)
    }
    return library.symbols.count
  }

  /// 128 if there is any export, which the reference takes for their number, and the hashed names.
  static func appendExports(_ data: borrowing Span<UInt8>, _ file: PEFile, to vector: inout VectorBuilder) {
    let symbols = file.exports?.symbols ?? []
    var hasher = FeatureHasher(columns: 128)
    for symbol in symbols {
      if let name = symbol.name, !name.isEmpty {
        hasher.add(hash: MurmurHash3.hash32(data, name))
      } else {
        hasher.add(Array("ordinal\(symbol.ordinal)".utf8).span)
      }
    }
    vector.append(symbols.isEmpty ? 0 : 128)
    vector.append(hasher)
  }
}
