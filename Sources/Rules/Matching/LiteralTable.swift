import ECS

/// Finds, for a string, the tests that have it among their literals: one hash and one comparison, however many rules.
struct LiteralTable: Sendable {
  /// A literal: its bytes in `bytes`, its tests in `targets`.
  private struct Entry: Sendable {
    var hash: UInt64
    var bytes: Range<Int32>
    var targets: Range<Int32>
  }

  /// Open addressing: an index into `entries`, or -1. Empty if there are no literals.
  private var slots: [Int32] = []
  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private var targets: [Int32] = []

  init(_ entries: [(literal: [UInt8], target: Int32)]) {
    guard !entries.isEmpty else { return }
    var numbers: [ByteText: Int] = [:]
    numbers.reserveCapacity(entries.count)
    var literals: [[UInt8]] = []
    let groups = entries.map { entry in
      let number = numbers.claim(ByteText(entry.literal), literals.count)
      if number == literals.count { literals.append(entry.literal) }
      return number
    }
    let (starts, order) = Grouping.byNumber(groups, groups: literals.count)
    for (number, literal) in literals.enumerated() {
      let start = (bytes: Int32(bytes.count), targets: Int32(targets.count))
      bytes += literal
      for member in order[starts[number]..<starts[number + 1]] {
        let target = entries[member].target
        if targets.count == Int(start.targets) || targets.last != target { targets.append(target) }
      }
      self.entries.append(
        Entry(
          hash: ByteHash.hash(literal.span), bytes: start.bytes..<Int32(bytes.count),
          targets: start.targets..<Int32(targets.count)))
    }
    var size = 16
    while size < literals.count * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    for (number, entry) in self.entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// Calls with each test that a string fulfils; most strings fulfil none.
  @inline(__always)
  func forEachTarget(of text: borrowing Span<UInt8>, _ body: (Int32) -> Void) {
    guard !slots.isEmpty else { return }
    for index in targetRange(of: text) { body(targets[index]) }
  }

  private func targetRange(of text: borrowing Span<UInt8>) -> Range<Int> {
    let hash = ByteHash.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let entry = entries[Int(slots[slot])]
      if entry.hash == hash {
        let literal = bytes.span.extracting(Int(entry.bytes.lowerBound)..<Int(entry.bytes.upperBound))
        if text.isEqual(to: literal) { return Int(entry.targets.lowerBound)..<Int(entry.targets.upperBound) }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return 0..<0
  }
}
