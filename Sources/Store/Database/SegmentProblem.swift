import ECS
import GRDB
import Synchronization

/// A part of the store that could not be read. Everything else still is.
public struct SegmentProblem: Sendable, Hashable {
  /// The segment.
  public var segment: Int64
  /// Its events.
  public var rows: Int
  /// What is damaged, and how.
  public var reason: String
}

extension EventStore {
  /// How many problems are remembered.
  static var problemLimit: Int { 1_000 }

  /// The damage that queries have met since the store was opened. Results leave out what is named here.
  public var problems: [SegmentProblem] { problemList.withLock { $0 } }

  func note(_ problem: SegmentProblem) {
    problemList.withLock { list in
      if list.count < Self.problemLimit, !list.contains(problem) { list.append(problem) }
    }
  }

  /// Reads and checks every chunk of every segment, and SQLite's own structure; returns what is damaged.
  public func verify() throws(StoreError) -> [SegmentProblem] {
    try read { database in
      var found: [SegmentProblem] = []
      let complaints = try String.fetchAll(database, sql: "PRAGMA quick_check(20)").filter { $0 != "ok" }
      found += complaints.map { SegmentProblem(segment: 0, rows: 0, reason: $0) }
      for entry in try SegmentTable.entries(in: nil, database) {
        found += try damage(of: entry, database)
      }
      return found
    }
  }

  private func damage(of entry: SegmentTable.Entry, _ database: Database) throws -> [SegmentProblem] {
    do {
      let bytes = try Chunk.open(try SegmentTable.header(of: entry.id, database), with: Zstandard())
      let header = try SegmentHeader(decoding: bytes)
      let source = StoredChunks(database: database)
      let reader = SegmentReader(id: entry.id, header: header, source: source, zstandard: Zstandard())
      return try SegmentRestorer(reader).damage.map { damage in
        let field = header.streams[damage.stream].field?.path ?? "a field"
        return SegmentProblem(segment: entry.id, rows: entry.rows, reason: "\(field): \(damage.reason)")
      }
    } catch let error as MalformedBytes {
      return [SegmentProblem(segment: entry.id, rows: entry.rows, reason: error.reason)]
    }
  }
}
