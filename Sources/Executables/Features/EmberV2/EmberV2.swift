/// The feature vector of EMBER2018, version 2: 2,381 numbers, computed from the raw features that its data sets publish.
///
/// Only the format is supported: raw features as JSON, one file a line, become vectors as the data set's own tool makes
/// them. Vectors are not computed from files here: the reference needs LIEF 0.9.0, which cannot be had any more, and its
/// names depend on it. H. S. Anderson and P. Roth, *EMBER: An open dataset for training static PE malware machine learning
/// models*, 2018.
public enum EmberV2 {
  /// How many columns a vector has.
  public static let dimension = 2381

  /// A file of the data set.
  public struct Record: Sendable, Equatable {
    /// SHA-256 of the file, as the record says.
    public var sha256: String
    /// 0 benign, 1 malicious, -1 unlabelled; nil without a label.
    public var label: Int?
    /// When the file was first seen, such as `2018-01`; nil where the record does not say.
    public var appeared: String?
    /// The features.
    public var vector: [Float]
  }

  /// Why a record cannot be read.
  public enum Problem: Error, Equatable, Sendable {
    /// The line is no JSON.
    case json(JSONError)
    /// A group of features is missing, or not what it must be.
    case group(String)
  }

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - data: bytes with the record's line.
  ///   - line: where the line stands, without its line feed.
  public static func record(_ data: borrowing Span<UInt8>, in line: Range<Int>) throws(Problem) -> Record {
    let value: JSONValue
    do {
      value = try JSONValue(data, in: line)
    } catch {
      throw .json(error)
    }
    var vector = VectorBuilder(capacity: dimension)
    try appendHistogram(value["histogram"], "histogram", to: &vector)
    try appendHistogram(value["byteentropy"], "byteentropy", to: &vector)
    try appendStrings(value["strings"], to: &vector)
    try appendGeneral(value["general"], to: &vector)
    try appendHeader(value["header"], to: &vector)
    try appendSections(value["section"], to: &vector)
    try appendImports(value["imports"], to: &vector)
    try appendExports(value["exports"], to: &vector)
    try appendDirectories(value["datadirectories"], to: &vector)
    func text(_ name: StaticString) -> String? { value[name]?.text.map { String(decoding: $0, as: UTF8.self) } }
    return Record(
      sha256: text("sha256") ?? "", label: value["label"]?.number.flatMap { Int(exactly: $0) },
      appeared: text("appeared"), vector: vector.values)
  }

  /// A hasher of one column group, with tokens added.
  private static func hashed(_ columns: Int, _ tokens: [[UInt8]]) -> FeatureHasher {
    var hasher = FeatureHasher(columns: columns)
    for token in tokens { hasher.add(token.span) }
    return hasher
  }

  private static func appendNumbers(
    _ value: JSONValue, _ names: [StaticString], _ group: String, to vector: inout VectorBuilder
  ) throws(Problem) {
    for name in names {
      guard let number = value[name]?.number else { throw .group(group) }
      vector.append(number)
    }
  }

  private static func appendHistogram(
    _ value: JSONValue?, _ group: String, to vector: inout VectorBuilder
  ) throws(Problem) {
    let counts = value?.list?.compactMap(\.number) ?? []
    guard counts.count == 256 else { throw .group(group) }
    let total = counts.reduce(Float(0)) { $0 + Float($1) }
    for count in counts { vector.append(total == 0 ? 0 : Float(count) / total) }
  }

  private static func appendStrings(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    let distribution = value?["printabledist"]?.list?.compactMap(\.number) ?? []
    guard let value, distribution.count == 96, let printables = value["printables"]?.number else {
      throw .group("strings")
    }
    try appendNumbers(value, ["numstrings", "avlength", "printables"], "strings", to: &vector)
    for count in distribution { vector.append(count / (printables > 0 ? printables : 1)) }
    try appendNumbers(value, ["entropy", "paths", "urls", "registry", "MZ"], "strings", to: &vector)
  }

