public import ECS

/// Events as they come out of the store: a batch whose cells, flags, order and positions are those that were stored.
public struct StoredEvents: Sendable {
  /// The events. Its origin is that of all of them, or has an empty path when they come from several inputs.
  public let batch: EventBatch
  /// Each event's fingerprint; one entry a row.
  public let fingerprints: [EventFingerprint]
  /// The inputs that the events come from.
  public let origins: [EventOrigin]
  /// Each event's input, as an index in `origins`.
  public let originOfRow: [UInt32]

  /// The number of events.
  public var count: Int { batch.count }

  /// The input that an event comes from.
  public func origin(ofRow row: Int) -> EventOrigin { origins[Int(originOfRow[row])] }
}
