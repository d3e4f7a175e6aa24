import Learning

/// A detector with one configuration for all series; it sees each point before the next.
struct Detector: Sendable {
  var name: String
  var run: @Sendable (NABCorpus.File) -> [Double]
}

enum Detectors {
  static let all = [series, evidence, range, halfSpaceTrees, randomCutForest]

  static let series = Detector(name: "shrike") { file in
    var detector = SeriesDetector()
    return zip(file.values, file.times).map { detector.observe($0, at: $1)?.score ?? 0 }
  }

  /// The same without the rest after an alert: what measures that want a score for every point are given.
  static let evidence = Detector(name: "shrike-evidence") { file in
    var detector = SeriesDetector()
    return zip(file.values, file.times).map { detector.observe($0, at: $1)?.evidence ?? -3 }
  }

  /// The simplest thing that could work: how far a value leaves the range of all values before it.
  static let range = Detector(name: "range-only") { file in
    var low = Double.infinity
    var high = -Double.infinity
    return file.values.map { value in
      defer {
        low = min(low, value)
        high = max(high, value)
      }
      guard low < high else { return 0 }
      return max(0, value - high, low - value) / (high - low)
    }
  }

  static let halfSpaceTrees = Detector(name: "shrike-half-space-trees") { file in
    var trees = HalfSpaceTrees(columns: 1, seed: 1)
    return onRunningRange(file.values).map { trees.observe([Float($0)]) }
  }

  static let randomCutForest = Detector(name: "shrike-random-cut-forest") { file in
    var forest = RandomCutForest(columns: 4, seed: 1)
    return file.values.indices.map { row in
      row < 3 ? 0 : forest.observe(Array(file.values[row - 3...row])) ?? 0
    }
  }

  /// Values in 0 … 1 of the range so far.
  private static func onRunningRange(_ values: [Double]) -> [Double] {
    var low = Double.infinity
    var high = -Double.infinity
    return values.map { value in
      low = min(low, value)
      high = max(high, value)
      return high > low ? (value - low) / (high - low) : 0
    }
  }
}
