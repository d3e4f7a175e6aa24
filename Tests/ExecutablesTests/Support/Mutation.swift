/// Damages files as fuzzers do: reproducible by seed.
struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33)
  }

  /// One to eight changes: bytes, words of extreme values, cut or repeated pieces.
  mutating func damage(_ file: [UInt8]) -> [UInt8] {
    var bytes = file
    for _ in 0...next() % 8 where !bytes.isEmpty {
      // Headers are hit more often than the rest.
      let place = next() % 2 == 0 ? next() % Swift.min(bytes.count, 1024) : next() % bytes.count
      switch next() % 6 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
      case 1:
        let value: UInt8 = [0, 0x7F, 0x80, 0xFF][next() % 4]
        for offset in place..<Swift.min(place + 1 << (next() % 4), bytes.count) { bytes[offset] = value }
      case 2: bytes.removeLast(Swift.min(next() % 256, bytes.count))
      case 3:
        let piece = Array(bytes[place..<Swift.min(place + next() % 64, bytes.count)])
        bytes.insert(contentsOf: piece, at: place)
      case 4: bytes[place] ^= 1 << UInt8(next() % 8)
      default:
        let other = next() % bytes.count
        for offset in 0..<Swift.min(16, bytes.count - Swift.max(place, other)) {
          bytes[place + offset] = bytes[other + offset]
        }
      }
    }
    return bytes
  }
}
