import ECS

extension EventStore {
  /// The rows of a segment in a range of time that meet a condition.
  static func rows(
    of reader: SegmentReader, _ entry: SegmentTable.Entry, where predicate: EventPredicate, in times: Range<Int64>?
  ) throws(MalformedBytes) -> RowSelection {
    let selection = try PredicateEvaluation(reader: reader).rows(predicate)
    guard let times else { return selection }
    if case .none = selection { return .none }
    if let theirs = entry.times, entry.untimed == 0, times.contains(theirs.lowerBound),
      times.contains(theirs.upperBound)
    {
      return selection
    }
    let cells = try reader.integers(.timestamp)
    var mask = cells.isPresent
    for row in mask.indices where mask[row] { mask[row] = times.contains(cells.values[row]) }
    return selection.intersection(.some(mask))
  }
}
