import Foundation
public import Learning

/// Holds what a model saw in use against what it was made with, and says which guard-rails of monitoring broke.
public struct ModelMonitor: Sendable {
  /// One verdict on something that the model scored.
  public struct Judged: Sendable, Hashable {
    /// The row.
    public var row: Int
    /// What was said of it.
    public var isMalicious: Bool

    /// A verdict on a row.
    public init(row: Int, isMalicious: Bool) {
      self.row = row
      self.isMalicious = isMalicious
    }
  }

  /// When monitoring says that something is broken.
  public struct Limits: Sendable, Hashable, Codable {
    /// The largest share of features that may have moved.
    public var movedShare = 0.1
    /// The largest share of inputs that may be unlike all that the model was made with; calibration makes one in a hundred so.
    public var rejectedShare = 0.02
    /// The least share of rows that get a score, and the most by which a feature's share of missing values may grow.
    public var scoredShare = 0.99
    /// See `scoredShare`.
    public var missingGrowth = 0.1
    /// The largest difference between probability and share of malicious ones in a tenth of the scale. With verdicts enough any
    /// calibration is contradicted; only such errors matter.
    public var calibrationError = 0.1
    /// The confidence of exact limits.
    public var confidence = 0.99

    /// The defaults.
    public init() {}
  }

  /// When monitoring says that something is broken.
  public var limits = Limits()
  private let model: LoadedModel
  private let reference: DriftReference
  private var window: DriftReference?

  /// A monitor of a model with its reference.
  public init(_ model: LoadedModel, reference: DriftReference) {
    self.model = model
    self.reference = reference
  }

  /// A monitor of a bundle.
  ///
  /// - Throws: when the bundle has no model or no reference.
  public init(_ bundle: ModelBundle) throws(LifecycleError) {
    let loaded = try LoadedModel(bundle)
    guard let bytes = try bundle.file(ModelBundle.referenceName) else {
      throw LifecycleError(
        "\(bundle.folder.path()): has no \(ModelBundle.referenceName) to hold inputs against; shrike model train --bundle writes one"
      )
    }
    self.init(
      loaded, reference: try DriftReference(json: bytes, path: bundle.folder.path() + ModelBundle.referenceName))
  }

  /// Holds inputs and scores against rows of an earlier time in use instead of those that the model was made with. What a model
  /// learned from is often chosen (by a budget, by who judged what), and then it is no measure of how inputs move.
  ///
  /// - Throws: when the model gives the rows no scores, or there are none.
  public mutating func measure(against earlier: ModelTable) throws(LifecycleError) {
    guard earlier.count > 0 else { throw LifecycleError("the reference window has no rows") }
    var table = earlier
    if table.names.isEmpty { table.names = reference.features.map(\.name) }
    window = DriftReference(table, scores: try scores(table))
  }

  /// What the model reads, for tables.
  public var loaded: LoadedModel { model }

  /// The score of each row; NaN where the model gives none.
  public func scores(_ table: ModelTable) throws(LifecycleError) -> [Double] {
    do { return try ModelScorer(model).scores(table.rows, columns: table.columns) } catch {
      throw LifecycleError("\(error)")
    }
  }

  /// Looks at recent rows.
  ///
  /// - Parameters:
  ///   - judged: Verdicts on rows, in the order in which they were given.
  ///   - silences: Sources that stopped; nil where nobody looked.
  public func report(
    _ table: ModelTable, judged: [Judged] = [], silences: [SilenceAlarm.Silence]? = nil
  ) throws(LifecycleError) -> MonitorReport {
    let scores = try self.scores(table)
    guard let drift = DriftReport(table, scores: scores, against: window ?? reference) else {
      throw LifecycleError(
        "the reference has \(reference.features.count) features and the table \(table.columns), or there are no rows")
    }
    let threshold = model.model.threshold
    var report = MonitorReport(rows: table.count, drift: drift, limits: limits)
    report.novelty = novelty(table)
    report.coverage = coverage(table, scores, threshold, judged)
    report.reported = threshold.map { limit in scores.count { $0 >= limit } }
    watch(judged, scores, threshold, &report)
    report.silences = silences
    report.judge()
    return report
  }

  private func novelty(_ table: ModelTable) -> MonitorReport.Novelty? {
    let judge = InputNovelty(reference)
    guard judge.canReject else { return nil }
    var novelty = MonitorReport.Novelty(level: InputNovelty.level, rejected: 0, lower: 0, examples: [])
    for row in 0..<table.count {
      let values = table.rows[row * table.columns..<(row + 1) * table.columns]
      guard judge.isRejected(values) else { continue }
      novelty.rejected += 1
      if novelty.examples.count < 5 {
        novelty.examples.append(.init(row: row, features: judge.reasons(values, limit: 3)))
      }
    }
    novelty.lower = Binomial.lowerLimit(
      successes: novelty.rejected, trials: table.count, confidence: limits.confidence)
    return novelty
  }

  private func coverage(
    _ table: ModelTable, _ scores: [Double], _ threshold: Double?, _ judged: [Judged]
  ) -> MonitorReport.Coverage {
    var missing: [MonitorReport.Missing] = []
    for (column, known) in reference.features.enumerated() {
      let now = (0..<table.count).count { table.rows[$0 * table.columns + column].isNaN }
      let before = Double(known.stability.reference.last ?? 0) / Double(max(1, known.stability.reference.reduce(0, +)))
      let share = Double(now) / Double(max(1, table.count))
      let least = Binomial.lowerLimit(successes: now, trials: table.count, confidence: limits.confidence)
      if least > before + limits.missingGrowth {
        missing.append(.init(feature: known.name, before: before, now: share))
      }
    }
    let reported = Set(scores.indices.filter { index in threshold.map { scores[index] >= $0 } ?? false })
    return MonitorReport.Coverage(
      scored: scores.count { $0.isFinite }, missing: missing.sorted { ($1.now, $0.feature) < ($0.now, $1.feature) },
      judgedReports: Set(judged.map(\.row)).intersection(reported).count)
  }

  /// Verdicts on what was reported change the precision; verdicts on anything say whether probabilities are right.
  private func watch(
    _ judged: [Judged], _ scores: [Double], _ threshold: Double?, _ report: inout MonitorReport
  ) {
    let known = judged.filter { scores.indices.contains($0.row) && scores[$0.row].isFinite }
    guard !known.isEmpty else { return }
    var precision = VerdictMonitor()
    var calibration = VerdictMonitor()
    var changes: [MonitorReport.Change] = []
    for verdict in known {
      let score = scores[verdict.row]
      _ = calibration.note(isTrue: verdict.isMalicious, probability: score)
      guard threshold.map({ score >= $0 }) ?? true else { continue }
      let before = precision.precision
      if precision.note(isTrue: verdict.isMalicious) {
        changes.append(.init(verdict: precision.count, before: before, after: precision.precision))
      }
    }
    report.concept = MonitorReport.Concept(verdicts: precision.count, precision: precision.precision, changes: changes)
    // Only probabilities can be wrong as probabilities.
    guard model.model.calibrator != nil else { return }
    let wrong = Set(calibration.miscalibrated)
    report.calibration = calibration.calibration.enumerated().compactMap { index, bin in
      guard bin.count > 0 else { return nil }
      return MonitorReport.Bin(
        from: Double(index) / 10, count: bin.count, predicted: bin.predicted / Double(bin.count),
        observed: Double(bin.trues) / Double(bin.count), isContradicted: wrong.contains(index))
    }
  }
}
