import Foundation
public import Learning

/// What a model's inputs and scores looked like on the rows it was made with: kept in the bundle as `reference.json`, and held
/// against what it sees in use.
public struct DriftReference: Sendable, Hashable, Codable {
  /// One feature.
  public struct Feature: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// Its bins and their counts.
    public var stability: PopulationStability
    /// A sample of its values, for the test of Kolmogorov and Smirnov.
    public var sample: [Double]
  }

  /// The features, in the model's order.
  public var features: [Feature]
  /// The scores.
  public var scores: Feature
  /// How odd rows of each class are that the model did not learn from (`InputNovelty`); nil without labels.
  public var novelty: ConformalNovelty?

  /// Values kept of a feature.
  static let sampleSize = 1_000

  /// Learns from rows and their scores.
  public init(_ table: ModelTable, scores: [Double]) {
    self.init(rows: table.rows, columns: table.columns, names: table.names, scores: scores)
  }

  /// Learns from rows, row after row, and from scores.
  ///
  /// - Parameter held: Rows that neither the model nor these rows have seen, with their labels: how odd they are says how odd
  ///   rows may be.
  public init(
    rows: [Double], columns: Int, names: [String], scores: [Double], held: (rows: [Double], labels: [Bool])? = nil
  ) {
    let count = columns > 0 ? rows.count / columns : 0
    features = (0..<columns).map { column in
      let name = names.indices.contains(column) ? names[column] : "column \(column)"
      return Self.feature(name, (0..<count).map { rows[$0 * columns + column] })
    }
    self.scores = Self.feature("score", scores)
    guard let held else { return }
    let judge = InputNovelty(self)
    var oddities: [String: [Double]] = [:]
    for (row, isMalicious) in held.labels.enumerated() {
      oddities[isMalicious ? "malicious" : "benign", default: []].append(
        judge.oddity(held.rows[row * columns..<(row + 1) * columns]))
    }
    novelty = ConformalNovelty(oddities)
  }

  /// Reads `reference.json`.
  public init(json: [UInt8], path: String) throws(LifecycleError) {
    do { self = try JSONDecoder().decode(DriftReference.self, from: Data(json)) } catch {
      throw LifecycleError("\(path): is no reference for monitoring (\(error.localizedDescription))")
    }
  }

  private static func feature(_ name: String, _ values: [Double]) -> Feature {
    let step = max(1, values.count / sampleSize)
    let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter(\.isFinite)
    return Feature(name: name, stability: PopulationStability(reference: values), sample: sample)
  }
}

/// How far inputs and scores have moved from a reference.
public struct DriftReport: Sendable, Hashable, Codable {
  /// One feature's movement.
  public struct Movement: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// The population stability index.
    public var stability: Double
    /// The distance of Kolmogorov and Smirnov, and its p-value adjusted for the number of features (Benjamini–Yekutieli).
    public var distance: Double
    /// See `distance`.
    public var adjustedP: Double
    /// Whether both say that it moved: an index above 0.2 and an adjusted p-value below 0.01.
    public var isMoved: Bool { stability > 0.2 && adjustedP < 0.01 }
  }

  /// The features, the furthest moved first.
  public var features: [Movement]
  /// The scores.
  public var scores: Movement
  /// Rows looked at.
  public var rows: Int

  /// Compares rows with a reference; nil when the number of columns is another.
  public init?(_ table: ModelTable, scores: [Double], against reference: DriftReference) {
    guard table.columns == reference.features.count, table.count > 0 else { return nil }
    var found: [Movement] = []
    for (column, known) in reference.features.enumerated() {
      found.append(Self.movement(known, (0..<table.count).map { table.rows[$0 * table.columns + column] }))
    }
    let adjusted = FalseDiscovery.benjaminiYekutieli(found.map(\.adjustedP))
    for index in found.indices { found[index].adjustedP = min(1, adjusted[index]) }
    features = found.sorted { ($0.stability, $1.name) > ($1.stability, $0.name) }
    self.scores = Self.movement(reference.scores, scores)
    rows = table.count
  }

  private static func movement(_ known: DriftReference.Feature, _ values: [Double]) -> Movement {
    let test = KolmogorovSmirnov(known.sample, values.filter(\.isFinite))
    return Movement(
      name: known.name, stability: known.stability.index(values), distance: test?.statistic ?? 0,
      adjustedP: test?.pValue ?? 1)
  }
}

/// Watches verdicts for a change of what the model's alerts are worth, and scores for calibration in use.
public struct VerdictMonitor: Sendable, Hashable, Codable {
  private var window: AdaptiveWindow
  /// Verdicts seen.
  public private(set) var count = 0
  /// When the share of true alerts changed, by the number of the verdict.
  public private(set) var changes: [Int] = []
  private var bins: [CalibrationBin] = Array(repeating: CalibrationBin(), count: 10)

  /// Predictions of one tenth of the scale, and what became of them.
  public struct CalibrationBin: Sendable, Hashable, Codable {
    /// Alerts with a verdict.
    public var count = 0
    /// The sum of their probabilities.
    public var predicted = 0.0
    /// Those that were true.
    public var trues = 0
  }

  /// A monitor that has seen nothing.
  public init(delta: Double = 0.002) { window = AdaptiveWindow(delta: delta) }

  /// The share of true alerts in the window in which it has not changed.
  public var precision: Double { window.mean }

  /// Takes a verdict, with the probability that the model gave where it gave one; true when the share of true alerts changed.
  public mutating func note(isTrue: Bool, probability: Double? = nil) -> Bool {
    count += 1
    if let p = probability, (0...1).contains(p) {
      let bin = min(9, Int(p * 10))
      bins[bin].count += 1
      bins[bin].predicted += p
      bins[bin].trues += isTrue ? 1 : 0
    }
    guard window.add(isTrue ? 1 : 0) else { return false }
    changes.append(count)
    if changes.count > 1_000 { changes.removeFirst() }
    return true
  }

  /// Bins whose predictions the verdicts contradict: the exact limits of the share of true alerts, at 99 % each, leave out the mean
  /// prediction.
  public var miscalibrated: [Int] {
    bins.indices.filter { index in
      let bin = bins[index]
      guard bin.count >= 20 else { return false }
      let mean = bin.predicted / Double(bin.count)
      let low = Binomial.lowerLimit(successes: bin.trues, trials: bin.count, confidence: 0.995)
      let high = Binomial.upperLimit(successes: bin.trues, trials: bin.count, confidence: 0.995)
      return mean < low || mean > high
    }
  }

  /// Verdicts by tenth of the probability scale.
  public var calibration: [CalibrationBin] { bins }
}
