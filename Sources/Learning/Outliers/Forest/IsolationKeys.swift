/// The features of a block of points as `OrderedKey`s: that of a feature of a point at feature · points + point. Missing values have the
/// smallest key, because what is missing exceeds no threshold.
struct IsolationKeys {
  private let columns: Int
  private let points: Int
  /// For comparing several points at once.
  private(set) var ordered: [Int32]
  /// The same with room for a difference.
  private(set) var wide: [Int64]
  /// The keys of the points one after the other.
  private var rows: [Int32]

  init(columns: Int, points: Int) {
    self.columns = columns
    self.points = points
    ordered = Array(repeating: 0, count: columns * points)
    wide = Array(repeating: 0, count: columns * points)
    rows = Array(repeating: 0, count: columns * points)
  }

  /// Replaces the keys of as many points as there are values of, row-major; those of others stay what they were.
  mutating func fill(_ values: Span<Double>) {
    // Loops that do one thing, so that each works on several values at once.
    Self.order(values, &rows)
    Self.transpose(rows, columns, points, &ordered)
    Self.transpose(rows, columns, points, &wide)
  }

  private static func order(_ values: Span<Double>, _ rows: inout [Int32]) {
    precondition(values.count <= rows.count)
    var rows = rows.mutableSpan
    for index in values.indices {
      let value = unsafe Float(values[unchecked: index])
      let key = IsolationLayout.signed(OrderedKey.key(value))
      unsafe rows[unchecked: index] = value.isNaN ? .min : key
    }
  }

  private static func transpose<Key: FixedWidthInteger & BitwiseCopyable>(
    _ rows: [Int32], _ columns: Int, _ points: Int, _ keys: inout [Key]
  ) {
    precondition(points * columns == rows.count && rows.count == keys.count)
    let rows = rows.span
    var keys = keys.mutableSpan
    var place = 0
    for column in 0..<columns {
      for point in 0..<points {
        unsafe keys[unchecked: place] = Key(truncatingIfNeeded: rows[unchecked: point &* columns &+ column])
        place &+= 1
      }
    }
  }
}
