/// An ELF file (System V ABI; GNU, Go and Rust extensions), as far as it can be believed.
///
/// Only a file without a header is refused. Everything else that is wrong is counted in `anomalies` and left out. Reading
/// takes time linear in the size of the file, no recursion, and memory below three times its size.
public struct ELFFile: Sendable {
  /// The file header.
  public internal(set) var header: ELFHeader
  /// The section headers.
  public internal(set) var sections: [ELFSection] = []
  /// The program headers.
  public internal(set) var segments: [ELFSegment] = []
  /// PT_INTERP: the program that loads this one.
  public internal(set) var interpreter: String?
  /// The dynamic table.
  public internal(set) var dynamic: ELFDynamic?
  /// The symbols that the loader sees (.dynsym).
  public internal(set) var dynamicSymbols: ELFSymbolTable?
  /// All symbols (.symtab), which `strip` removes.
  public internal(set) var symbols: ELFSymbolTable?
  /// The versions of other libraries' symbols that are needed.
  public internal(set) var versionNeeds: [ELFVersionNeed] = []
  /// The versions that are defined here.
  public internal(set) var versionDefinitions: [String] = []
  /// How many relocations there are.
  public internal(set) var relocations: ELFRelocationCounts
  /// The notes.
  public internal(set) var notes: [ELFNote] = []
  /// What the GNU notes say.
  public internal(set) var noteFacts = ELFNoteFacts()
  /// What makes the file harder to exploit.
  public internal(set) var mitigations = ELFMitigations()
  /// The compilers and linkers named in `.comment`.
  public internal(set) var compilers: [String] = []
  /// What the Go linker wrote.
  public internal(set) var go: GoBuildInfo?
  /// What shows rustc.
  public internal(set) var rust = RustFacts()
  /// The bytes behind the last section, segment and table; nil without any.
  public internal(set) var overlay: Range<Int>?
  /// What is wrong or unusual.
  public internal(set) var anomalies = AnomalyTally<ELFAnomaly>()

  /// Reads a file.
  public init(_ bytes: borrowing Span<UInt8>) throws(ELFError) {
    var noted = AnomalyTally<ELFAnomaly>()
    header = try ELFHeader(bytes, &noted)
    relocations = ELFRelocationCounts([], nil, header)
    anomalies = noted
    var budget = ReadingBudget(fileSize: bytes.count)
    sections = ELFSection.table(bytes, header, &anomalies)
    ELFSection.name(&sections, bytes, header, &budget, &anomalies)
    segments = ELFSegment.table(bytes, header, &anomalies)
    let map = ELFAddressMap(segments)
    readInterpreter(bytes)
    readDynamic(bytes, map, &budget)
    readSymbols(bytes, map, &budget)
    readVersions(bytes, map, &budget)
    relocations = ELFRelocationCounts(sections, dynamic, header)
    readNotes(bytes)
    readLanguages(bytes, map)
    mitigations = ELFMitigations(self, bytes)
    if budget.isSpent { anomalies.note(.budgetSpent) }
    checkLayout(bytes)
  }

  /// The sections of a type.
  func sections(ofType type: UInt32) -> [ELFSection] { sections.filter { $0.type == type } }

  /// The first section of a name.
  public func section(named name: String) -> ELFSection? { sections.first { $0.name == name } }
}

extension ELFFile {
  private mutating func readInterpreter(_ bytes: borrowing Span<UInt8>) {
    let found = segments.filter { $0.type == ELFSegmentType.interpreter }
    if found.count > 1 { anomalies.note(.severalInterpreters) }
    guard let segment = found.first else { return }
    let limit = Swift.min(segment.range.count, 4096)
    guard let range = bytes.terminatedRange(at: segment.range.lowerBound, limit: limit), !range.isEmpty else {
      anomalies.note(.badInterpreter)
      return
    }
    if range.count == segment.range.count { anomalies.note(.badInterpreter) }
    interpreter = bytes.text(range)
  }

  private mutating func readDynamic(
    _ bytes: borrowing Span<UInt8>, _ map: ELFAddressMap, _ budget: inout ReadingBudget
  ) {
    let found = segments.filter { $0.type == ELFSegmentType.dynamic }
    if found.count > 1 { anomalies.note(.duplicateTable) }
    // A detached file of debugging symbols keeps the headers of a table without its bytes.
    guard let range = found.first?.range ?? sections.first(where: { $0.type == 6 })?.range, !range.isEmpty else {
      return
    }
    if let section = sections.first(where: { $0.type == 6 || $0.name == ".dynamic" }), section.range.isEmpty { return }
    dynamic = ELFDynamic(bytes, range, header, map, &budget, &anomalies)
  }

