/// A set of rows of a batch, one bit a row.
public struct RowSet: Sendable, Hashable {
  var words: [UInt64]

  init(rows: Int) {
    words = [UInt64](repeating: 0, count: (rows + 63) / 64)
  }

  /// All rows of a batch.
  init(allOf rows: Int) {
    words = [UInt64](repeating: .max, count: (rows + 63) / 64)
    if rows % 64 != 0, let last = words.indices.last { words[last] = (1 << UInt64(rows % 64)) - 1 }
  }

  @inline(__always)
  mutating func insert(_ row: Int) {
    words[row &>> 6] |= 1 &<< UInt64(row & 63)
  }

  @inline(__always)
  mutating func remove(_ row: Int) {
    words[row &>> 6] &= ~(1 &<< UInt64(row & 63))
  }

  /// Whether a row is in the set.
  public func contains(_ row: Int) -> Bool {
    row >= 0 && row < words.count * 64 && words[row &>> 6] &>> UInt64(row & 63) & 1 == 1
  }

  /// Whether there is no row.
  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The number of rows.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func formIntersection(_ other: RowSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func formUnion(_ other: RowSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  mutating func subtract(_ other: RowSet) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  /// Calls with each row, in order.
  public func forEach(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(index &* 64 &+ rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }
}
