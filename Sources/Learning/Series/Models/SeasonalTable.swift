/// What is usual at an hour of the day or of the week, relative to the level: a factor for counts, a difference for metrics.
///
/// A bin is shrunk towards what a coarser table says as if that had been seen for one bucket, so that a bin that was never
/// seen says nothing and a bin that was seen once says half.
struct SeasonalTable: Sendable, Hashable {
  /// Observed and expected sums of each bin, alternating.
  private var sums: [Float]

  init(bins: Int) { sums = [Float](repeating: 0, count: 2 * bins) }

  /// The bin's factor or difference, given that of the coarser table.
  func value(_ bin: Int, level: Double, coarser: Double, kind: SeriesSettings.Kind) -> Double {
    let observed = Double(sums[2 * bin])
    let expected = Double(sums[2 * bin + 1])
    switch kind {
    case .count:
      let bucket = max(level, 0.05)
      return (observed + bucket * coarser) / (expected + bucket)
    case .metric: return (observed + 0.5 * coarser) / (expected + 0.5)
    }
  }

  /// About how many buckets a bin has seen.
  func visits(_ bin: Int, level: Double, kind: SeriesSettings.Kind) -> Double {
    Double(sums[2 * bin + 1]) / (kind == .count ? max(level, 0.05) : 1)
  }

  /// Learns a value; `decay` is what earlier visits of the bin keep.
  mutating func learn(
    _ bin: Int, _ value: Double, level: Double, weight: Double, decay: Double, kind: SeriesSettings.Kind
  ) {
    let observed = kind == .count ? value : value - level
    let expected = kind == .count ? max(level, 0.05) : 1
    sums[2 * bin] = Float(Double(sums[2 * bin]) * decay + weight * observed)
    sums[2 * bin + 1] = Float(Double(sums[2 * bin + 1]) * decay + weight * expected)
  }

  /// Adapts to a level that changed by a factor (counts): what was expected is expected of the new level.
  mutating func rescale(by factor: Double) {
    for index in sums.indices { sums[index] = Float(Double(sums[index]) * factor) }
  }

  /// Bytes of memory.
  var size: Int { 32 + 4 * sums.count }

  func write(to writer: inout StateWriter) {
    for sum in sums { writer.append(Double(sum)) }
  }

  init(bins: Int, from reader: inout StateReader) throws(StateError) {
    sums = []
    for _ in 0..<(2 * bins) { sums.append(try reader.single()) }
  }
}
