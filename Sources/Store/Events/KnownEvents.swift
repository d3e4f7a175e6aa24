import ECS
import GRDB

/// Tells which events are stored already, within bounded memory.
///
/// The fingerprints of the newest segments are in a table. Those of older segments, when there are more than fit, are
/// read from disk for each batch whose time range meets theirs: the same event has the same time.
struct KnownEvents {
  /// A segment whose fingerprints are not in the table.
  private struct Outside {
    var id: Int64
    var times: ClosedRange<Int64>?
    var untimed: Int
  }

  private let memory: Int
  private var table: FingerprintIndex
  private var outside: [Outside] = []

  /// Loads the fingerprints of stored segments, newest first.
  init(memory: Int, store: EventStore, filling part: Double = 1) throws(StoreError) {
    self.memory = memory
    var table = FingerprintIndex(memory: memory)
    var outside: [Outside] = []
    let enough = Int(Double(memory) / 12 * 0.75 * part)
    try store.read { database in
      let zstandard = Zstandard()
      let rows = try Row.fetchAll(
        database, sql: "SELECT id, min_time, max_time, untimed, rows FROM segment ORDER BY position DESC")
      for row in rows {
        let id = try row.integer(0)
        let count = Int(try row.integer(4))
        if table.isFull || table.count + count > enough, table.count > 0 {
          let times = try row.times(1, 2)
          outside.append(Outside(id: id, times: times, untimed: Int(try row.integer(3))))
          continue
        }
        for print in store.fingerprints(of: id, rows: count, database, zstandard) { _ = table.insert(print) }
      }
    }
    self.table = table
    self.outside = outside
  }

  /// Whether some segments are looked up on disk.
  var isPartial: Bool { !outside.isEmpty }

  /// Whether the table should be made anew, from fewer segments.
  var isFull: Bool { table.isFull }

  /// Adds fingerprints of events that are buffered.
  mutating func insert(_ prints: [EventFingerprint]) {
    for print in prints { _ = table.insert(print) }
  }

  /// Adds the fingerprints of a batch and returns the rows that are new.
  mutating func newRows(
    _ prints: [EventFingerprint], times: ClosedRange<Int64>?, hasUntimed: Bool, store: EventStore
  ) throws(StoreError) -> [Int] {
    let known = try onDisk(prints, times: times, hasUntimed: hasUntimed, store: store)
    var rows: [Int] = []
    rows.reserveCapacity(prints.count)
    for (row, print) in prints.enumerated() {
      if let known, known.contains(print) { continue }
      if table.insert(print) { rows.append(row) }
    }
    return rows
  }

  private func onDisk(
    _ prints: [EventFingerprint], times: ClosedRange<Int64>?, hasUntimed: Bool, store: EventStore
  ) throws(StoreError) -> FingerprintIndex? {
    let candidates = outside.filter { segment in
      if hasUntimed, segment.untimed > 0 { return true }
      guard let times, let theirs = segment.times else { return false }
      return times.overlaps(theirs)
    }
    guard !candidates.isEmpty else { return nil }
    var wanted = FingerprintIndex(memory: prints.count * 48 + (1 << 16))
    for print in prints { _ = wanted.insert(print) }
    var found = FingerprintIndex(memory: prints.count * 48 + (1 << 16))
    try store.read { database in
      let zstandard = Zstandard()
      for segment in candidates {
        for print in store.fingerprints(of: segment.id, rows: 0, database, zstandard) where wanted.contains(print) {
          _ = found.insert(print)
        }
      }
    }
    return found
  }
}

extension EventStore {
  /// The fingerprints of a segment's events; none, and a problem noted, when they cannot be read.
  func fingerprints(
    of segment: Int64, rows: Int, _ database: Database, _ zstandard: Zstandard
  ) -> [EventFingerprint] {
    do {
      let sealed = try StoredChunks(database: database).chunk(ChunkNumber.fingerprints, of: segment)
      let bytes = try Chunk.open(sealed, with: zstandard)
      return stride(from: 0, to: bytes.count - 15, by: 16).map { offset in
        EventFingerprint(low: bytes.span.word(at: offset), high: bytes.span.word(at: offset + 8))
      }
    } catch {
      note(SegmentProblem(segment: segment, rows: rows, reason: "fingerprints: \(error.reason)"))
      return []
    }
  }
}
