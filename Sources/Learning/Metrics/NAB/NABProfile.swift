#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What detections and mistakes are worth in the Numenta Anomaly Benchmark.
///
/// Source: A. Lavin, S. Ahmad, "Evaluating real-time anomaly detection algorithms: the Numenta Anomaly Benchmark", ICMLA 2015;
/// weights of the benchmark's published `profiles.json`.
public struct NABProfile: Sendable, Hashable {
  /// What the profile is called.
  public var name: String
  /// The most a window is worth that was found.
  public var truePositive: Double
  /// What is lost for a window that was missed.
  public var falseNegative: Double
  /// The most that is lost for an alert outside of all windows.
  public var falsePositive: Double

  /// A profile of the given weights.
  public init(name: String, truePositive: Double, falseNegative: Double, falsePositive: Double) {
    self.name = name
    self.truePositive = truePositive
    self.falseNegative = falseNegative
    self.falsePositive = falsePositive
  }

  /// Nine alerts far from any window cost about what one missed window does.
  public static let standard = NABProfile(name: "standard", truePositive: 1, falseNegative: 1, falsePositive: 0.11)
  /// False alerts cost twice as much.
  public static let lowFalsePositives = NABProfile(
    name: "reward_low_FP_rate", truePositive: 1, falseNegative: 1, falsePositive: 0.22)
  /// Missed windows cost twice as much.
  public static let lowFalseNegatives = NABProfile(
    name: "reward_low_FN_rate", truePositive: 1, falseNegative: 2, falsePositive: 0.11)
  /// All three, in the order of the scoreboard.
  public static let all = [standard, lowFalsePositives, lowFalseNegatives]

  /// Brings a raw score to the scale on which silence is 0 and finding every window at its first point is 100.
  public func normalized(_ raw: Double, windows: Int) -> Double {
    let silence = -falseNegative * Double(windows)
    let perfect = truePositive * Double(windows)
    return perfect > silence ? 100 * (raw - silence) / (perfect - silence) : 0
  }
}

/// A labelled series of the benchmark: how long it is and where its anomalies lie.
public struct NABSeries: Sendable, Hashable {
  /// The file it came from.
  public var name: String
  /// The number of points.
  public var count: Int
  /// The windows around anomalies, first and last row, in order and not overlapping.
  public var windows: [ClosedRange<Int>]

  /// A series of its facts.
  public init(name: String, count: Int, windows: [ClosedRange<Int>]) {
    self.name = name
    self.count = count
    self.windows = windows
  }

  /// The first rows, in which a detector may settle and nothing counts: 15 % of the series, at most 750.
  public var probation: Int { min(Int((0.15 * Double(count)).rounded(.down)), 750) }

  /// What an alert at each row would be worth before weighting: in 0 … 1 inside a window, earlier is better; in −1 … 0
  /// outside, less bad shortly after a window.
  func worth() -> [Double] {
    var result = Array(repeating: -1.0, count: count)
    let best = Self.sigmoid(-1)
    for (number, window) in windows.enumerated() {
      let width = Double(window.count)
      for row in window where row < count {
        result[row] = Self.sigmoid(-Double(window.upperBound - row + 1) / width) / best
      }
      let next = number + 1 < windows.count ? windows[number + 1].lowerBound : count
      guard window.upperBound + 1 < next else { continue }
      for row in window.upperBound + 1..<next {
        result[row] = Self.sigmoid(Double(row - window.upperBound) / max(1, width - 1))
      }
    }
    return result
  }

  /// The scaled sigmoid of a position relative to a window: −1 at its beginning, 0 at its end; −1 far behind it.
  static func sigmoid(_ position: Double) -> Double { position > 3 ? -1 : 2 / (1 + exp(5 * position)) - 1 }
}
