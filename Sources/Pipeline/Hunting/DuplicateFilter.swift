import ECS

/// Recognises records that were read before: the same log given twice, overlapping exports, copies in archives.
struct DuplicateFilter {
  private var fingerprinter: Fingerprinter
  private var seen: Set<EventFingerprint> = []
  /// Records that had been read before.
  private(set) var duplicates = 0

  init(key: (UInt64, UInt64)) {
    fingerprinter = Fingerprinter(key: key)
  }

  /// The fingerprint of every row, and the rows that are new.
  mutating func check(_ batch: EventBatch) -> (fingerprints: [EventFingerprint], new: [Int]) {
    var fingerprints: [EventFingerprint] = []
    var new: [Int] = []
    fingerprints.reserveCapacity(batch.count)
    new.reserveCapacity(batch.count)
    for row in 0..<batch.count {
      let fingerprint = fingerprinter.fingerprint(batch, row: row)
      fingerprints.append(fingerprint)
      if seen.insert(fingerprint).inserted { new.append(row) } else { duplicates += 1 }
    }
    return (fingerprints, new)
  }
}
