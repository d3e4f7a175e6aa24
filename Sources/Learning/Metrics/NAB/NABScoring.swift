/// Scores detectors as the Numenta Anomaly Benchmark does: an alert is a row whose anomaly score reaches one threshold for the
/// whole corpus; each window counts once, by its best alert; each alert outside costs; the probation of a series is left out.
///
/// Source: A. Lavin, S. Ahmad, ICMLA 2015 (see `NABProfile`). The threshold is chosen on the corpus that is scored, as the
/// benchmark does: the figure says what a detector's scores are worth at their best threshold.
public struct NABScoring: Sendable {
  /// What a detector's scores were worth.
  public struct Outcome: Sendable, Hashable {
    /// 0 is silence, 100 is perfect.
    public var score: Double
    /// The sum of the weighted worth of all that was found, missed and wrongly said.
    public var raw: Double
    /// Rows with at least this anomaly score are alerts; infinite where silence is best.
    public var threshold: Double
    /// Windows with an alert.
    public var found: Int
    /// Alerts outside of all windows.
    public var falseAlerts: Int
  }

  /// The corpus.
  public let series: [NABSeries]
  /// The number of windows in the corpus.
  public let windows: Int

  /// What a row means.
  private struct Row {
    var score: Double
    var worth: Double
    /// The number of its window in the corpus; −1 outside.
    var window: Int
  }

  /// A scorer of a corpus.
  public init(_ series: [NABSeries]) {
    self.series = series
    windows = series.reduce(0) { $0 + $1.windows.count }
  }

  /// The outcome at the best threshold of a profile. `scores` has one array for each series, one score for each row.
  public func best(_ scores: [[Double]], _ profile: NABProfile) -> Outcome {
    let rows = rows(scores).sorted { $0.score > $1.score }
    var tally = Tally(profile, windows: windows)
    var best = outcome(tally, threshold: .infinity, profile)
    for (index, row) in rows.enumerated() {
      tally.add(worth: row.worth, window: row.window)
      // Rows of equal score are alerts together or not at all.
      guard index + 1 == rows.count || rows[index + 1].score < row.score, tally.raw > best.raw else { continue }
      best = outcome(tally, threshold: row.score, profile)
    }
    return best
  }

  /// The outcome at a given threshold.
  public func outcome(_ scores: [[Double]], threshold: Double, _ profile: NABProfile) -> Outcome {
    var tally = Tally(profile, windows: windows)
    for row in rows(scores) where row.score >= threshold { tally.add(worth: row.worth, window: row.window) }
    return outcome(tally, threshold: threshold, profile)
  }

  private func outcome(_ tally: Tally, threshold: Double, _ profile: NABProfile) -> Outcome {
    Outcome(
      score: profile.normalized(tally.raw, windows: windows), raw: tally.raw, threshold: threshold, found: tally.found,
      falseAlerts: tally.falseAlerts)
  }

  /// The rows that count. Scores that are no numbers are no alerts.
  private func rows(_ scores: [[Double]]) -> [Row] {
    precondition(scores.count == series.count, "\(scores.count) arrays of scores for \(series.count) series")
    var result: [Row] = []
    var firstWindow = 0
    for (series, scores) in zip(series, scores) {
      precondition(
        scores.count == series.count, "\(scores.count) scores for the \(series.count) rows of \(series.name)")
      let worth = series.worth()
      var window = Array(repeating: -1, count: series.count)
      for (number, range) in series.windows.enumerated() {
        for row in range where row < series.count { window[row] = firstWindow + number }
      }
      for row in series.probation..<max(series.probation, series.count) where !scores[row].isNaN {
        result.append(Row(score: scores[row], worth: worth[row], window: window[row]))
      }
      firstWindow += series.windows.count
    }
    return result
  }
}

/// What was found and said so far.
private struct Tally {
  let profile: NABProfile
  var raw: Double
  var found = 0
  var falseAlerts = 0
  /// The best alert of each window; NaN where there is none.
  private var best: [Double]

  init(_ profile: NABProfile, windows: Int) {
    self.profile = profile
    raw = -profile.falseNegative * Double(windows)
    best = Array(repeating: .nan, count: windows)
  }

  mutating func add(worth: Double, window: Int) {
    guard window >= 0 else {
      raw += worth * profile.falsePositive
      falseAlerts += 1
      return
    }
    let value = worth * profile.truePositive
    if best[window].isNaN {
      raw += value + profile.falseNegative
      best[window] = value
      found += 1
    } else if value > best[window] {
      raw += value - best[window]
      best[window] = value
    }
  }
}
