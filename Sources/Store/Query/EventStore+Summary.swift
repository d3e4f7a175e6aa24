import GRDB

/// The extent of a store.
public struct StoreSummary: Sendable, Hashable {
  /// Committed events.
  public var events: Int
  /// The pieces that they are in.
  public var segments: Int
  /// Bytes of segments, compressed.
  public var bytes: Int
  /// The time of the first event, in nanoseconds since 1970.
  public var firstEvent: Int64?
  /// The time of the last event.
  public var lastEvent: Int64?
  /// Events without a usable time.
  public var untimed: Int
}

extension EventStore {
  /// How much is in the store. Cheap: no segment is read.
  public func summary() throws(StoreError) -> StoreSummary {
    let entries = try read { try SegmentTable.entries(in: nil, $0) }
    return StoreSummary(
      events: entries.reduce(0) { $0 + $1.rows }, segments: entries.count,
      bytes: entries.reduce(0) { $0 + $1.bytes }, firstEvent: entries.compactMap { $0.times?.lowerBound }.min(),
      lastEvent: entries.compactMap { $0.times?.upperBound }.max(), untimed: entries.reduce(0) { $0 + $1.untimed })
  }
}
