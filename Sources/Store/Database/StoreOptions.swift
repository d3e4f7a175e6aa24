/// How a store is opened.
public struct StoreOptions: Sendable {
  /// When a commit counts as done.
  public enum Durability: Sendable {
    /// When the operating system has it: survives the end of the process, however it ends.
    case process
    /// When the disk has it: survives a power failure too.
    case power
  }

  /// Which fields become columns, and the size of segments.
  public var policy = ColumnPolicy()
  /// When a commit counts as done.
  public var durability = Durability.power
  /// Bytes of memory for recognising events that are stored already; about 21 an event. When the store has more
  /// events than fit, the fingerprints of older segments are read from disk as needed, which is slower but as exact.
  public var fingerprintMemory = 512 << 20
  /// Whether the file is only read. A store that is not there is an error then.
  public var isReadOnly = false
  /// Seconds to wait for another process that holds the database.
  public var busyTimeout = 10.0

  /// The defaults.
  public init() {}
}
