/// How a metric fares as the data grow older than the model.
public enum TimeDecay {
  /// The metric of one period.
  public struct Period: Sendable, Hashable {
    /// When the period begins, in the unit of the times given.
    public var start: Double
    /// The rows in it.
    public var count: Int
    /// The metric; nil where it is undefined.
    public var value: Double?
  }

  /// The metric of each period of equal length from the first time on; empty periods are kept. At most 10,000 periods.
  public static func periods(times: [Double], length: Double, metric: ([Int]) -> Double?) -> [Period] {
    guard let first = times.min(), let last = times.max(), length > 0, (last - first) / length < 10_000 else {
      return []
    }
    var rows = [[Int]](repeating: [], count: Int((last - first) / length) + 1)
    for (row, time) in times.enumerated() { rows[Int((time - first) / length)].append(row) }
    return rows.enumerated().map { index, list in
      Period(start: first + Double(index) * length, count: list.count, value: list.isEmpty ? nil : metric(list))
    }
  }

  /// The area under the metric over time, AUT (Pendlebury et al., "TESSERACT", USENIX Security 2019, equation 4): the mean of
  /// neighbouring periods' means, 1 for a perfect metric that does not decay. Periods without a value are left out; one
  /// alone is its own area.
  public static func areaUnderTime(_ periods: [Period]) -> Double? {
    let values = periods.compactMap(\.value)
    guard let first = values.first else { return nil }
    guard values.count > 1 else { return first }
    return zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / Double(values.count - 1)
  }
}
