import ECS
import GRDB

/// Merging small segments, so that many small commits end as few large segments.
///
/// Segments are levelled by size, each level eight times the one before. Eight neighbours of one level become one of
/// the next: an event is rewritten at most once a level, five times between single events and a full segment.
extension EventWriter {
  private static var fanIn: Int { 8 }

  private static func level(_ rows: Int) -> Int { rows < 8 ? 0 : (Int.bitWidth - 1 - rows.leadingZeroBitCount) / 3 }

  /// Merges the newest segments while enough of one level stand together.
  mutating func mergeTail(_ store: EventStore) throws(StoreError) {
    while true {
      let newest = try store.read { database in
        try Row.fetchAll(
          database, sql: "SELECT id, rows FROM segment ORDER BY position DESC LIMIT ?", arguments: [Self.fanIn]
        ).map { (id: try $0.integer(0), rows: Int(try $0.integer(1))) }
      }
      guard newest.count == Self.fanIn, let level = newest.first.map({ Self.level($0.rows) }),
        newest.allSatisfy({ Self.level($0.rows) == level }),
        newest.reduce(0, { $0 + $1.rows }) <= policy.segmentRows
      else { return }
      guard try merge(newest.reversed().map(\.id), store) else { return }
    }
  }

  /// Merges all neighbours that fit into one segment together.
  mutating func mergeAll(_ store: EventStore) throws(StoreError) {
    try prepare(store)
    let entries = try store.read { try SegmentTable.entries(in: nil, $0) }
    var group: [Int64] = []
    var rows = 0
    var bytes = 0
    for entry in entries {
      if rows + entry.rows > policy.segmentRows || bytes + entry.bytes > policy.segmentBytes / 4 {
        if group.count > 1 { _ = try merge(group, store) }
        group = []
        rows = 0
        bytes = 0
      }
      group.append(entry.id)
      rows += entry.rows
      bytes += entry.bytes
    }
    if group.count > 1 { _ = try merge(group, store) }
  }

  /// Replaces segments, given in order, by one with the same events; false when one of them is damaged.
  private mutating func merge(_ ids: [Int64], _ store: EventStore) throws(StoreError) -> Bool {
    var builder = SegmentBuilder(policy: policy)
    let isWhole = try store.read { database in
      for id in ids {
        guard try store.restore(id, into: &builder, database) else { return false }
      }
      return true
    }
    guard isWhole else { return false }
    let merged = SegmentEncoder.encode(builder, policy: policy, zstandard: zstandard)
    try store.write { database in
      let position = try Int64.fetchOne(
        database, sql: "SELECT position FROM segment WHERE id = ?", arguments: [ids[0]])
      for id in ids { try SegmentTable.delete(id, from: database) }
      _ = try SegmentTable.insert(merged, at: position, into: database)
    }
    store.forgetHeaders(ids)
    refreshOutside()
    return true
  }
}

extension EventStore {
  /// Adds a segment's events to a builder; false when something of them cannot be read.
  fileprivate func restore(_ id: Int64, into builder: inout SegmentBuilder, _ database: Database) throws -> Bool {
    guard let reader = try segmentReader(id, rows: 0, database) else { return false }
    guard var restorer = try? SegmentRestorer(reader) else { return false }
    while let events = restorer.next(limit: 8_192) {
      builder.append(events.batch, rows: 0..<events.count, fingerprints: events.fingerprints)
    }
    return restorer.damage.isEmpty
  }
}
