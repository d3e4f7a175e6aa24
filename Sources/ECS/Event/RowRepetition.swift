/// In what a row of a batch differs from an earlier one, when whoever made it knows: the earlier row's first cell, and which cells
/// are others. Both rows have as many cells.
@frozen
public struct RowRepetition: Sendable, Hashable {
  /// The most cells that a row can have for this to be said of it.
  public static let maximumCells = 128

  /// The number of the earlier row's first cell in the batch; -1 when nothing is known.
  public var first: Int
  /// The cells that may differ, as bits: the first 64, and those behind.
  public var low: UInt64
  /// The cells from 64 on.
  public var high: UInt64
  /// The number of cells of both rows.
  public var count: Int

  /// Nothing is known.
  public static let none = RowRepetition(first: -1, count: 0, low: 0, high: 0)

  /// Differences from the row of so many cells that begins at one.
  @inlinable
  public init(first: Int, count: Int, low: UInt64, high: UInt64) {
    self.first = first
    self.count = count
    self.low = low
    self.high = high
  }

  /// Bits for the cells of a range that lies below `maximumCells`.
  @inlinable
  @inline(__always)
  public static func bits(_ range: Range<Int>) -> (low: UInt64, high: UInt64) {
    let end = below(range.upperBound)
    let start = below(range.lowerBound)
    return (end.low & ~start.low, end.high & ~start.high)
  }

  /// Bits for the cells below one.
  @inlinable
  @inline(__always)
  static func below(_ count: Int) -> (low: UInt64, high: UInt64) {
    // Smart shifts: by 64 or more they leave nothing.
    (~(UInt64.max << UInt64(truncatingIfNeeded: count)), count > 64 ? ~(UInt64.max << UInt64(count &- 64)) : 0)
  }
}
