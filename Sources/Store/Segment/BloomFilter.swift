import ECS

/// Says of a value that it is certainly not in a segment, or that it may be.
///
/// Eight bits a value and three probes: about 3 % of absent values look present. Source: B. H. Bloom, "Space/time
/// trade-offs in hash coding with allowable errors" (1970); two hashes make all probes after A. Kirsch and
/// M. Mitzenmacher, "Less hashing, same performance" (2006).
struct BloomFilter {
  /// Streams with more distinct values than this have no filter: it would be large, and they are rarely pruned by value.
  static let maximumValues = 8_192

  /// Empty when there is no filter.
  var bytes: [UInt8] = []

  init() {}

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A filter of values by their `StoreHash`; none when there are too many.
  init(hashes: [UInt64]) {
    guard !hashes.isEmpty, hashes.count <= Self.maximumValues else { return }
    bytes = [UInt8](repeating: 0, count: max(hashes.count, 8))
    for hash in hashes {
      for probe in 0..<3 {
        let bit = Self.bit(hash, probe, bytes.count)
        bytes[bit >> 3] |= 1 << UInt8(bit & 7)
      }
    }
  }

  /// False when no value with this hash is in the set.
  func mayContain(_ hash: UInt64) -> Bool {
    guard !bytes.isEmpty else { return true }
    for probe in 0..<3 {
      let bit = Self.bit(hash, probe, bytes.count)
      if bytes[bit >> 3] & 1 << UInt8(bit & 7) == 0 { return false }
    }
    return true
  }

  private static func bit(_ hash: UInt64, _ probe: Int, _ bytes: Int) -> Int {
    let mixed = (hash & 0xFFFF_FFFF) &+ UInt64(probe) &* (hash >> 32 | 1)
    return Int(mixed % UInt64(bytes * 8))
  }
}
