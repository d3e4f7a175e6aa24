import ECS
import GRDB
import Synchronization

extension EventStore {
  /// A reader of a segment, `nil` (and a problem noted) when its header is damaged.
  func segmentReader(_ id: Int64, rows: Int, _ database: Database) throws -> SegmentReader? {
    let zstandard = Zstandard()
    let header: SegmentHeader
    if let known = headers.withLock({ $0[id] }) {
      header = known
    } else {
      do {
        let bytes = try Chunk.open(try SegmentTable.header(of: id, database), with: zstandard)
        header = try SegmentHeader(decoding: bytes)
      } catch let error as MalformedBytes {
        note(SegmentProblem(segment: id, rows: rows, reason: "header: \(error.reason)"))
        return nil
      }
      headers.withLock { cache in
        if cache.count >= 4_096 { cache.removeAll() }
        cache[id] = header
      }
    }
    return SegmentReader(id: id, header: header, source: StoredChunks(database: database), zstandard: zstandard)
  }

  /// Drops cached headers of segments that are no more.
  func forgetHeaders(_ ids: [Int64]) {
    headers.withLock { cache in
      for id in ids { cache[id] = nil }
    }
  }

  /// Calls `body` with a reader for each segment that may have events in a range of time. A segment whose `body`
  /// finds damage is noted and skipped.
  func forEachSegment(
    in times: Range<Int64>?, _ body: (SegmentReader, SegmentTable.Entry) throws -> Void
  ) throws(StoreError) {
    try read { database in
      for entry in try SegmentTable.entries(in: times, database) {
        guard let reader = try segmentReader(entry.id, rows: entry.rows, database) else { continue }
        do {
          try body(reader, entry)
        } catch let error as MalformedBytes {
          note(SegmentProblem(segment: entry.id, rows: entry.rows, reason: error.reason))
        }
      }
    }
  }
}
