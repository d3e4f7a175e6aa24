import ECS

/// The counts of one segment by interval and dictionary code.
struct Histogram {
  /// Interval, code (0 without a field), number of rows; each pair once.
  private(set) var counts: [(bucket: UInt32, code: UInt32, count: Int)] = []

  /// Counts are kept in a plain table while it has at most this many entries.
  private static let denseLimit = 1 << 20

  init(_ times: NumberCells<Int64>, _ cells: KeywordCells?, _ selection: RowSelection, _ buckets: inout TimeBuckets) {
    let codes = cells?.codes ?? []
    let width = (cells?.dictionary.count ?? 0) + 1
    let mask = selection.mask
    var tables: [[Int]] = []
    var pairs = PairTable()
    var pairCounts: [Int] = []
    func add(_ bucket: UInt32, _ code: UInt32) {
      if width * (Int(bucket) + 1) <= Self.denseLimit {
        while tables.count <= Int(bucket) { tables.append([]) }
        if tables[Int(bucket)].isEmpty { tables[Int(bucket)] = [Int](repeating: 0, count: width) }
        tables[Int(bucket)][Int(code)] &+= 1
      } else {
        let number = pairs.insert(bucket, code).number
        if number == pairCounts.count { pairCounts.append(0) }
        pairCounts[number] += 1
      }
    }
    for row in times.values.indices where times.isPresent[row] && mask?[row] ?? true {
      if cells == nil {
        add(buckets.number(of: times.values[row]), 0)
      } else if codes[row] != 0 {
        add(buckets.number(of: times.values[row]), codes[row])
      }
    }
    for extra in cells?.distinctExtras ?? [] {
      let row = Int(extra.row)
      if times.isPresent[row], mask?[row] ?? true { add(buckets.number(of: times.values[row]), extra.code) }
    }
    for (bucket, table) in tables.enumerated() {
      for (code, count) in table.enumerated() where count > 0 { counts.append((UInt32(bucket), UInt32(code), count)) }
    }
    for number in 0..<pairs.count { counts.append((pairs[number].high, pairs[number].low, pairCounts[number])) }
  }

  /// The numbers in `values` of the dictionary entries that were counted, by code.
  func globalCodes(_ dictionary: TextDictionary, _ values: inout TextStream) -> [UInt32] {
    var map = [UInt32](repeating: UInt32.max, count: dictionary.count + 1)
    for entry in counts where map[Int(entry.code)] == UInt32.max && entry.code > 0 {
      map[Int(entry.code)] = values.intern(
        dictionary.bytes.span.extracting(dictionary.range(Int(entry.code) - 1)))
    }
    return map
  }
}