  private mutating func readSymbols(
    _ bytes: borrowing Span<UInt8>, _ map: ELFAddressMap, _ budget: inout ReadingBudget
  ) {
    let size = header.is64Bit ? 24 : 16
    // Both tables together hold no more symbols than the file has room for, even where they overlap.
    var room = bytes.count / size
    func table(_ type: UInt32) -> ELFSymbolTable? {
      let found = sections(ofType: type)
      if found.count > 1 { anomalies.note(.duplicateTable) }
      guard let section = found.first, !section.range.isEmpty else { return nil }
      let strings = sections.indices.contains(Int(section.link)) ? sections[Int(section.link)].range : 0..<0
      let count = Swift.min(section.range.count / size, room)
      room &-= count
      return ELFSymbolTable(
        bytes, at: section.range.lowerBound, count: count, strings: strings, sectionCount: sections.count, header,
        &budget, &anomalies)
    }
    dynamicSymbols = table(ELFSectionType.dynamicSymbols)
    if dynamicSymbols == nil, let dynamic, let address = dynamic.value(ELFDynamicTag.symbols),
      let place = map.place(of: address)
    {
      let count = ELFSymbolCount.dynamic(bytes, dynamic, header, map, &anomalies) ?? 0
      if count > place.count / size { anomalies.note(.badHashTable) }
      let most = Swift.min(count, place.count / size, room)
      room &-= most
      dynamicSymbols = ELFSymbolTable(
        bytes, at: place.lowerBound, count: most, strings: dynamic.strings, sectionCount: sections.count, header,
        &budget, &anomalies)
    }
    symbols = table(ELFSectionType.symbols)
  }

  private mutating func readVersions(
    _ bytes: borrowing Span<UInt8>, _ map: ELFAddressMap, _ budget: inout ReadingBudget
  ) {
    func table(_ type: UInt32, _ tag: Int64) -> (range: Range<Int>, strings: Range<Int>)? {
      if let section = sections.first(where: { $0.type == type }) {
        guard sections.indices.contains(Int(section.link)) else { return nil }
        return (section.range, sections[Int(section.link)].range)
      }
      guard let dynamic, let place = dynamic.value(tag).flatMap({ map.place(of: $0) }) else { return nil }
      return (place, dynamic.strings)
    }
    if let (range, strings) = table(ELFSectionType.versionNeeds, ELFDynamicTag.versionNeeds) {
      versionNeeds = ELFVersionReader(strings: strings, order: header.byteOrder)
        .needs(bytes, range, &budget, &anomalies)
    }
    if let (range, strings) = table(ELFSectionType.versionDefinitions, ELFDynamicTag.versionDefinitions) {
      versionDefinitions = ELFVersionReader(strings: strings, order: header.byteOrder)
        .definitions(bytes, range, &budget, &anomalies)
    }
  }

  private mutating func readNotes(_ bytes: borrowing Span<UInt8>) {
    var places = segments.filter { $0.type == ELFSegmentType.note }.map { ($0.range, $0.alignment) }
    let inSections = sections(ofType: ELFSectionType.note).map { ($0.range, $0.alignment) }
    // Sections also hold notes that are not loaded.
    places += inSections.filter { section in !places.contains { $0.0.overlaps(section.0) } }
    for (range, alignment) in places.prefix(64) {
      notes += ELFNote.read(bytes, range, alignment: alignment, header.byteOrder, &anomalies)
    }
    noteFacts = ELFNoteFacts(notes, bytes, header)
  }

  private mutating func readLanguages(_ bytes: borrowing Span<UInt8>, _ map: ELFAddressMap) {
    if let comment = section(named: ".comment") {
      let text = bytes.copy(comment.range.prefix(65536))
      compilers = text.split(separator: 0).prefix(256).map { String(decoding: $0, as: UTF8.self) }
    }
    rust.compilerVersion = compilers.lazy.compactMap { RustFacts.version(in: $0) }.first
    rust.dependencyListSize = section(named: ".dep-v0")?.range.count
    for table in [symbols, dynamicSymbols] {
      guard let table else { continue }
      for symbol in table.symbols { rust.look(bytes, symbol.nameRange) }
      if !table.symbols.isEmpty { break }
    }
    // The linker gives it a section; a file without section headers has it at the start of its first writable segment.
    let section = section(named: ".go.buildinfo")?.range
    guard let range = section ?? segments.first(where: { $0.isLoaded && $0.isWritable })?.range,
      let offset = GoBuildInfo.find(bytes, in: range)
    else { return }
    go = GoBuildInfo(bytes, at: offset) { map.place(of: $0) }
    if go == nil { anomalies.note(.badGoBuildInfo) }
  }
}
