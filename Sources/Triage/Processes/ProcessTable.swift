import ECS
import Evidence

/// The processes seen so far, as far as events describe them, in bounded memory.
///
/// What a start event says counts most; other events and the parent fields of children fill what is missing. When the
/// table is full, the half that was mentioned longest ago is dropped, except processes that a signal names.
struct ProcessTable: Sendable, Codable {
  /// One process.
  struct Record: Sendable, Codable {
    var parentID: String?
    var name = ""
    var executable = ""
    var commandLine = ""
    var user = ""
    var host = ""
    var pid: Int64?
    var start: Int64?
    /// The number of the mention that came last.
    var mentioned = 0
    var isPinned = false
  }

  /// Command lines are kept up to so many bytes, other texts up to half as many.
  static let textLimit = 1_024

  let capacity: Int
  private(set) var records: [String: Record] = [:]
  /// Records dropped for want of room.
  private(set) var dropped = 0
  private var mentions = 0

  init(capacity: Int) { self.capacity = max(2, capacity) }

  /// Learns processes from the rows of a batch.
  mutating func observe(_ columns: ColumnSet) {
    guard let ids = columns.keywords(.processEntityId) else { return }
    let rows = ProcessColumns(columns)
    var isKnown = [Bool](repeating: false, count: ids.distinctCount + 1)
    for row in 0..<columns.count {
      let code = Int(ids.codes[row])
      guard code > 0 else { continue }
      let isStart = rows.isStart(row)
      guard isStart || !isKnown[code] else { continue }
      isKnown[code] = true
      let id = EntityKey.identifier(ids.string(of: UInt32(code)))
      if !id.isEmpty { note(id, rows.record(row, isStart: isStart), isStart: isStart) }
      if let parent = rows.parent(row), parent.id != id { note(parent.id, parent.record, isStart: false) }
    }
  }

  /// Keeps a process whatever the table's size: a signal names it.
  mutating func pin(_ id: String) {
    if records[id] != nil { records[id]?.isPinned = true }
  }

  private mutating func note(_ id: String, _ new: Record, isStart: Bool) {
    mentions += 1
    guard var known = records[id] else {
      if records.count >= capacity { dropOldHalf() }
      var record = new
      record.mentioned = mentions
      records[id] = record
      return
    }
    known.fill(from: new, overrides: isStart)
    known.mentioned = mentions
    records[id] = known
  }

  /// Gives processes other identifiers; what two records say becomes one.
  mutating func rename(_ aliases: [String: String]) {
    guard !aliases.isEmpty else { return }
    for (id, record) in records {
      guard let parent = record.parentID, let now = aliases[parent] else { continue }
      records[id]?.parentID = now == id ? nil : now
    }
    for (old, new) in aliases.sorted(by: { $0.key < $1.key }) {
      guard let record = records.removeValue(forKey: old) else { continue }
      if var known = records[new] {
        known.fill(from: record, overrides: false)
        known.isPinned = known.isPinned || record.isPinned
        records[new] = known
      } else {
        records[new] = record
      }
    }
  }

  private mutating func dropOldHalf() {
    let ranked = records.map { (isPinned: $0.value.isPinned, mentioned: $0.value.mentioned, id: $0.key) }
      .sorted { ($0.isPinned ? 1 : 0, $0.mentioned) > ($1.isPinned ? 1 : 0, $1.mentioned) }
    for entry in ranked.dropFirst(capacity / 2) { records[entry.id] = nil }
    dropped += max(0, ranked.count - capacity / 2)
  }
}

extension ProcessTable.Record {
  /// Takes over what is missing here, or everything that the other says.
  mutating func fill(from other: Self, overrides: Bool) {
    func better(_ mine: String, _ theirs: String) -> String {
      mine.isEmpty || (overrides && !theirs.isEmpty) ? theirs : mine
    }
    name = better(name, other.name)
    executable = better(executable, other.executable)
    commandLine = better(commandLine, other.commandLine)
    user = better(user, other.user)
    host = better(host, other.host)
    parentID = overrides ? other.parentID ?? parentID : parentID ?? other.parentID
    pid = overrides ? other.pid ?? pid : pid ?? other.pid
    start = overrides ? other.start ?? start : start ?? other.start
  }
}
