public import ECS

/// A value and the number of events that have it.
public struct ValueCount: Sendable, Hashable {
  /// The value, as text.
  public var value: String
  /// Events.
  public var count: Int
}

/// The events of one interval, by a field's value.
public struct BucketCount: Sendable, Hashable {
  /// Where the interval begins, in nanoseconds since 1970.
  public var start: Int64
  /// The field's value; `nil` when no field was asked for.
  public var value: String?
  /// Events.
  public var count: Int
}

extension EventStore {
  /// The number of events that meet a condition.
  ///
  /// - Parameter times: nanoseconds since 1970; events without a time are in no range.
  public func count(where predicate: EventPredicate = .all, in times: Range<Int64>? = nil) throws(StoreError) -> Int {
    var total = 0
    try forEachSegment(in: times) { reader, entry in
      total += try Self.rows(of: reader, entry, where: predicate, in: times).count(of: reader.header.rows)
    }
    return total
  }

  /// The most frequent values of a field, the most frequent first; values of equal count in their order as text.
  ///
  /// An event that has several values counts once for each.
  public func topValues(
    of field: FieldID, limit: Int = 10, where predicate: EventPredicate = .all, in times: Range<Int64>? = nil
  ) throws(StoreError) -> [ValueCount] {
    var values = TextStream()
    var totals: [Int] = []
    try forEachSegment(in: times) { reader, entry in
      let selection = try Self.rows(of: reader, entry, where: predicate, in: times)
      if case .none = selection { return }
      let cells = try reader.keywords(field)
      let counts = cells.counts(selection)
      for code in 1..<max(counts.count, 1) where counts[code] > 0 {
        let dictionary = cells.dictionary
        let global = Int(values.intern(dictionary.bytes.span.extracting(dictionary.range(code - 1))))
        if global == totals.count { totals.append(0) }
        totals[global] += counts[code]
      }
    }
    let ranked = totals.indices.map { ValueCount(value: values.string($0), count: totals[$0]) }
      .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    return Array(ranked.prefix(max(limit, 0)))
  }

  /// The number of events in each interval of time, by a field's value when a field is given.
  ///
  /// Intervals begin at multiples of their length since 1970; empty ones are left out. Sorted by time, then value.
  public func histogram(
    interval: Int64, by field: FieldID? = nil, where predicate: EventPredicate = .all, in times: Range<Int64>? = nil
  ) throws(StoreError) -> [BucketCount] {
    guard interval > 0 else { throw .invalidArgument("an interval of \(interval) ns is not positive") }
    var values = TextStream()
    var buckets = TimeBuckets(interval: interval)
    var pairs = PairTable()
    var totals: [Int] = []
    try forEachSegment(in: times) { reader, entry in
      let selection = try Self.rows(of: reader, entry, where: predicate, in: times)
      if case .none = selection { return }
      let moments = try reader.integers(.timestamp)
      let cells = try field.map { field throws(MalformedBytes) in try reader.keywords(field) }
      let part = Histogram(moments, cells, selection, &buckets)
      let map = cells.map { part.globalCodes($0.dictionary, &values) }
      for (bucket, code, count) in part.counts {
        let number = pairs.insert(bucket, map.map { $0[Int(code)] } ?? 0).number
        if number == totals.count { totals.append(0) }
        totals[number] += count
      }
    }
    return totals.indices.map { number in
      let (bucket, code) = pairs[number]
      return BucketCount(
        start: buckets.starts[Int(bucket)], value: field == nil ? nil : values.string(Int(code)),
        count: totals[number])
    }.sorted { ($0.start, $0.value ?? "") < ($1.start, $1.value ?? "") }
  }
}

extension KeywordCells {
  /// The number of selected rows that have each code.
  func counts(_ selection: RowSelection) -> [Int] {
    var counts = [Int](repeating: 0, count: dictionary.count + 1)
    if let mask = selection.mask {
      for row in codes.indices where mask[row] { counts[Int(codes[row])] &+= 1 }
    } else {
      for code in codes { counts[Int(code)] &+= 1 }
    }
    if !extras.isEmpty {
      for extra in distinctExtras where selection.contains(Int(extra.row)) { counts[Int(extra.code)] &+= 1 }
    }
    return counts
  }
}
