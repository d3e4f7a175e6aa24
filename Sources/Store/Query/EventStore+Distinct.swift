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
