import ECS

/// A table ready to be looked up: which lines serve which key values. Immutable, shared by all states; the lines are
/// compiled by each state when an event first needs them.
final class IndexedTable: Sendable {
  /// The lines of one section, or of one entry with everything that its wildcard adds.
  enum Section: Sendable, Hashable {
    case before
    case always
    case entry(Int)
    case fallback
    case finally
  }

  let name: String
  /// The fields whose values choose the entry.
  let keyFields: [FieldID]
  let keys: KeyTable
  /// Text values of up to eight bytes that count as missing, as little-endian words.
  let missing: [UInt64]
  let renames: [RenameDirective]
  private let entries: [[MappingLine]]
  private let before: [MappingLine]
  private let always: [MappingLine]
  private let fallback: [MappingLine]
  private let finally: [MappingLine]

  /// Joins the parts of one table; they share a name and keys.
  init(_ parts: [MappingTable]) {
    let keys = parts.first { !$0.keys.isEmpty }?.keys ?? []
    var table = KeyTable(arity: max(keys.count, 1))
    var lines: [[MappingLine]] = []
    let entries = parts.flatMap(\.entries)
    for entry in entries {
      for key in entry.keys {
        let number = table.insert(key)
        if number == lines.count { lines.append([]) }
        lines[number] += entry.lines
      }
    }
    if table.hasWildcards { Self.appendWildcards(entries, &table, &lines) }
    name = parts.first?.name ?? ""
    keyFields = keys.map { FieldID.named($0) }
    self.keys = table
    self.entries = lines
    missing = parts.flatMap(\.missing).map(Self.word)
    renames = parts.flatMap(\.renames)
    before = parts.flatMap(\.before)
    always = parts.flatMap(\.always)
    fallback = parts.flatMap(\.fallback)
    finally = parts.flatMap(\.finally)
  }

  /// The lines of a section, in order.
  func lines(of section: Section) -> [MappingLine] {
    switch section {
    case .before: before
    case .always: always
    case .entry(let number): entries[number]
    case .fallback: fallback
    case .finally: finally
    }
  }

  /// The lines of `entry P *` serve the entries `P x` too, after their own.
  private static func appendWildcards(
    _ entries: [MappingEntry], _ table: inout KeyTable, _ lines: inout [[MappingLine]]
  ) {
    let own = lines
    var isDone = Array(repeating: false, count: lines.count)
    for key in entries.flatMap(\.keys) where key.last != "*" {
      var general = key
      general[general.count - 1] = "*"
      guard let number = table.number(of: key), !isDone[number], let other = table.number(of: general) else { continue }
      isDone[number] = true
      lines[number] += own[other]
    }
  }

  private static func word(_ text: String) -> UInt64 {
    var word: UInt64 = 0
    for (index, byte) in text.utf8.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
    return word
  }
}
