import ECS

/// Restored segments, the least recently used dropped first. For reading rows of many segments in turn.
struct SegmentCache {
  /// A whole segment as batches.
  struct Restored {
    private let batches: [StoredEvents]
    private let starts: [Int]

    init(_ restorer: SegmentRestorer) {
      var restorer = restorer
      var batches: [StoredEvents] = []
      var starts: [Int] = []
      var rows = 0
      while let events = restorer.next(limit: .max) {
        batches.append(events)
        starts.append(rows)
        rows += events.count
      }
      self.batches = batches
      self.starts = starts
    }

    /// Where a row of the segment stands.
    func find(_ row: Int) -> (events: StoredEvents, row: Int)? {
      guard let index = starts.lastIndex(where: { $0 <= row }), row - starts[index] < batches[index].count else {
        return nil
      }
      return (batches[index], row - starts[index])
    }
  }

  private let capacity: Int
  private var entries: [(id: Int64, segment: Restored)] = []

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
  }

  /// The segment with an identifier, restored now when it is not there.
  mutating func segment(_ id: Int64, _ restore: () throws -> SegmentRestorer?) rethrows -> Restored? {
    if let index = entries.firstIndex(where: { $0.id == id }) {
      let entry = entries.remove(at: index)
      entries.append(entry)
      return entry.segment
    }
    guard let restorer = try restore() else { return nil }
    let restored = Restored(restorer)
    if entries.count >= capacity { entries.removeFirst() }
    entries.append((id, restored))
    return restored
  }
}
