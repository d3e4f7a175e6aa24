import ECS
import Learning

/// Knows for each `child of […]`, `descendant of […]` and `event of […]` which processes fulfil it, event after event.
///
/// A process is a child or descendant once its beginning has been seen with a parent that is; it is forgotten after its end,
/// with the next event of a process. Memory is bounded: the processes known longest are forgotten first.
///
/// Source of the meaning: the EQL reference implementation's documentation, "Process lineage".
struct LineageTracker: Sendable {
  /// Processes that one relation may know.
  static let capacity = 100_000

  /// What one relation knows.
  private struct Relation: Sendable {
    var kinship: Kinship
    /// Processes of events that fulfil the condition.
    var sources: ProcessSet
    /// Processes that fulfil the relation.
    var related: ProcessSet
    /// Ended with the event before.
    var ended: UInt64?

    var isEmpty: Bool { sources.isEmpty && related.isEmpty }

    mutating func change(_ begins: Bool, _ ends: Bool, _ process: UInt64, _ parent: UInt64) {
      if let ended {
        sources.remove(ended)
        related.remove(ended)
      }
      ended = nil
      if begins, process != 0, parent != 0 {
        let isFound = sources.contains(parent) || (kinship == .descendant && related.contains(parent))
        if isFound { related.insert(process) }
      }
      if ends { ended = process }
    }

    func fulfils(_ process: UInt64) -> Bool {
      kinship == .event ? sources.contains(process) : related.contains(process)
    }
  }

  private let schema: EventSchema
  private var relations: [Relation]
  private var processes: [UInt64] = []
  private var parents: [UInt64] = []
  private var changes: [Change] = []

  /// The last row of a process's event.
  private var lastChange: Int?

  private enum Change: Sendable { case none, other, begins, ends }

  init(_ kinships: [Kinship], _ schema: EventSchema) {
    self.schema = schema
    relations = kinships.map {
      Relation(kinship: $0, sources: ProcessSet(capacity: Self.capacity), related: ProcessSet(capacity: Self.capacity))
    }
  }

  /// Takes on a batch. Processes are known by a hash of host and identifier; 0 stands for none.
  mutating func begin(_ columns: ColumnSet) {
    processes = Self.hashes(columns[schema.process], rows: columns.count)
    parents = Self.hashes(columns[schema.parentProcess], rows: columns.count)
    if let host = schema.host {
      let hosts = Self.hashes(columns[host], rows: columns.count)
      for row in 0..<columns.count {
        processes[row] = Self.combined(processes[row], hosts[row])
        parents[row] = Self.combined(parents[row], hosts[row])
      }
    }
    let isProcess = rows(of: columns[schema.category], rows: columns.count) { $0 == "process" }
    let begins = rows(of: columns[schema.processChange], rows: columns.count, where: schema.beginnings.contains)
    let ends = rows(of: columns[schema.processChange], rows: columns.count, where: schema.endings.contains)
    changes = (0..<columns.count).map { row in
      guard isProcess[row] else { return .none }
      return begins[row] ? .begins : ends[row] ? .ends : .other
    }
    lastChange = changes.lastIndex { $0 != .none }
  }

  private static func combined(_ process: UInt64, _ host: UInt64) -> UInt64 {
    process == 0 ? 0 : max(1, process ^ (host &* 0x9E37_79B9_7F4A_7C15))
  }

  /// A hash of the first value of each row.
  private static func hashes(_ column: Column?, rows: Int) -> [UInt64] {
    guard case .keyword(let column) = column else {
      return (0..<rows).map { row in
        RowValues.present(column, row: row).first?.text.map { max(1, ByteHash.hash($0.span)) } ?? 0
      }
    }
    var ofCode: [UInt64] = [0]
    let bytes = column.bytes.span
    for code in 0..<column.distinctCount {
      let text = bytes.extracting(column.range(of: UInt32(code + 1)))
      ofCode.append(text.isEmpty ? 0 : max(1, ByteHash.hash(text)))
    }
    return column.codes.map { ofCode[Int($0)] }
  }

  /// For each row whether some value of a column fulfils a condition.
  private func rows(of column: Column?, rows: Int, where condition: (String) -> Bool) -> [Bool] {
    guard case .keyword(let column) = column else {
      return (0..<rows).map { row in
        RowValues.present(column, row: row).contains { value in
          value.text.map { condition(String(decoding: $0, as: UTF8.self)) } ?? false
        }
      }
    }
    var ofCode = [false]
    for code in 0..<column.distinctCount { ofCode.append(condition(column.string(of: UInt32(code + 1)))) }
    var result = column.codes.map { ofCode[Int($0)] }
    for extra in column.extras where ofCode[Int(extra.code)] { result[Int(extra.row)] = true }
    return result
  }

  /// The rows of the batch whose process fulfils a relation; `others` are the rows that fulfil the condition.
  mutating func related(_ number: Int, _ others: RowSet?, rows: Int) -> RowSet {
    var result = RowSet(rows: rows)
    guard relations.indices.contains(number) else { return result }
    if others == nil, relations[number].isEmpty {
      // Nothing is known and nothing becomes known: only what ended last matters to the next batch.
      if let row = lastChange { relations[number].ended = changes[row] == .ends ? processes[row] : nil }
      return result
    }
    for row in 0..<rows {
      let process = processes[row]
      if changes[row] != .none {
        relations[number].change(changes[row] == .begins, changes[row] == .ends, process, parents[row])
      }
      if process != 0, others?.contains(row) == true { relations[number].sources.insert(process) }
      if process != 0, relations[number].fulfils(process) { result.insert(row) }
    }
    return result
  }

  func write(to writer: inout StateWriter) {
    writer.append(count: relations.count)
    for relation in relations {
      writer.append(relation.ended != nil)
      writer.append(word: relation.ended ?? 0)
      relation.sources.write(to: &writer)
      relation.related.write(to: &writer)
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    guard try reader.count() == relations.count else { throw StateError("the snapshot is of other rules") }
    for index in relations.indices {
      let hasEnded = try reader.bool()
      let ended = try reader.word()
      relations[index].ended = hasEnded ? ended : nil
      try relations[index].sources.read(from: &reader)
      try relations[index].related.read(from: &reader)
    }
  }
}

/// Processes in the order in which they became known; at most a given number.
private struct ProcessSet: Sendable {
  let capacity: Int
  private var order: [UInt64] = []
  private var known: Set<UInt64> = []

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { known.isEmpty }

  func contains(_ process: UInt64) -> Bool { known.contains(process) }

  mutating func insert(_ process: UInt64) {
    guard known.insert(process).inserted else { return }
    order.append(process)
    if known.count > capacity { forgetOldest() }
    // Removed ones stay in the order until there are many.
    if order.count > 2 * known.count + 64 { compact() }
  }

  mutating func remove(_ process: UInt64) { known.remove(process) }

  private mutating func forgetOldest() {
    compact()
    for process in order.prefix(capacity / 8 + 1) { known.remove(process) }
    compact()
  }

  /// Keeps each process at its latest place.
  private mutating func compact() {
    var seen: Set<UInt64> = []
    var kept: [UInt64] = []
    for process in order.reversed() where known.contains(process) && seen.insert(process).inserted {
      kept.append(process)
    }
    order = kept.reversed()
  }

  func write(to writer: inout StateWriter) {
    var copy = self
    copy.compact()
    writer.append(count: copy.order.count)
    for process in copy.order { writer.append(word: process) }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    order = []
    known = []
    for _ in 0..<(try reader.count(ofSize: 8)) { insert(try reader.word()) }
  }
}
