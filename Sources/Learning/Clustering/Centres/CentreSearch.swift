/// One run of k-means: centres, and what belongs to them.
struct CentreSearch {
  private(set) var centres: [Double]
  private(set) var labels: [Int]
  private(set) var inertia: Double
  private let table: FeatureTable
  private var columns: Int { table.columns }
  private var count: Int { columns == 0 ? 0 : centres.count / columns }

  init(_ table: FeatureTable, centres: [Double], labels: [Int], inertia: Double) {
    self.table = table
    self.centres = centres
    self.labels = labels
    self.inertia = inertia
  }

  /// Begins with centres far from each other: the next is drawn with a chance in proportion to the squared distance from those
  /// there are; of 2 + log₂ k draws the one that lowers the sum most.
  init(_ table: FeatureTable, plusPlus clusters: Int, _ random: inout Xoshiro256) {
    self.init(table, centres: [], labels: [], inertia: .infinity)
    guard table.rows > 0, table.columns > 0 else { return }
    centres.append(contentsOf: table.row(Int.random(in: 0..<table.rows, using: &random)))
    var distances = (0..<table.rows).map { squaredDistance($0, to: 0) }
    let draws = 2 + (Int.bitWidth - 1 - clusters.leadingZeroBitCount)
    while count < clusters {
      let total = distances.reduce(0, +)
      guard total > 0 else { break }
      var best: (distances: [Double], sum: Double, row: Int)?
      for _ in 0..<draws {
        let row = Self.draw(distances, total: total, random.nextUnit())
        var sum = 0.0
        var nearer = distances
        for other in 0..<table.rows {
          nearer[other] = min(nearer[other], Self.squaredDistance(table.row(other), table.row(row)))
          sum += nearer[other]
        }
        if sum < best?.sum ?? .infinity { best = (nearer, sum, row) }
      }
      guard let best else { break }
      centres.append(contentsOf: table.row(best.row))
      distances = best.distances
    }
    assign()
  }

  /// Moves centres to the means of their points until nothing changes.
  mutating func refine(rounds: Int) {
    for _ in 0..<rounds {
      let before = labels
      moveCentres()
      assign()
      if labels == before { return }
    }
  }

  /// Moves centres towards the points of batches drawn with replacement, each by one over the points it has seen.
  ///
  /// Source: D. Sculley, "Web-scale k-means clustering", WWW 2010.
  mutating func refine(batches: Int, size: Int, _ random: inout Xoshiro256) {
    guard table.rows > 0, count > 0 else { return }
    var seen = Array(repeating: 0.0, count: count)
    for _ in 0..<batches {
      let rows = (0..<size).map { _ in Int.random(in: 0..<table.rows, using: &random) }
      let nearest = rows.map { self.nearest($0).centre }
      for (row, centre) in zip(rows, nearest) {
        seen[centre] += 1
        for column in 0..<columns {
          let index = centre * columns + column
          centres[index] += (table[row, column] - centres[index]) / seen[centre]
        }
      }
    }
    assign()
  }

  /// The same centres with every point of the table at its nearest.
  func assigned() -> CentreSearch {
    var result = self
    result.assign()
    return result
  }

  private mutating func assign() {
    inertia = 0
    guard count > 0 else {
      labels = Array(repeating: 0, count: table.rows)
      return
    }
    labels = (0..<table.rows).map { row in
      let nearest = self.nearest(row)
      inertia += nearest.distance
      return nearest.centre
    }
  }

  /// A centre without points moves to the point that is farthest from its own.
  private mutating func moveCentres() {
    var sums = Array(repeating: 0.0, count: centres.count)
    var sizes = Array(repeating: 0, count: count)
    for (row, label) in labels.enumerated() {
      sizes[label] += 1
      for column in 0..<columns { sums[label * columns + column] += table[row, column] }
    }
    var taken: Set<Int> = []
    for centre in 0..<count {
      guard sizes[centre] > 0 else {
        let farthest = labels.indices.filter { !taken.contains($0) }.max { nearest($0).distance < nearest($1).distance }
        if let farthest {
          taken.insert(farthest)
          centres.replaceSubrange(centre * columns..<(centre + 1) * columns, with: table.row(farthest))
        }
        continue
      }
      for column in 0..<columns {
        centres[centre * columns + column] = sums[centre * columns + column] / Double(sizes[centre])
      }
    }
  }

  private func nearest(_ row: Int) -> (centre: Int, distance: Double) {
    var best = (centre: 0, distance: Double.infinity)
    for centre in 0..<count {
      let distance = squaredDistance(row, to: centre)
      if distance < best.distance { best = (centre, distance) }
    }
    return best
  }

  private func squaredDistance(_ row: Int, to centre: Int) -> Double {
    Self.squaredDistance(table.row(row), centres[centre * columns..<(centre + 1) * columns])
  }

  private static func squaredDistance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += (x - y) * (x - y) }
    return sum
  }

  private static func draw(_ weights: [Double], total: Double, _ unit: Double) -> Int {
    var rest = unit * total
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
