/// How many letters two texts differ by.
enum EditDistance {
  /// Whether texts differ by at most so many insertions, deletions, replacements and exchanges of neighbours (optimal
  /// string alignment; Damerau 1964), counted in bytes.
  static func isWithin(_ limit: Int, _ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard abs(left.count - right.count) <= limit else { return false }
    var before: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var next = [row + 1]
      for column in 0..<right.count {
        let cost = left[row] == right[column] ? 0 : 1
        var best = min(last[column + 1] + 1, next[column] + 1, last[column] + cost)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, before[column - 1] + 1)
        }
        next.append(best)
      }
      // Every alignment passes through this row or, by an exchange, through the one before it.
      if next.allSatisfy({ $0 > limit }), last.allSatisfy({ $0 > limit }) { return false }
      (before, last) = (last, next)
    }
    return last[right.count] <= limit
  }
}
