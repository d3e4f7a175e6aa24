import ECS
import GRDB

/// The one writer of events: what is buffered, and what is known to be stored.
struct EventWriter {
  private let options: StoreOptions
  let zstandard = Zstandard()
  private var lock: WriterLock?
  private var known: KnownEvents?
  private var builder: SegmentBuilder
  private var inputs: [String: InputProgress] = [:]

  init(options: StoreOptions) {
    self.options = options
    builder = SegmentBuilder(policy: options.policy)
  }

  /// Which fields become columns, and the size of segments.
  var policy: ColumnPolicy { options.policy }

  /// Events that are not committed yet.
  var pending: Int { builder.count }

  /// Makes sure that no other process writes events, and that stored fingerprints are known.
  mutating func prepare(_ store: EventStore) throws(StoreError) {
    if options.isReadOnly { throw .readOnly(path: store.path) }
    if lock == nil { lock = try WriterLock(path: store.path) }
    if known == nil {
      known = try KnownEvents(memory: options.fingerprintMemory, store: store)
      known?.insert(builder.fingerprints)
    }
  }

  /// Adds the events of a batch that are new; returns how many were.
  mutating func add(
    _ batch: EventBatch, _ prints: [EventFingerprint], input: InputProgress?, store: EventStore
  ) throws(StoreError) -> Int {
    try prepare(store)
    try makeRoom(store)
    let (times, hasUntimed) = Self.times(of: batch)
    guard
      let rows = try known?.newRows(prints, times: times, hasUntimed: hasUntimed, store: store)
    else { return 0 }
    var next = 0
    while next < rows.count {
      // In slices, so that a segment does not grow far beyond its size in bytes.
      let end = min(rows.count, next + min(builder.room, 2_048))
      builder.append(batch, rows: rows[next..<end], fingerprints: prints)
      next = end
      // The input's progress covers the whole batch, so it goes with the segment that has its last event.
      if next < rows.count, builder.isFull { try commitWithin(store) }
    }
    if let input { inputs[input.path] = input }
    if builder.isFull { try commit(store) }
    return rows.count
  }

  /// Commits in the midst of a batch. When it fails, the rest of the batch is not buffered, so it must not count as known.
  private mutating func commitWithin(_ store: EventStore) throws(StoreError) {
    do {
      try commit(store)
    } catch {
      known = nil
      throw error
    }
  }

  /// The table of fingerprints is made anew from the newest half when it is full. What is buffered is committed first.
  private mutating func makeRoom(_ store: EventStore) throws(StoreError) {
    guard let known, known.isFull else { return }
    try commit(store)
    self.known = try KnownEvents(memory: options.fingerprintMemory, store: store, filling: 0.5)
  }

  private static func times(of batch: EventBatch) -> (range: ClosedRange<Int64>?, hasUntimed: Bool) {
    var low = Int64.max
    var high = Int64.min
    var hasUntimed = false
    let cells = batch.cells.span
    let bytes = batch.bytes.span
    for row in 0..<batch.count {
      if let time = EventTime.of(cells.extracting(batch.cellRange(ofRow: row)), bytes) {
        low = min(low, time)
        high = max(high, time)
      } else {
        hasUntimed = true
      }
    }
    return (low <= high ? low...high : nil, hasUntimed)
  }

  /// Notes the progress of an input without events.
  mutating func note(_ input: InputProgress) {
    inputs[input.path] = input
  }

  /// Commits what is buffered in one transaction. When it fails, everything stays buffered for the next try.
  mutating func commit(_ store: EventStore) throws(StoreError) {
    guard builder.count > 0 || !inputs.isEmpty else { return }
    try prepare(store)
    let segment =
      builder.count > 0 ? SegmentEncoder.encode(builder, policy: options.policy, zstandard: zstandard) : nil
    let progress = Array(inputs.values)
    try store.write { database in
      if let segment { _ = try SegmentTable.insert(segment, into: database) }
      for input in progress { try InputTable.save(input, in: database) }
    }
    builder = SegmentBuilder(policy: options.policy)
    inputs = [:]
  }

  /// Forgets what is buffered.
  mutating func discard() {
    builder = SegmentBuilder(policy: options.policy)
    inputs = [:]
    known = nil
  }

  /// After segments were merged: fingerprints that are read from disk must be looked for in the new ones.
  mutating func refreshOutside() {
    if known?.isPartial ?? false { known = nil }
  }
}
