public import ECS
import Synchronization

/// What became of the events given to `ingest`.
public struct IngestOutcome: Sendable, Hashable {
  /// Events that were new.
  public var stored: Int
  /// Events that were stored, or buffered, before.
  public var duplicates: Int
  /// Whether everything given so far is committed. When not, `flush` commits it.
  public var isDurable: Bool
}

/// When the events given to `ingest` are committed.
public enum IngestDurability: Sendable {
  /// Before the call returns: for events whose sender is told that they arrived. Small segments result, which are
  /// merged as they become many.
  case immediate
  /// When a segment is full or `flush` is called: for files, which can be read again.
  case buffered
}

extension EventStore {
  /// Adds the events that the store does not have yet.
  ///
  /// The same event given again, now or after a restart, is counted and not stored. When committing fails, the events
  /// stay buffered: the next call or `flush` tries again, and giving the same batch again is harmless.
  ///
  /// - Parameters:
  ///   - batch: the events.
  ///   - fingerprints: one a row, made with `fingerprintKey`.
  ///   - progress: how far the input is read with this batch; committed together with its last event.
  ///   - durability: when the call may return.
  /// - Complexity: O(cells), a hash table step for each string.
  @discardableResult
  public func ingest(
    _ batch: EventBatch, fingerprints: [EventFingerprint], progress: InputProgress? = nil,
    durability: IngestDurability = .immediate
  ) throws(StoreError) -> IngestOutcome {
    guard fingerprints.count == batch.count else {
      throw .invalidArgument("\(fingerprints.count) fingerprints for \(batch.count) events")
    }
    return try writer.withLock { writer throws(StoreError) in
      let stored = try writer.add(batch, fingerprints, input: progress, store: self)
      if durability == .immediate {
        try writer.commit(self)
        try writer.mergeTail(self)
      }
      return IngestOutcome(
        stored: stored, duplicates: batch.count - stored, isDurable: writer.pending == 0)
    }
  }

  /// Commits everything buffered.
  public func flush() throws(StoreError) {
    try writer.withLock { writer throws(StoreError) in try writer.commit(self) }
  }

  /// Notes how far an input is read, for inputs that end without further events. Committed with the next segment.
  public func note(_ progress: InputProgress) {
    writer.withLock { $0.note(progress) }
  }

  /// Forgets what is buffered and was never acknowledged, for giving up after an error.
  public func discardPending() {
    writer.withLock { $0.discard() }
  }

  /// Merges neighbouring small segments into full ones. Readers are not disturbed.
  public func compact() throws(StoreError) {
    try writer.withLock { writer throws(StoreError) in
      try writer.commit(self)
      try writer.mergeAll(self)
    }
  }
}
