import GRDB

/// Segments as rows of the database.
enum SegmentTable {
  /// A segment's row without its header.
  struct Entry {
    var id: Int64
    var rows: Int
    /// `nil` when no event has a time.
    var times: ClosedRange<Int64>?
    var untimed: Int
    var bytes: Int
  }

  /// Adds a segment at the end, or in the place of others.
  static func insert(_ segment: EncodedSegment, at position: Int64? = nil, into database: Database) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO segment (position, rows, min_time, max_time, untimed, bytes, header)
        VALUES (coalesce(?, (SELECT coalesce(max(position), 0) + 1 FROM segment)), ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        position, segment.rows, segment.minimumTime, segment.maximumTime, segment.untimed, segment.byteCount,
        segment.header.data,
      ])
    let id = database.lastInsertedRowID
    let statement = try database.cachedStatement(sql: "INSERT INTO chunk (id, data) VALUES (?, ?)")
    for chunk in segment.chunks {
      try statement.execute(arguments: [ChunkNumber.key(segment: id, chunk.number), chunk.bytes.data])
    }
    return id
  }

  static func delete(_ id: Int64, from database: Database) throws {
    try database.execute(
      sql: "DELETE FROM chunk WHERE id >= ? AND id < ?", arguments: [id << 20, (id + 1) << 20])
    try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [id])
  }

  /// The segments that may have events in a range of time, in order of insertion; all of them without a range.
  static func entries(in times: Range<Int64>?, _ database: Database) throws -> [Entry] {
    let columns = "SELECT id, rows, min_time, max_time, untimed, bytes FROM segment"
    let rows =
      if let times {
        try Row.fetchAll(
          database, sql: "\(columns) WHERE max_time >= ? AND min_time < ? ORDER BY position",
          arguments: [times.lowerBound, times.upperBound])
      } else {
        try Row.fetchAll(database, sql: "\(columns) ORDER BY position")
      }
    return try rows.map { row in
      Entry(
        id: try row.integer(0), rows: Int(try row.integer(1)), times: try row.times(2, 3),
        untimed: Int(try row.integer(4)), bytes: Int(try row.integer(5)))
    }
  }

  static func header(of id: Int64, _ database: Database) throws -> [UInt8] {
    let statement = try database.cachedStatement(sql: "SELECT header FROM segment WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id])?.bytes(at: 0) ?? []
  }
}
