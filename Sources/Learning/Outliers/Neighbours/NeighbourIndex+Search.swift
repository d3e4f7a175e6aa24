/// The nearest points of a query, nearest first.
public struct Neighbours: Sendable, Hashable {
  /// Rows of the indexed table.
  public var rows: [Int]
  /// Euclidean distances.
  public var distances: [Double]
}

extension NeighbourIndex {
  /// The `k` nearest points of a query; fewer if there are fewer. Ties go to the lower row. With `excluding`, that row of the
  /// indexed table is left out (a point is no neighbour of itself).
  public func nearest(_ k: Int, to query: [Float], excluding: Int? = nil) -> Neighbours {
    precondition(query.count == columns, "the query has other columns than the index")
    var best = BoundedQueue(capacity: k)
    guard k > 0, count > 0 else { return Neighbours(rows: [], distances: []) }
    let excluded = Int32(truncatingIfNeeded: excluding ?? -1)
    var pending: [(node: Int32, distance: Float)] = [(0, boxDistance(0, query))]
    while let next = pending.popLast() {
      if best.isFull, next.distance > best.worst { continue }
      let node = nodes[Int(next.node)]
      guard node.left >= 0 else {
        searchLeaf(node, query, excluded, &best)
        continue
      }
      let left = boxDistance(Int(node.left), query)
      let right = boxDistance(Int(node.right), query)
      // The nearer one is looked at first.
      if left <= right {
        pending.append((node.right, right))
        pending.append((node.left, left))
      } else {
        pending.append((node.left, left))
        pending.append((node.right, right))
      }
    }
    let found = best.sorted()
    return Neighbours(
      rows: found.map { Int($0.row) }, distances: found.map { Double(max(0, $0.distance)).squareRoot() })
  }

  private func searchLeaf(_ node: Node, _ query: [Float], _ excluded: Int32, _ best: inout BoundedQueue) {
    for position in Int(node.first)..<Int(node.end) {
      let row = rows[position]
      guard row != excluded else { continue }
      let distance = squaredDistance(position, query)
      if !best.isFull || distance < best.worst || (distance == best.worst && row < best.worstRow) {
        best.insert(row: row, distance: distance)
      }
    }
  }

  /// Sums in eight lanes, so that the processor adds eight at once.
  func squaredDistance(_ position: Int, _ query: [Float]) -> Float {
    let start = position * columns
    var lanes = SIMD8<Float>.zero
    var column = 0
    unsafe points.withUnsafeBufferPointer { points in
      unsafe query.withUnsafeBufferPointer { query in
        while column + 8 <= columns {
          var difference = SIMD8<Float>.zero
          for lane in 0..<8 { unsafe difference[lane] = points[start + column + lane] - query[column + lane] }
          lanes += difference * difference
          column += 8
        }
      }
    }
    var sum = lanes.sum()
    while column < columns {
      let difference = points[start + column] - query[column]
      sum += difference * difference
      column += 1
    }
    return sum
  }

  /// The squared distance of a query from the box around a node's points.
  func boxDistance(_ node: Int, _ query: [Float]) -> Float {
    let low = node * 2 * columns
    let high = low + columns
    var sum: Float = 0
    for column in 0..<columns {
      let below = boxes[low + column] - query[column]
      let above = query[column] - boxes[high + column]
      let outside = max(0, max(below, above))
      sum += outside * outside
    }
    return sum
  }
}

/// The nearest found so far: a heap whose root is the farthest.
struct BoundedQueue {
  struct Item {
    var row: Int32
    var distance: Float

    func isFarther(than other: Item) -> Bool {
      distance == other.distance ? row > other.row : distance > other.distance
    }
  }

  private var heap: [Item] = []
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = max(0, capacity)
    heap.reserveCapacity(self.capacity)
  }

  var isFull: Bool { heap.count >= capacity }
  var worst: Float { heap.first?.distance ?? .infinity }
  var worstRow: Int32 { heap.first?.row ?? .max }

  mutating func insert(row: Int32, distance: Float) {
    guard capacity > 0 else { return }
    let item = Item(row: row, distance: distance)
    if isFull {
      heap[0] = item
      siftDown()
    } else {
      heap.append(item)
      siftUp()
    }
  }

  func sorted() -> [Item] { heap.sorted { $1.isFarther(than: $0) } }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isFarther(than: heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].isFarther(than: heap[largest]) { largest = child }
      }
      if largest == parent { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
