public import ECS
import GRDB

extension EventStore {
  /// Segments held restored at a time by `forEachBatchInTimeOrder`: about 30 MB each for full segments.
  static var restoredSegments: Int { 24 }

  /// Hands out the events that meet a condition in the order of their time, events of the same time in the order in
  /// which they were added, events without a time last.
  ///
  /// The events are those that were committed when the call began. `body` may use the store. Batches may hold events of
  /// several inputs; `StoredEvents.origin(ofRow:)` tells which.
  ///
  /// - Complexity: memory is that of 24 restored segments and 24 bytes for each event of segments whose times overlap.
  ///   When more segments than that overlap throughout, segments are restored repeatedly, which is slow.
  public func forEachBatchInTimeOrder(
    where predicate: EventPredicate = .all, in times: Range<Int64>? = nil, fields: Set<FieldID>? = nil,
    batchRows: Int = 8_192, _ body: (StoredEvents) throws -> Void
  ) throws {
    let (snapshot, entries) = try snapshot(in: times)
    var cache = SegmentCache(capacity: Self.restoredSegments)
    var untimed: [TimedRow] = []
    var rows = MixedRows()
    func deliver(_ order: [TimedRow], _ group: [SegmentTable.Entry]) throws {
      for place in order {
        let entry = group[place.segment]
        let segment = try cache.segment(entry.id) {
          try load(entry, snapshot, where: .all, in: nil, fields: fields)?.restorer
        }
        guard let found = segment?.find(place.row) else { continue }
        rows.add(found.events, row: found.row)
        if rows.count >= max(batchRows, 1) || rows.byteCount >= 64 << 20 {
          try body(rows.finish())
          rows = MixedRows()
        }
      }
    }
    for group in Self.overlapping(entries) {
      var order: [TimedRow] = []
      for index in group {
        try collect(entries[index], index, snapshot, where: predicate, in: times, &order, &untimed)
      }
      order.sort()
      try deliver(order, entries)
    }
    untimed.sort()
    try deliver(untimed, entries)
    if rows.count > 0 { try body(rows.finish()) }
  }

  /// Adds the selected rows of a segment, with and without a time.
  private func collect(
    _ entry: SegmentTable.Entry, _ index: Int, _ snapshot: DatabaseSnapshot, where predicate: EventPredicate,
    in times: Range<Int64>?, _ timed: inout [TimedRow], _ untimed: inout [TimedRow]
  ) throws {
    try snapshot.read { database in
      guard let reader = try segmentReader(entry.id, rows: entry.rows, database) else { return }
      do {
        let selection = try Self.rows(of: reader, entry, where: predicate, in: times)
        let moments = try reader.integers(.timestamp)
        for row in 0..<reader.header.rows where selection.contains(row) {
          if moments.isPresent[row] {
            timed.append(TimedRow(time: moments.values[row], segment: index, row: row))
          } else {
            untimed.append(TimedRow(time: 0, segment: index, row: row))
          }
        }
      } catch let error as MalformedBytes {
        note(SegmentProblem(segment: entry.id, rows: entry.rows, reason: error.reason))
      }
    }
  }

  /// Groups of segments such that all times of a group are before those of the next; by index in the list.
  static func overlapping(_ entries: [SegmentTable.Entry]) -> [[Int]] {
    let ordered = entries.indices.sorted {
      (entries[$0].times?.lowerBound ?? .max, $0) < (entries[$1].times?.lowerBound ?? .max, $1)
    }
    var groups: [[Int]] = []
    var end = Int64.min
    for index in ordered {
      let times = entries[index].times
      if let times, !groups.isEmpty, times.lowerBound <= end {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
      end = max(end, times?.upperBound ?? .max)
    }
    return groups
  }
}

/// An event's place in the order of time.
struct TimedRow: Comparable {
  var time: Int64
  var segment: Int
  var row: Int

  static func < (left: TimedRow, right: TimedRow) -> Bool {
    (left.time, left.segment, left.row) < (right.time, right.segment, right.row)
  }
}
