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

  private enum Change: Sendable { case none, other, begins, ends }

  init(_ kinships: [Kinship], _ schema: EventSchema) {
    self.schema = schema
    relations = kinships.map {
      Relation(kinship: $0, sources: ProcessSet(capacity: Self.capacity), related: ProcessSet(capacity: Self.capacity))
    }
  }

  /// Takes on a batch. Processes are known by a hash of host and identifier; 0 stands for none.
  mutating func begin(_ columns: ColumnSet) {
    let hosts = schema.host.map { columns[$0] } ?? nil
    let process = columns[schema.process]
    let parent = columns[schema.parentProcess]
    processes.removeAll(keepingCapacity: true)
    parents.removeAll(keepingCapacity: true)
    changes.removeAll(keepingCapacity: true)
    for row in 0..<columns.count {
      let host = Self.hash(hosts, row, seed: 0)
      processes.append(Self.hash(process, row, seed: host))
      parents.append(Self.hash(parent, row, seed: host))
      changes.append(change(columns, row))
    }
  }

  private static func hash(_ column: Column?, _ row: Int, seed: UInt64) -> UInt64 {
    guard let text = RowValues.values(column, row: row)[0].text, !text.isEmpty else { return 0 }
    let hash = ByteHash.hash(text.span) ^ (seed &* 0x9E37_79B9_7F4A_7C15)
    return hash == 0 ? 1 : hash
  }

  private func change(_ columns: ColumnSet, _ row: Int) -> Change {
    let isProcess = RowValues.values(columns[schema.category], row: row).contains(Value("process"))
    guard isProcess else { return .none }
    for value in RowValues.values(columns[schema.processChange], row: row) {
      guard let text = value.text else { continue }
      let name = String(decoding: text, as: UTF8.self)
      if schema.beginnings.contains(name) { return .begins }
      if schema.endings.contains(name) { return .ends }
    }
    return .other
  }

  /// The rows of the batch whose process fulfils a relation; `others` are the rows that fulfil the condition.
  mutating func related(_ number: Int, _ others: RowSet?, rows: Int) -> RowSet {
    var result = RowSet(rows: rows)
    guard relations.indices.contains(number) else { return result }
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
