public import ECS

/// The fingerprints of stored events in an open-addressed table of 12 bytes a slot.
///
/// 96 of the 128 bits are kept: among a billion events, the chance that any two share them is about 6 in 10^12.
struct FingerprintIndex {
  private var lows: [UInt64]
  /// The low half of the high word with its lowest bit set, so that 0 means an empty slot.
  private var highs: [UInt32]
  private(set) var count = 0
  private let limit: Int

  /// A table that takes about `memory` bytes at most.
  init(memory: Int) {
    var slots = 1 << 10
    while slots * 2 * 12 <= memory { slots *= 2 }
    limit = slots
    lows = [UInt64](repeating: 0, count: 1 << 10)
    highs = [UInt32](repeating: 0, count: 1 << 10)
  }

  /// Whether no more fingerprints fit in the memory allowed.
  var isFull: Bool { count >= limit / 4 * 3 }

  /// Adds a fingerprint; false when it is there already.
  mutating func insert(_ print: EventFingerprint) -> Bool {
    // The limit is a sign to start anew between batches; within one, the table may grow beyond it.
    if count >= lows.count / 4 * 3 { grow() }
    guard let slot = freeSlot(for: print) else { return false }
    lows[slot] = print.low
    highs[slot] = Self.tag(print)
    count += 1
    return true
  }

  /// Whether a fingerprint is in the table.
  func contains(_ print: EventFingerprint) -> Bool { freeSlot(for: print) == nil }

  private static func tag(_ print: EventFingerprint) -> UInt32 { UInt32(truncatingIfNeeded: print.high) | 1 }

  private func freeSlot(for print: EventFingerprint) -> Int? {
    let mask = lows.count &- 1
    let tag = Self.tag(print)
    var slot = Int(truncatingIfNeeded: print.low) & mask
    while highs[slot] != 0 {
      if lows[slot] == print.low, highs[slot] == tag { return nil }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let (oldLows, oldHighs) = (lows, highs)
    lows = [UInt64](repeating: 0, count: oldLows.count * 2)
    highs = [UInt32](repeating: 0, count: oldHighs.count * 2)
    let mask = lows.count - 1
    for index in oldLows.indices where oldHighs[index] != 0 {
      var slot = Int(truncatingIfNeeded: oldLows[index]) & mask
      while highs[slot] != 0 { slot = (slot + 1) & mask }
      lows[slot] = oldLows[index]
      highs[slot] = oldHighs[index]
    }
  }
}

extension Fingerprinter {
  /// The fingerprints of all events of a batch, as `EventStore.ingest` takes them.
  public mutating func fingerprints(of batch: EventBatch) -> [EventFingerprint] {
    (0..<batch.count).map { fingerprint(batch, row: $0) }
  }
}
