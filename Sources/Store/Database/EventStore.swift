import ECS
import Foundation
import GRDB
import Synchronization

/// The embedded store: events in compressed column segments, and what was found in them, in one SQLite file.
///
/// Any number of threads may call any method at any time. Queries see what was committed when they began, whatever is
/// added meanwhile. Events are added by one process at a time; others may query.
///
///     let store = try EventStore(path: "hunt.db")
///     var fingerprinter = Fingerprinter(key: store.fingerprintKey)
///     let outcome = try store.ingest(batch, fingerprints: batch.fingerprints(&fingerprinter))
///     let hosts = try store.topValues(of: .hostName, limit: 10)
///
/// ## Durability
/// A segment, its fingerprints and the progress of its input are committed in one transaction, so that after a crash the
/// three agree. What a call of `ingest` with `.immediate` returned for, or `flush`, survives `kill -9` and, by
/// default, a power failure.
public final class EventStore: Sendable {
  /// The file.
  public let path: String
  /// The store's secret key for event fingerprints, made at random when the store was created.
  public let fingerprintKey: (UInt64, UInt64)

  let options: StoreOptions
  let database: DatabasePool
  let writer: Mutex<EventWriter>
  let problemList = Mutex<[SegmentProblem]>([])
  let headers = Mutex<[Int64: SegmentHeader]>([:])

  /// Opens the store at a path, which is created when it is not there.
  public init(path: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
    self.path = path
    self.options = options
    let database: DatabasePool
    do {
      database = try Self.open(path, options)
      if !options.isReadOnly { try Self.prepare(database, path) }
      fingerprintKey = try Self.key(database, path)
    } catch {
      throw StoreError(error, path: path)
    }
    self.database = database
    writer = Mutex(EventWriter(options: options))
  }

  /// Opens the store at a path to look at it. One that is not there is an error: a name that was mistyped is told, and leaves no empty
  /// store behind.
  public convenience init(existing path: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    try self.init(path: path, options: options)
  }

  private static func open(_ path: String, _ options: StoreOptions) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.readonly = options.isReadOnly
    configuration.busyMode = .timeout(options.busyTimeout)
    configuration.label = "shrike.store"
    configuration.maximumReaderCount = 8
    configuration.prepareDatabase { database in
      guard !database.configuration.readonly else { return }
      // The page size holds for new files only. Segments are long runs of bytes: large pages need fewer steps to read.
      try database.execute(sql: "PRAGMA page_size = 8192")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    guard !options.isReadOnly else { return pool }
    // GRDB chooses NORMAL for WAL files when it opens them.
    let synchronous = options.durability == .power ? "FULL" : "NORMAL"
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(synchronous)") }
    return pool
  }

  private static func prepare(_ database: DatabasePool, _ path: String) throws {
    let migrator = StoreSchema.migrator
    let isOurs = try database.read { database in
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      return try tables == 0 || database.tableExists("grdb_migrations") && database.tableExists("segment")
    }
    guard isOurs else { throw StoreError.notAStore(path: path) }
    if try database.read({ try migrator.hasBeenSuperseded($0) }) {
      let applied = try database.read { try migrator.appliedIdentifiers($0) }
      throw StoreError.newerVersion(path: path, found: applied.sorted().last ?? "unknown")
    }
    try migrator.migrate(database)
  }

  private static func key(_ database: DatabasePool, _ path: String) throws -> (UInt64, UInt64) {
    if let key = try database.read({ try storedKey($0) }) { return key }
    guard !database.configuration.readonly else { throw StoreError.notAStore(path: path) }
    return try database.write { database in
      if let key = try storedKey(database) { return key }
      var random = SystemRandomNumberGenerator()
      var bytes = ByteWriter()
      let key = (random.next() as UInt64, random.next() as UInt64)
      bytes.word(key.0)
      bytes.word(key.1)
      try database.execute(
        sql: "INSERT INTO meta (key, value) VALUES ('fingerprint key', ?)", arguments: [bytes.bytes.data])
      return key
    }
  }

  private static func storedKey(_ database: Database) throws -> (UInt64, UInt64)? {
    guard try database.tableExists("meta"),
      let row = try Row.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'fingerprint key'")
    else { return nil }
    let bytes = row.bytes(at: 0)
    guard bytes.count == 16 else { return nil }
    return (bytes.span.word(at: 0), bytes.span.word(at: 8))
  }

  /// Runs a read in a snapshot of the database.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs a write in a transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.write(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension EventStore {
  /// Commits what is buffered and closes the file. Every later call fails.
  public func close() throws(StoreError) {
    try flush()
    writer.withLock { $0 = EventWriter(options: options) }
    do {
      try database.close()
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
