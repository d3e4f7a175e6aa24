/// Finds the nearest points of a table by Euclidean distance: a k-d tree with bounding boxes, exact in any dimension, fast
/// where there are few. Memory: the points once more, plus two boxes for each leaf of 32 points.
public struct NeighbourIndex: Sendable {
  /// The number of features of a point.
  public let columns: Int
  /// The number of points.
  public let count: Int
  /// The points in the order of the leaves, row-major.
  let points: [Float]
  /// The row in the table of each point.
  let rows: [Int32]
  let nodes: [Node]
  /// For each node its smallest and then its largest value of every feature.
  let boxes: [Float]

  struct Node: Sendable {
    var first: Int32
    var end: Int32
    /// The left child; the right one follows `right`. Negative for a leaf.
    var left: Int32
    var right: Int32
  }

  private static let leafSize = 32

  /// Builds the index of all points of a table.
  public init(_ table: FeatureTable) {
    columns = table.columns
    count = table.rows
    let values = table.values.map { Float($0) }
    var order = Array(0..<Int32(truncatingIfNeeded: table.rows))
    var builder = Builder(values: values, columns: table.columns)
    if table.rows > 0 { _ = builder.build(&order, 0..<table.rows) }
    nodes = builder.nodes
    boxes = builder.boxes
    rows = order
    var arranged: [Float] = []
    arranged.reserveCapacity(values.count)
    for row in order {
      let start = Int(row) * table.columns
      arranged.append(contentsOf: values[start..<start + table.columns])
    }
    points = arranged
  }

  private struct Builder {
    let values: [Float]
    let columns: Int
    var nodes: [Node] = []
    var boxes: [Float] = []

    mutating func build(_ order: inout [Int32], _ range: Range<Int>) -> Int32 {
      let number = nodes.count
      nodes.append(Node(first: Int32(range.lowerBound), end: Int32(range.upperBound), left: -1, right: -1))
      var low = Array(repeating: Float.infinity, count: columns)
      var high = Array(repeating: -Float.infinity, count: columns)
      for position in range {
        let start = Int(order[position]) * columns
        for column in 0..<columns {
          let value = values[start + column]
          low[column] = min(low[column], value)
          high[column] = max(high[column], value)
        }
      }
      boxes.append(contentsOf: low)
      boxes.append(contentsOf: high)
      guard range.count > leafSize else { return Int32(number) }
      var widest = 0
      for column in 0..<columns where high[column] - low[column] > high[widest] - low[widest] { widest = column }
      guard columns > 0, high[widest] > low[widest] else { return Int32(number) }
      let column = widest
      let middle = range.lowerBound + range.count / 2
      // Halving by sorting: n log² n in all, and the same order on every run.
      order[range].sort { a, b in
        let (x, y) = (values[Int(a) * columns + column], values[Int(b) * columns + column])
        return x == y ? a < b : x < y
      }
      let left = build(&order, range.lowerBound..<middle)
      let right = build(&order, middle..<range.upperBound)
      nodes[number].left = left
      nodes[number].right = right
      return Int32(number)
    }
  }
}
