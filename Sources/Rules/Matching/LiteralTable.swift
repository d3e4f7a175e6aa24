import ECS

/// Finds, for a string, the tests that have it among their literals: one hash and one comparison, however many rules.
struct LiteralTable: Sendable {
  private var slots: [Int32] = []
  private var hashes: [UInt64] = []
  private var literals: [[UInt8]] = []
  private var targets: [[Int32]] = []

  var isEmpty: Bool { literals.isEmpty }

  init(_ entries: [(literal: [UInt8], target: Int32)]) {
    var numbers: [ByteText: Int] = [:]
    for entry in entries {
      let key = ByteText(entry.literal)
      if let number = numbers[key] {
        if targets[number].last != entry.target { targets[number].append(entry.target) }
      } else {
        numbers[key] = literals.count
        literals.append(entry.literal)
        targets.append([entry.target])
        hashes.append(ByteHash.hash(entry.literal.span))
      }
    }
    var size = 16
    while size < literals.count * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// The tests that a string fulfils; empty for most.
  func targets(of text: borrowing Span<UInt8>) -> [Int32] {
    let hash = ByteHash.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      let literal = literals[number]
      if hashes[number] == hash, text.isEqual(to: literal.span) { return targets[number] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return []
  }
}
