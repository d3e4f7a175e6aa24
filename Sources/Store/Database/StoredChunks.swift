import GRDB

/// Reads chunks in one snapshot of the database.
struct StoredChunks: ChunkSource {
  let database: Database

  func chunk(_ number: Int, of segment: Int64) throws(MalformedBytes) -> [UInt8] {
    let key = ChunkNumber.key(segment: segment, number)
    do {
      let statement = try database.cachedStatement(sql: "SELECT data FROM chunk WHERE id = ?")
      // A cursor's row still is SQLite's own memory: the bytes are copied once.
      let rows = try Row.fetchCursor(statement, arguments: [key])
      guard let row = try rows.next() else { throw MalformedBytes("it is not there") }
      return row.bytes(at: 0)
    } catch let error as MalformedBytes {
      throw error
    } catch {
      throw MalformedBytes("it could not be read: \((error as? DatabaseError)?.message ?? "\(error)")")
    }
  }
}
