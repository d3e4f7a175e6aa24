import ECS

/// Counts different pairs by hashing, over numbers that hold for all segments.
///
/// Each interval has a set of its own: events mostly come in order of time, so the set in use stays in the cache.
struct DistinctCounter {
  /// Pairs that are added to a set at a time.
  private static let blockSize = 1_024

  private var groups = TextNumbers()
  private var values = TextNumbers()
  private var buckets: TimeBuckets
  /// (interval, group), numbered.
  private var keys = PairTable()
  /// By key.
  private var counts: [Int] = []
  /// By interval: the pairs (key, value) that occurred.
  private var seen: [PairSet] = []
  /// Pairs that are about to be added to a set.
  private var pending: [UInt64] = []
  /// The key that each group had last, by the group's code in the segment, and the interval for which it holds.
  private var keyOfCode: [(bucket: UInt32, key: UInt32)] = []

  init(interval: Int64?) {
    buckets = TimeBuckets(interval: interval)
  }

  /// Adds the rows of a segment that a selection has.
  mutating func add(
    _ group: KeywordCells, _ value: KeywordCells, _ times: NumberCells<Int64>?, _ selection: RowSelection
  ) {
    let rows = Self.rows(group, value, times, selection)
    let groupNumbers = groups.numbers(of: group.dictionary, wanted: Self.codes(of: rows, in: group))
    let valueNumbers = values.numbers(of: value.dictionary, wanted: Self.codes(of: rows, in: value))
    keyOfCode = Array(repeating: (.max, 0), count: groupNumbers.count)
    var start = 0
    while start < rows.count {
      let bucket = bucket(of: rows[start], times)
      var end = start + 1
      let limit = min(start + Self.blockSize, rows.count)
      while end < limit, self.bucket(of: rows[end], times) == bucket { end &+= 1 }
      pending.removeAll(keepingCapacity: true)
      for index in start..<end {
        let row = Int(rows[index])
        let key = key(Int(group.codes[row]), bucket, groupNumbers)
        pending.append(PairSet.pair(key, valueNumbers[Int(value.codes[row])]))
      }
      insert(bucket)
      start = end
    }
    if !group.extras.isEmpty || !value.extras.isEmpty {
      addLists(group, value, times, Set(rows), groupNumbers, valueNumbers)
    }
  }

  /// Adds all pairs of rows that have several groups or values.
  private mutating func addLists(
    _ group: KeywordCells, _ value: KeywordCells, _ times: NumberCells<Int64>?, _ rows: Set<UInt32>,
    _ groupNumbers: [UInt32], _ valueNumbers: [UInt32]
  ) {
    let groupLists = Self.lists(group)
    let valueLists = Self.lists(value)
    for row in Set(groupLists.keys).union(valueLists.keys) where rows.contains(row) {
      let bucket = bucket(of: row, times)
      pending.removeAll(keepingCapacity: true)
      for left in groupLists[row] ?? [group.codes[Int(row)]] {
        let key = key(Int(left), bucket, groupNumbers)
        for right in valueLists[row] ?? [value.codes[Int(row)]] {
          pending.append(PairSet.pair(key, valueNumbers[Int(right)]))
        }
      }
      insert(bucket)
    }
  }

  /// The rows that count: selected, with a group, a value and, where it matters, a time.
  ///
  /// Whether a row counts is as good as random, so it is computed and not branched on.
  private static func rows(
    _ group: KeywordCells, _ value: KeywordCells, _ times: NumberCells<Int64>?, _ selection: RowSelection
  ) -> [UInt32] {
    let count = group.codes.count
    if case .none = selection { return [] }
    let all = [Bool](repeating: true, count: count)
    let mask = selection.mask ?? all
    let isTimed = times?.isPresent ?? all
    var rows = [UInt32](repeating: 0, count: count)
    var next = 0
    for row in 0..<count {
      rows[next] = UInt32(truncatingIfNeeded: row)
      let hasBoth = (group.codes[row] != 0 ? 1 : 0) & (value.codes[row] != 0 ? 1 : 0)
      next &+= hasBoth & (mask[row] ? 1 : 0) & (isTimed[row] ? 1 : 0)
    }
    rows.removeLast(count - next)
    return rows
  }

  /// Which codes these rows have.
  private static func codes(of rows: [UInt32], in cells: KeywordCells) -> [Bool] {
    var codes = [Bool](repeating: false, count: cells.dictionary.count + 1)
    for row in rows { codes[Int(cells.codes[Int(row)])] = true }
    // More than needed: a row that does not count may have several values.
    for extra in cells.extras { codes[Int(extra.code)] = true }
    return codes
  }

  /// All values of the rows that have several.
  private static func lists(_ cells: KeywordCells) -> [UInt32: [UInt32]] {
    var lists: [UInt32: [UInt32]] = [:]
    for extra in cells.extras {
      lists[extra.row, default: [cells.codes[Int(extra.row)]]].append(extra.code)
    }
    return lists
  }

  private mutating func bucket(of row: UInt32, _ times: NumberCells<Int64>?) -> UInt32 {
    guard let times else { return buckets.number(of: 0) }
    return buckets.number(of: times.values[Int(row)])
  }

  /// The key of an interval and a group.
  private mutating func key(_ code: Int, _ bucket: UInt32, _ groupNumbers: [UInt32]) -> UInt32 {
    if keyOfCode[code].bucket == bucket { return keyOfCode[code].key }
    let number = keys.insert(bucket, groupNumbers[code]).number
    if number == counts.count { counts.append(0) }
    let key = UInt32(truncatingIfNeeded: number)
    keyOfCode[code] = (bucket, key)
    return key
  }

  private mutating func insert(_ bucket: UInt32) {
    while seen.count <= Int(bucket) { seen.append(PairSet()) }
    seen[Int(bucket)].insert(pending, totals: &counts)
  }

  /// The counts, the largest first, then by time and group.
  func results(limit: Int) -> [DistinctCount] {
    var names: [UInt32: String] = [:]
    for number in counts.indices where names[keys[number].low] == nil {
      names[keys[number].low] = groups.string(keys[number].low)
    }
    // Places in the order of text, so that ranking the results compares numbers only.
    var place: [UInt32: Int] = [:]
    for (index, name) in names.sorted(by: { $0.value < $1.value }).enumerated() { place[name.key] = index }
    let starts = buckets.starts
    let isTimed = buckets.interval != nil
    let places = counts.indices.map { place[keys[$0].low] ?? 0 }
    let ranked = counts.indices.sorted { left, right in
      if counts[left] != counts[right] { return counts[left] > counts[right] }
      let (first, second) = (keys[left].high, keys[right].high)
      if isTimed, first != second { return starts[Int(first)] < starts[Int(second)] }
      return places[left] < places[right]
    }
    return ranked.prefix(max(limit, 0)).map { number in
      let (bucket, group) = keys[number]
      return DistinctCount(
        start: isTimed ? starts[Int(bucket)] : nil, group: names[group] ?? "", count: counts[number])
    }
  }
}
