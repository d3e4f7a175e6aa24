/// How far the last stretch of a series is from the nearest earlier ones, beside the record of such distances.
///
/// The streaming form of a discord (E. Keogh, J. Lin, A. Fu, "HOT SAX", ICDM 2005; C.-C. M. Yeh et al., "Matrix profile I", ICDM
/// 2016): a stretch far from its nearest neighbours. Stretches are compared as they are, not normalized, because in
/// measurements of machines the level means something. Exact by full search with early abandoning, within the last points.
struct SubsequenceRecord: Sendable {
  private let length: Int
  private let neighbours: Int
  let capacity: Int
  /// The last `capacity` to twice `capacity` points; the older half is dropped when full, so that stretches are contiguous.
  var values: [Double] = []
  var record: Record

  init(_ configuration: SeriesDetector.Configuration) {
    length = max(2, configuration.subsequenceLength)
    neighbours = max(1, configuration.subsequenceNeighbours)
    capacity = max(4 * length, configuration.history)
    record = Record(halfLife: configuration.subsequenceHalfLife)
  }

  mutating func observe(_ x: Double, learning: Bool, judging: Bool) -> Double {
    if values.count == 2 * capacity { values.removeFirst(capacity) }
    values.append(x)
    guard values.count > 2 * length + neighbours else { return Record.nothing }
    return record.observe(meanDistance(), learning: learning, judging: judging)
  }

  /// The mean distance of the last stretch to its nearest ones that do not overlap it.
  private func meanDistance() -> Double {
    let end = values.count
    let first = max(length, end - capacity)
    var nearest = Array(repeating: Double.infinity, count: neighbours)
    let values = values.span
    for candidate in first...(end - length) {
      var sum = 0.0
      var step = 1
      let limit = nearest[neighbours - 1]
      while step <= length, sum < limit {
        let difference = values[end - step] - values[candidate - step]
        sum += difference * difference
        step += 1
      }
      guard sum < limit else { continue }
      var place = neighbours - 1
      while place > 0, nearest[place - 1] > sum {
        nearest[place] = nearest[place - 1]
        place -= 1
      }
      nearest[place] = sum
    }
    var total = 0.0
    for distance in nearest where distance.isFinite { total += distance.squareRoot() }
    return total / Double(neighbours)
  }
}
