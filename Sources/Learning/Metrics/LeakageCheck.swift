/// What makes an evaluation too good: rows that occur twice, and test rows that were trained on.
public struct LeakageCheck: Sendable, Hashable {
  /// Rows equal to an earlier row.
  public var duplicateRows: Int
  /// Groups of equal rows that carry both labels.
  public var contradictions: Int
  /// Test rows that equal a training row.
  public var testRowsInTraining: Int
  /// Groups that have rows on both sides of the split.
  public var sharedGroups: Int
  /// The share of the test's decision that a single column gives away: columns whose AUROC alone reaches 0.999.
  public var tellingColumns: [Int]

  /// Checks rows of `columns` values. NaN equals NaN here.
  ///
  /// - Parameters:
  ///   - rows: row after row.
  ///   - groups: a group for each row, or nil.
  public init(rows: Span<Float>, columns: Int, labels: [Bool], split: Split, groups: [String]? = nil) {
    let count = columns > 0 ? min(labels.count, rows.count / columns) : 0
    var first: [RowKey: Int] = [:]
    var keys: [RowKey] = []
    keys.reserveCapacity(count)
    var duplicates = 0
    var both: Set<Int> = []
    for row in 0..<count {
      let key = RowKey(rows.extracting(row * columns..<(row + 1) * columns))
      keys.append(key)
      if let earlier = first[key] {
        duplicates += 1
        if labels[earlier] != labels[row] { both.insert(earlier) }
      } else {
        first[key] = row
      }
    }
    duplicateRows = duplicates
    contradictions = both.count
    let trained = Set(split.train.lazy.filter { $0 < count }.map { keys[$0] })
    testRowsInTraining = split.test.count { $0 < count && trained.contains(keys[$0]) }
    if let groups {
      sharedGroups = Set(split.train.map { groups[$0] }).intersection(split.test.map { groups[$0] }).count
    } else {
      sharedGroups = 0
    }
    let test = split.test.filter { $0 < count }
    let truth = test.map { labels[$0] }
    var telling: [Int] = []
    for column in 0..<columns {
      let values = test.map { row in
        let value = rows[row * columns + column]
        return value.isNaN ? -Double.infinity : Double(value)
      }
      if let area = try? RankedScores(scores: values, labels: truth).auroc, max(area, 1 - area) >= 0.999 {
        telling.append(column)
      }
    }
    tellingColumns = telling
  }

  /// 128 bits of a row: equal rows have equal keys, and others almost never.
  private struct RowKey: Hashable {
    var low: UInt64 = 0x9E37_79B9_7F4A_7C15
    var high: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    init(_ row: Span<Float>) {
      for index in row.indices {
        let value = row[index]
        let bits = UInt64(value.isNaN ? 0x7FC0_0000 : (value + 0).bitPattern)
        low = (low ^ bits) &* 0xFF51_AFD7_ED55_8CCD
        low ^= low &>> 32
        high = (high &+ bits) &* 0xC4CE_B9FE_1A85_EC53
        high ^= high &>> 29
      }
    }
  }
}
