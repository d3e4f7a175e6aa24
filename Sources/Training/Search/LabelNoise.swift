import Boosting
import Learning

/// What is done about labels that may be wrong. Only the rows that are learned from are changed.
public enum LabelNoise: Sendable, Hashable {
  /// They are believed.
  case believed
  /// Labels are drawn towards one half: 1 − ε/2 and ε/2 (C. Szegedy et al., CVPR 2016).
  case smoothed(Double)
  /// Rows whose label is probably wrong are left out (`ConfidentLearning`).
  case pruned
  /// Labels become β·label + (1 − β)·out-of-fold probability (S. Reed et al., "Training deep neural networks on noisy labels
  /// with bootstrapping", 2015, their soft version).
  case bootstrapped(Double)

  /// Its name and value.
  public var words: String {
    switch self {
    case .believed: "labels believed"
    case .smoothed(let share): "labels smoothed by \(share)"
    case .pruned: "labels pruned by confident learning"
    case .bootstrapped(let share): "labels bootstrapped, \(share) of their own weight"
    }
  }
}

/// Rows to learn from after something was done about their labels.
struct CleanedRows {
  /// The rows that stay.
  var rows: [Int]
  /// Their labels, 0 … 1.
  var labels: [Float]
  /// What was found out, for the card.
  var finding: String?

  /// - Parameters:
  ///   - rows: The rows to learn from.
  ///   - groups: Rows of one group are in one fold; nil for random folds.
  init(
    _ noise: LabelNoise, rows: [Int], table: TrainingTable, groups: [String]?, parameters: BoostingParameters
  ) throws {
    self.rows = rows
    labels = rows.map { table.labels[$0] ? 1 : 0 }
    switch noise {
    case .believed: break
    case .smoothed(let share):
      labels = labels.map { $0 * Float(1 - share) + Float(share) / 2 }
    case .bootstrapped(let share):
      let own = try Self.outOfFold(rows, table, groups, parameters)
      labels = zip(labels, own).map { Float(share) * $0 + Float((1 - share) * $1) }
    case .pruned:
      let own = try Self.outOfFold(rows, table, groups, parameters)
      let found = ConfidentLearning(probabilities: own, labels: rows.map { table.labels[$0] })
      let suspects = Set(found.suspects)
      self.rows = rows.indices.filter { !suspects.contains($0) }.map { rows[$0] }
      labels = self.rows.map { table.labels[$0] ? 1 : 0 }
      finding =
        "\(suspects.count) of \(rows.count) rows left out; estimated wrong: \(Self.percent(found.wrongPositives)) of malicious, \(Self.percent(found.wrongNegatives)) of benign labels"
    }
  }

  private static func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }

  private static let folds = 5
  /// Trees that judge labels stop early, before they learn wrong ones by heart.
  private static let rounds = 60

  private static func outOfFold(
    _ rows: [Int], _ table: TrainingTable, _ groups: [String]?, _ parameters: BoostingParameters
  ) throws -> [Double] {
    var parameters = parameters
    (parameters.rounds, parameters.patience) = (min(rounds, parameters.rounds), 0)
    parameters.mostLeaves = min(16, parameters.mostLeaves)
    let labels = rows.map { table.labels[$0] }
    let splits =
      groups.map { groups in Split.byGroup(rows.map { groups[$0] }, folds: folds, seed: UInt64(parameters.seed)) }
      ?? Split.random(labels: labels, folds: folds, seed: UInt64(parameters.seed))
    var result = [Double](repeating: .nan, count: rows.count)
    for split in splits where !split.test.isEmpty && !split.train.isEmpty {
      let model = try BoostedTrees.train(
        on: try table.rows(split.train.map { rows[$0] }), parameters: parameters)
      let scores = try table.scores(model.ensemble, split.test.map { rows[$0] })
      for (place, score) in zip(split.test, scores) { result[place] = score }
    }
    return result
  }
}
