/// What is usual at an hour of the day or of the week, relative to the level: a factor for counts, a difference for metrics.
///
/// A bin is shrunk towards what a coarser table says as if that had been seen for some buckets, so that a bin that was never
/// seen says nothing new.
struct SeasonalTable: Sendable, Hashable {
  /// Observed and expected sums of each bin, alternating.
  private var sums: [Float]

  init(bins: Int) { sums = [Float](repeating: 0, count: 2 * bins) }

  /// The factor or difference of some bins together, given that of a coarser table and the buckets that it counts for.
  func value(
    _ bins: SeasonalBins, level: Double, coarser: Double, counting prior: Double, kind: SeriesSettings.Kind
  ) -> Double {
    let found = sum(bins)
    switch kind {
    case .count:
      let bucket = prior * max(level, 0.05)
      return (found.observed + bucket * coarser) / (found.expected + bucket)
    case .metric: return (found.observed + prior * coarser) / (found.expected + prior)
    }
  }

  /// About how many buckets some bins have seen.
  func visits(_ bins: SeasonalBins, level: Double, kind: SeriesSettings.Kind) -> Double {
    sum(bins).expected / (kind == .count ? max(level, 0.05) : 1)
  }

  private func sum(_ bins: SeasonalBins) -> (observed: Double, expected: Double) {
    var observed: Float = 0
    var expected: Float = 0
    var bin = bins.first
    for _ in 0..<bins.count {
      observed += sums[2 * bin]
      expected += sums[2 * bin + 1]
      bin += 24
    }
    return (Double(observed), Double(expected))
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

/// One bin of a table, or the same hour of some days in a row.
struct SeasonalBins {
  var first: Int
  var count = 1
}
