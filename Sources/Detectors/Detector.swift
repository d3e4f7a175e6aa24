public import ECS
public import Evidence

/// A source of evidence: consumes event batches in order of time and emits signals.
///
/// Detectors are deterministic: the same batches in the same order give the same signals, whatever the size of the
/// batches. Their state can be taken as a snapshot and restored, and is bounded in memory.
public protocol Detector: Sendable {
  /// Name and version.
  var id: DetectorID { get }

  /// The fields whose columns `observe` reads.
  var fields: [FieldID] { get }

  /// Looks at a batch.
  mutating func observe(_ batch: ObservedBatch, into signals: inout [Signal])

  /// Says what could only be said at the end of the input.
  mutating func finish(into signals: inout [Signal])

  /// The state as bytes that `restore` understands.
  func snapshot() -> [UInt8]

  /// Takes on a state; the same kind and version of detector must have written it.
  mutating func restore(_ snapshot: [UInt8]) throws(SnapshotError)
}

/// A snapshot that cannot be restored.
public struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}

/// A batch as detectors see it: events, the columns they asked for, and each event's identity.
public struct ObservedBatch: Sendable {
  /// The events.
  public let batch: EventBatch
  /// Columns of all fields that any detector asked for.
  public let columns: ColumnSet
  /// The fingerprint of each row.
  public let fingerprints: [EventFingerprint]

  /// A batch with its columns and identities.
  public init(batch: EventBatch, columns: ColumnSet, fingerprints: [EventFingerprint]) {
    self.batch = batch
    self.columns = columns
    self.fingerprints = fingerprints
  }

  /// A reference to the event of a row.
  public func reference(row: Int) -> EventReference {
    EventReference(
      id: fingerprints[row].hex, path: batch.origin(ofRow: row).path, record: batch.positions[row].record,
      time: columns.dates(.timestamp)?[row] ?? batch[row].timestamp?.nanoseconds ?? 0)
  }
}
