import ECS

/// Brings the events of several inputs into order of time, within bounded memory.
///
/// Log files are in order themselves but overlap one another, and detectors want to see a host's events as they
/// happened. Batches are held until the end, or until they need more memory than the limit; then the earlier half of
/// what is held goes on: `next` gives it batch by batch, so that what goes on is never there twice as a whole. An event
/// that arrives after later ones have gone on is passed on with the next that do, and counted.
struct TimeOrderer {
  /// A row in a held batch.
  private struct Entry {
    var time: Int64
    /// Position in the order of arrival, which decides between equal times.
    var sequence: UInt64
    var batch: Int
    var row: Int
    var fingerprint: EventFingerprint
  }

  /// A batch in order of time.
  struct Ordered {
    var batch: EventBatch
    var fingerprints: [EventFingerprint]
  }

  private static let selection = FieldSelection([.timestamp])
  /// Rows of the batches that go on.
  private static let batchRows = 8_192

  private let memoryLimit: Int
  private var held: [EventBatch?] = []
  private var pendingRows: [Int] = []
  private var heldBytes = 0
  private var entries: [Entry] = []
  /// The entries that go on are the first so many, of which those before `passed` have.
  private var releasable = 0
  private var passed = 0
  private var sequence: UInt64 = 0
  private var released = Int64.min
  /// Events that came too late to be put in order.
  private(set) var lateEvents = 0
  /// Events without a usable time; they stay beside their neighbours.
  private(set) var untimedEvents = 0
  /// First and last time seen.
  private(set) var span: ClosedRange<Int64>?

  init(memoryLimit: Int) {
    self.memoryLimit = memoryLimit
  }

  /// Holds the chosen rows of a batch. What has to go on to stay within the limit is what `next` gives until there is
  /// none; it must be taken before more is added.
  mutating func add(_ batch: EventBatch, rows: [Int], fingerprints: [EventFingerprint]) {
    guard !rows.isEmpty else { return }
    let times = ColumnSet(batch, Self.selection).dates(.timestamp)
    var previous = rows.lazy.compactMap { times?[$0] }.first ?? released
    for row in rows {
      if let time = times?[row] {
        previous = time
        span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
      } else {
        untimedEvents += 1
      }
      if previous < released { lateEvents += 1 }
      entries.append(
        Entry(time: previous, sequence: sequence, batch: held.count, row: row, fingerprint: fingerprints[row]))
      sequence += 1
    }
    held.append(batch)
    pendingRows.append(rows.count)
    heldBytes += Self.size(of: batch)
    if heldBytes > memoryLimit { release(entries.count / 2) }
  }

  /// Lets everything go on that is held.
  mutating func finish() { release(entries.count) }

  private mutating func release(_ count: Int) {
    entries.sort { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
    releasable = count
    passed = 0
    if count > 0 { released = max(released, entries[count - 1].time) }
  }

  /// The next batch that goes on; `nil` if there is none.
  mutating func next() -> Ordered? {
    guard passed < releasable else { return nil }
    var merger = BatchMerger()
    var fingerprints: [EventFingerprint] = []
    while passed < releasable, merger.count < Self.batchRows, merger.byteCount <= 64 << 20 {
      let entry = entries[passed]
      passed += 1
      guard let batch = held[entry.batch] else { continue }
      merger.append(batch, row: entry.row)
      fingerprints.append(entry.fingerprint)
      pendingRows[entry.batch] -= 1
      if pendingRows[entry.batch] == 0 {
        heldBytes -= Self.size(of: batch)
        held[entry.batch] = nil
      }
    }
    if passed == releasable {
      entries.removeFirst(releasable)
      releasable = 0
      passed = 0
    }
    return merger.count > 0 ? Ordered(batch: merger.finish(), fingerprints: fingerprints) : nil
  }

  private static func size(of batch: EventBatch) -> Int {
    batch.bytes.count + batch.cells.count * MemoryLayout<Cell>.stride + batch.count * 64
  }
}
