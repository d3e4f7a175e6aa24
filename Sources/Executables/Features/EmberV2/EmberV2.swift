public import Documents

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
    case json(DocumentError)
    /// A group of features is missing, or not what it must be.
    case group(String)
  }

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - data: bytes with the record's line.
  ///   - line: where the line stands, without its line feed.
  public static func record(_ data: borrowing Span<UInt8>, in line: Range<Int>) throws(Problem) -> Record {
    let value: JSONNode
    do throws(DocumentError) {
      value = try JSONDocument(json: data.copy(line)).root
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
    return Record(
      sha256: value["sha256"]?.repairedText ?? "", label: value["label"]?.measure.flatMap { Int(exactly: $0) },
      appeared: value["appeared"]?.repairedText, vector: vector.values)
  }

  /// A hasher of one column group, with tokens added.
  private static func hashed(_ columns: Int, _ tokens: [[UInt8]]) -> FeatureHasher {
    var hasher = FeatureHasher(columns: columns)
    for token in tokens { hasher.add(token.span) }
    return hasher
  }

  private static func appendNumbers(
    _ value: JSONNode, _ names: [String], _ group: String, to vector: inout VectorBuilder
  ) throws(Problem) {
    for name in names {
      guard let number = value[name]?.measure else { throw .group(group) }
      vector.append(number)
    }
  }

  private static func appendHistogram(
    _ value: JSONNode?, _ group: String, to vector: inout VectorBuilder
  ) throws(Problem) {
    let counts = value?.measures ?? []
    guard counts.count == 256 else { throw .group(group) }
    let total = counts.reduce(Float(0)) { $0 + Float($1) }
    for count in counts { vector.append(total == 0 ? 0 : Float(count) / total) }
  }

  private static func appendStrings(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    let distribution = value?["printabledist"]?.measures ?? []
    guard let value, distribution.count == 96, let printables = value["printables"]?.measure else {
      throw .group("strings")
    }
    try appendNumbers(value, ["numstrings", "avlength", "printables"], "strings", to: &vector)
    for count in distribution { vector.append(count / (printables > 0 ? printables : 1)) }
    try appendNumbers(value, ["entropy", "paths", "urls", "registry", "MZ"], "strings", to: &vector)
  }

  private static func appendGeneral(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let value else { throw .group("general") }
    try appendNumbers(
      value,
      [
        "size", "vsize", "has_debug", "exports", "imports", "has_relocations", "has_resources", "has_signature",
        "has_tls", "symbols",
      ], "general", to: &vector)
  }

  private static func appendHeader(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let coff = value?["coff"], let optional = value?["optional"], let machine = coff["machine"]?.utf8,
      let subsystem = optional["subsystem"]?.utf8, let magic = optional["magic"]?.utf8,
      let characteristics = coff["characteristics"]?.texts,
      let dllCharacteristics = optional["dll_characteristics"]?.texts
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

  private static func appendSections(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let entry = value?["entry"]?.utf8, let sections = value?["sections"]?.elements else {
      throw .group("section")
    }
    var (sizes, entropies) = (FeatureHasher(columns: 50), FeatureHasher(columns: 50))
    var (virtualSizes, properties) = (FeatureHasher(columns: 50), FeatureHasher(columns: 50))
    var counts = [Int](repeating: 0, count: 4)
    for section in sections {
      guard let name = section["name"]?.utf8, let size = section["size"]?.measure,
        let entropy = section["entropy"]?.measure, let virtualSize = section["vsize"]?.measure,
        let flags = section["props"]?.texts
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
    for count in [value?["sections"]?.count ?? 0] + counts { vector.append(count) }
    // The data set's tool hashes the characters of the entry section's name rather than the name.
    let characters = String(decoding: entry, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
    for hasher in [sizes, entropies, virtualSizes, hashed(50, characters), properties] { vector.append(hasher) }
  }

  private static func appendImports(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let members = value?.members else { throw .group("imports") }
    var last: [[UInt8]: [[UInt8]]] = [:]
    for (library, names) in members {
      guard let name = library.utf8, let functions = names.texts else { throw .group("imports") }
      last[name] = functions
    }
    var libraries: Set<[UInt8]> = []
    var functions = FeatureHasher(columns: 1024)
    for (library, names) in last {
      let lower = Array(String(decoding: library, as: UTF8.self).lowercased().utf8)
      libraries.insert(lower)
      for name in names { functions.add((lower + [0x3a] + name).span) }
    }
    vector.append(hashed(256, Array(libraries)))
    vector.append(functions)
  }

  private static func appendExports(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let names = value?.texts else { throw .group("exports") }
    vector.append(hashed(128, names))
  }

  private static func appendDirectories(_ value: JSONNode?, to vector: inout VectorBuilder) throws(Problem) {
    guard let directories = value?.elements.map(Array.init) else { throw .group("datadirectories") }
    for index in 0..<15 {
      vector.append(index < directories.count ? directories[index]["size"]?.measure ?? 0 : 0)
      vector.append(index < directories.count ? directories[index]["virtual_address"]?.measure ?? 0 : 0)
    }
  }
}
