public import ECS
import GRDB

extension EventStore {
  /// Hands out the events that meet a condition, in the order in which they were added.
  ///
  /// Every batch is of one input. The events are those that were committed when the call began. `body` may use the
  /// store. Memory is bounded by one segment.
  ///
  /// - Parameters:
  ///   - fields: when given, events have only the cells of these fields, and only their columns are read.
  ///   - batchRows: the largest number of events in a batch.
  /// - Throws: `StoreError`, or what `body` throws.
  public func forEachBatch(
    where predicate: EventPredicate = .all, in times: Range<Int64>? = nil, fields: Set<FieldID>? = nil,
    batchRows: Int = 8_192, _ body: (StoredEvents) throws -> Void
  ) throws {
    let (snapshot, entries) = try snapshot(in: times)
    for entry in entries {
      guard let loaded = try load(entry, snapshot, where: predicate, in: times, fields: fields) else {
        continue
      }
      var restorer = loaded.restorer
      while let events = restorer.next(limit: max(batchRows, 1), mask: loaded.mask) { try body(events) }
    }
  }

  /// The events that meet a condition, in the order in which they were added, at most `limit` of them.
  public func events(
    where predicate: EventPredicate = .all, in times: Range<Int64>? = nil, fields: Set<FieldID>? = nil,
    limit: Int = 1_000
  ) throws(StoreError) -> [StoredEvents] {
    var result: [StoredEvents] = []
    var count = 0
    do {
      let (snapshot, entries) = try snapshot(in: times)
      for entry in entries where count < limit {
        guard let loaded = try load(entry, snapshot, where: predicate, in: times, fields: fields) else {
          continue
        }
        var restorer = loaded.restorer
        while count < limit, let events = restorer.next(limit: limit - count, mask: loaded.mask) {
          result.append(events)
          count += events.count
        }
      }
    } catch {
      throw StoreError(error, path: path)
    }
    return result
  }

  /// The events with these fingerprints, in the order in which they were added.
  ///
  /// - Parameter times: when the events happened; without it every segment is looked into.
  public func events(
    withFingerprints prints: Set<EventFingerprint>, in times: Range<Int64>? = nil
  ) throws(StoreError) -> [StoredEvents] {
    var result: [StoredEvents] = []
    var missing = prints.count
    do {
      let (snapshot, entries) = try snapshot(in: times)
      for entry in entries where missing > 0 {
        let mask = snapshot.read { database in
          fingerprints(of: entry.id, rows: entry.rows, database, Zstandard()).map { prints.contains($0) }
        }
        guard mask.count == entry.rows, mask.contains(true) else { continue }
        guard let loaded = try load(entry, snapshot, where: .all, in: nil, fields: nil) else { continue }
        var restorer = loaded.restorer
        while let events = restorer.next(limit: .max, mask: mask) {
          result.append(events)
          missing -= events.count
        }
      }
    } catch {
      throw StoreError(error, path: path)
    }
    return result
  }

  /// A view of the database that stays as it is, and the segments in it.
  func snapshot(in times: Range<Int64>?) throws -> (DatabaseSnapshot, [SegmentTable.Entry]) {
    let snapshot = try database.makeSnapshot()
    return (snapshot, try snapshot.read { try SegmentTable.entries(in: times, $0) })
  }

  /// What restores the selected events of a segment; `nil` when there are none or they cannot be read.
  func load(
    _ entry: SegmentTable.Entry, _ snapshot: DatabaseSnapshot, where predicate: EventPredicate,
    in times: Range<Int64>?, fields: Set<FieldID>?
  ) throws -> (restorer: SegmentRestorer, mask: [Bool]?)? {
    try snapshot.read { database in
      guard let reader = try segmentReader(entry.id, rows: entry.rows, database) else { return nil }
      do {
        let selection = try Self.rows(of: reader, entry, where: predicate, in: times)
        if selection.isEmpty { return nil }
        let restorer = try SegmentRestorer(reader, fields: fields)
        for damage in restorer.damage {
          let field = reader.header.streams[damage.stream].field?.path ?? "a field"
          note(SegmentProblem(segment: entry.id, rows: entry.rows, reason: "\(field): \(damage.reason)"))
        }
        return (restorer, selection.mask)
      } catch let error as MalformedBytes {
        note(SegmentProblem(segment: entry.id, rows: entry.rows, reason: error.reason))
        return nil
      }
    }
  }
}
