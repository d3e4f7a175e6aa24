import ECS

/// Distinct literals one after the other in one buffer, numbered in the order in which they came: thousands of them need
/// no array of their own each.
struct LiteralPool: Sendable {
  /// The bytes of all literals.
  private(set) var bytes: [UInt8] = []
  /// Literal `n` stands in the bytes from `starts[n]` to `starts[n + 1]`.
  private var starts: [Int32] = [0]
  private var hashes: [UInt32] = []
  /// Open addressing: the number of a literal, or -1. Empty as long as there is none.
  private var slots: [Int32] = []

  init() {}

  /// A pool of literals, of which equal ones get one number.
  init(_ literals: [[UInt8]]) {
    for literal in literals { _ = insert(literal.span) }
  }

  var count: Int { hashes.count }

  /// Where a literal stands in the bytes.
  func range(_ number: Int) -> Range<Int> { Int(starts[number])..<Int(starts[number + 1]) }

  /// The number of a literal, which is new if it is not there yet.
  mutating func insert(_ literal: borrowing Span<UInt8>) -> Int {
    if slots.count <= count * 2 { grow() }
    let hash = Self.hash(literal)
    let slot = slot(of: literal, hash)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    slots[slot] = Int32(count)
    hashes.append(hash)
    bytes.append(copying: literal)
    starts.append(Int32(bytes.count))
    return count - 1
  }

  /// The number of a literal, if it is there.
  func number(of literal: borrowing Span<UInt8>) -> Int? {
    guard !slots.isEmpty else { return nil }
    let number = slots[slot(of: literal, Self.hash(literal))]
    return number < 0 ? nil : Int(number)
  }

  @inline(__always)
  private static func hash(_ literal: borrowing Span<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: ByteHash.hash(literal))
  }

  /// The slot in which a literal stands, or belongs.
  @inline(__always)
  private func slot(of literal: borrowing Span<UInt8>, _ hash: UInt32) -> Int {
    var slot = Int(hash) & (slots.count &- 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, bytes.span.extracting(range(number)).isSame(as: literal) { break }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return slot
  }

  private mutating func grow() {
    let size = max(16, slots.count * 2)
    slots = [Int32](repeating: -1, count: size)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(number)
    }
  }
}
