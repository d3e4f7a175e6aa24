import GRDB

extension EventStore {
  /// How many bytes of segments go to what: `headers`, `shapes`, `positions`, `fingerprints`, `rare fields`, `sources`,
  /// `columns`.
  public func storage() throws(StoreError) -> [String: Int] {
    try read { database in
      var parts: [String: Int] = [:]
      parts["headers"] = try Int.fetchOne(database, sql: "SELECT coalesce(sum(length(header)), 0) FROM segment")
      let rows = try Row.fetchAll(
        database, sql: "SELECT min(id & 1048575, 16), sum(length(data)) FROM chunk GROUP BY 1")
      for row in rows { parts[Self.part(Int(try row.integer(0))), default: 0] += Int(try row.integer(1)) }
      return parts
    }
  }

  private static func part(_ number: Int) -> String {
    switch number {
    case ChunkNumber.shapes: "shapes"
    case ChunkNumber.positions: "positions"
    case ChunkNumber.fingerprints: "fingerprints"
    case ChunkNumber.rest: "rare fields"
    case ChunkNumber.sources: "sources"
    default: "columns"
    }
  }
}