  private static func appendGeneral(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let value else { throw .group("general") }
    try appendNumbers(
      value,
      [
        "size", "vsize", "has_debug", "exports", "imports", "has_relocations", "has_resources", "has_signature",
        "has_tls", "symbols",
      ], "general", to: &vector)
  }

  private static func appendHeader(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let coff = value?["coff"], let optional = value?["optional"], let machine = coff["machine"]?.text,
      let subsystem = optional["subsystem"]?.text, let magic = optional["magic"]?.text,
      let characteristics = coff["characteristics"]?.list?.compactMap(\.text),
      let dllCharacteristics = optional["dll_characteristics"]?.list?.compactMap(\.text)
    else { throw .group("header") }
    try appendNumbers(coff, ["timestamp"], "header", to: &vector)
    for tokens in [[machine], characteristics, [subsystem], dllCharacteristics, [magic]] {
      vector.append(hashed(10, tokens))
    }
    try appendNumbers(
      optional,
      [
        "major_image_version", "minor_image_version", "major_linker_version", "minor_linker_version",
        "major_operating_system_version", "minor_operating_system_version", "major_subsystem_version",
        "minor_subsystem_version", "sizeof_code", "sizeof_headers", "sizeof_heap_commit",
      ], "header", to: &vector)
  }

  private static func appendSections(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let entry = value?["entry"]?.text, let sections = value?["sections"]?.list else { throw .group("section") }
    var (sizes, entropies) = (FeatureHasher(columns: 50), FeatureHasher(columns: 50))
    var (virtualSizes, properties) = (FeatureHasher(columns: 50), FeatureHasher(columns: 50))
    var counts = [Int](repeating: 0, count: 4)
    for section in sections {
      guard let name = section["name"]?.text, let size = section["size"]?.number,
        let entropy = section["entropy"]?.number, let virtualSize = section["vsize"]?.number,
        let flags = section["props"]?.list?.compactMap(\.text)
      else { throw .group("section") }
      sizes.add(name.span, size)
      entropies.add(name.span, entropy)
      virtualSizes.add(name.span, virtualSize)
      if name == entry { for flag in flags { properties.add(flag.span) } }
      func has(_ flag: String) -> Bool { flags.contains(Array(flag.utf8)) }
      counts[0] += size == 0 ? 1 : 0
      counts[1] += name.isEmpty ? 1 : 0
      counts[2] += has("MEM_READ") && has("MEM_EXECUTE") ? 1 : 0
      counts[3] += has("MEM_WRITE") ? 1 : 0
    }
    for count in [sections.count] + counts { vector.append(count) }
    // The data set's tool hashes the characters of the entry section's name rather than the name.
    let characters = String(decoding: entry, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
    for hasher in [sizes, entropies, virtualSizes, hashed(50, characters), properties] { vector.append(hasher) }
  }

  private static func appendImports(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let members = value?.members else { throw .group("imports") }
    var last: [[UInt8]: [JSONValue]] = [:]
    for member in members {
      guard let functions = member.value.list else { throw .group("imports") }
      last[member.name] = functions
    }
    var libraries: Set<[UInt8]> = []
    var functions = FeatureHasher(columns: 1024)
    for (library, names) in last {
      let lower = Array(String(decoding: library, as: UTF8.self).lowercased().utf8)
      libraries.insert(lower)
      for name in names.compactMap(\.text) { functions.add((lower + [0x3a] + name).span) }
    }
    vector.append(hashed(256, Array(libraries)))
    vector.append(functions)
  }

  private static func appendExports(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let names = value?.list?.compactMap(\.text) else { throw .group("exports") }
    vector.append(hashed(128, names))
  }

  private static func appendDirectories(_ value: JSONValue?, to vector: inout VectorBuilder) throws(Problem) {
    guard let directories = value?.list else { throw .group("datadirectories") }
    for index in 0..<15 {
      vector.append(index < directories.count ? directories[index]["size"]?.number ?? 0 : 0)
      vector.append(index < directories.count ? directories[index]["virtual_address"]?.number ?? 0 : 0)
    }
  }
}
