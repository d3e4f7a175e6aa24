public import ECS

/// Turns one kind of telemetry into batches of normalized events.
///
/// A reader streams: it holds at most one batch and one record more than that. It never stops at a bad record: it
/// reports the record and goes on. It throws only what its input or its sink throws.
public protocol EventReader: SendableMetatype {
  /// The format's identifier as in `EventOrigin.format` (`evtx`, `auditd`, `zeek.tsv`).
  static var format: String { get }

  /// How sure the reader is that an input with these first bytes is in its format: 0 (not at all) … 100 (magic number).
  static func confidence(in prefix: borrowing Span<UInt8>) -> Int

  /// A reader for one input.
  init(options: ReaderOptions)

  /// Reads `input` to its end and hands every batch to `sink`, in order.
  mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws
}

/// What every reader can be told.
public struct ReaderOptions: Sendable {
  /// The size of a batch.
  public var limits = BatchBuilder.Limits()
  /// Records larger than this many bytes are skipped and reported.
  public var maximumRecordSize = 64 << 20
  /// Whether records that the source marked as deleted, or remnants of them, are read too.
  public var recoversDeleted = false
  /// Whether fields are mapped to ECS. Without it, events have the source's own fields only.
  public var normalizes = true
  /// The year of sources that do not write one (BSD syslog), and the offset of those that write local time, in seconds
  /// east of UTC.
  public var assumedYear: Int?
  /// The offset from UTC, in seconds east, that such sources are taken to write.
  public var assumedZone = 0

  /// The defaults.
  public init() {}
}
