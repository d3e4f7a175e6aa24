public import ECS

/// How many different values a field has among the events of a group.
public struct DistinctCount: Sendable, Hashable {
  /// Where the interval begins, in nanoseconds since 1970; `nil` when no interval was asked for.
  public var start: Int64?
  /// The value of the field that groups.
  public var group: String
  /// Different values.
  public var count: Int
}

extension EventStore {
  /// The exact number of different values of a field for each value of another, in each interval of time.
  ///
  /// Events without a value of either field, or without a time when there is an interval, do not count. Sorted by
  /// count, the largest first, then time and group.
  ///
  /// - Complexity: time O(rows), memory O(different pairs).
  public func distinctCounts(
    of field: FieldID, by group: FieldID, interval: Int64? = nil, where predicate: EventPredicate = .all,
    in times: Range<Int64>? = nil, limit: Int = .max
  ) throws(StoreError) -> [DistinctCount] {
    if let interval, interval <= 0 { throw .invalidArgument("an interval of \(interval) ns is not positive") }
    var counter = DistinctCounter(interval: interval)
    try forEachSegment(in: times) { reader, entry in
      let selection = try Self.rows(of: reader, entry, where: predicate, in: times)
      if selection.isEmpty { return }
      let moments = interval == nil ? nil : try reader.integers(.timestamp)
      counter.add(try reader.keywords(group), try reader.keywords(field), moments, selection)
    }
    return counter.results(limit: limit)
  }
}

/// Counts different pairs by hashing, over codes that hold for all segments.
struct DistinctCounter {
  private var groups = TextStream()
  private var values = TextStream()
  private var buckets: TimeBuckets
  /// (interval, group), numbered.
  private var keys = PairTable()
  /// (number of the key, value).
  private var pairs = PairSet()
  /// The number of each key of the interval met last, by group; `.max` where not known.
  private var keyOfGroup: [UInt32] = []
  private var lastBucket = UInt32.max
  private var counts: [Int] = []

  init(interval: Int64?) {
    buckets = TimeBuckets(interval: interval)
  }

  mutating func add(
    _ group: KeywordCells, _ value: KeywordCells, _ times: NumberCells<Int64>?, _ selection: RowSelection
  ) {
    var groupMap = [UInt32](repeating: .max, count: group.dictionary.count + 1)
    var valueMap = [UInt32](repeating: .max, count: value.dictionary.count + 1)
    let mask = selection.mask
    for row in group.codes.indices where mask?[row] ?? true {
      guard group.codes[row] != 0, value.codes[row] != 0, times?.isPresent[row] ?? true else { continue }
      let bucket = buckets.number(of: times?.values[row] ?? 0)
      let key = Self.global(group.codes[row], group.dictionary, &groupMap, &groups)
      add(bucket, key, Self.global(value.codes[row], value.dictionary, &valueMap, &values))
    }
    guard !group.extras.isEmpty || !value.extras.isEmpty else { return }
    let groupLists = Self.lists(group)
    let valueLists = Self.lists(value)
    for row in Set(groupLists.keys).union(valueLists.keys) where selection.contains(row) {
      guard times?.isPresent[row] ?? true, group.codes[row] != 0, value.codes[row] != 0 else { continue }
      let bucket = buckets.number(of: times?.values[row] ?? 0)
      for left in groupLists[row] ?? [group.codes[row]] {
        for right in valueLists[row] ?? [value.codes[row]] {
          let key = Self.global(left, group.dictionary, &groupMap, &groups)
          add(bucket, key, Self.global(right, value.dictionary, &valueMap, &values))
        }
      }
    }
  }

  private mutating func add(_ bucket: UInt32, _ group: UInt32, _ value: UInt32) {
    if bucket != lastBucket {
      lastBucket = bucket
      keyOfGroup.removeAll(keepingCapacity: true)
    }
    while keyOfGroup.count <= Int(group) { keyOfGroup.append(.max) }
    var key = keyOfGroup[Int(group)]
    if key == .max {
      let number = keys.insert(bucket, group).number
      if number == counts.count { counts.append(0) }
      key = UInt32(truncatingIfNeeded: number)
      keyOfGroup[Int(group)] = key
    }
    if pairs.insert(key, value) { counts[Int(key)] += 1 }
  }

  /// All values of the rows that have several.
  private static func lists(_ cells: KeywordCells) -> [Int: [UInt32]] {
    var lists: [Int: [UInt32]] = [:]
    for extra in cells.extras {
      lists[Int(extra.row), default: [cells.codes[Int(extra.row)]]].append(extra.code)
    }
    return lists
  }

  private static func global(
    _ code: UInt32, _ dictionary: TextDictionary, _ map: inout [UInt32], _ all: inout TextStream
  ) -> UInt32 {
    let known = map[Int(code)]
    if known != .max { return known }
    let new = all.intern(dictionary.bytes.span.extracting(dictionary.range(Int(code) - 1)))
    map[Int(code)] = new
    return new
  }

  func results(limit: Int) -> [DistinctCount] {
    let names = (0..<groups.distinctCount).map { groups.string($0) }
    // Places in the order of text, so that ranking the results compares numbers only.
    var place = [Int](repeating: 0, count: names.count)
    for (index, group) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() { place[group] = index }
    let starts = buckets.starts
    let isTimed = buckets.interval != nil
    let ranked = counts.indices.sorted { left, right in
      if counts[left] != counts[right] { return counts[left] > counts[right] }
      let (first, second) = (keys[left], keys[right])
      if isTimed, first.high != second.high { return starts[Int(first.high)] < starts[Int(second.high)] }
      return place[Int(first.low)] < place[Int(second.low)]
    }
    return ranked.prefix(max(limit, 0)).map { number in
      let (bucket, group) = keys[number]
      return DistinctCount(
        start: isTimed ? starts[Int(bucket)] : nil, group: names[Int(group)], count: counts[number])
    }
  }
}
