/// Finds labels that are probably wrong, from probabilities of a model that did not see the row it judges.
///
/// A row counts as truly of class j when its probability of j reaches the mean probability of j among the rows labelled j. The
/// counts by label and true class, scaled to the labels, estimate how many labels of each class are wrong; so many rows are
/// named, those that look most like the other class first.
///
/// C. G. Northcutt, L. Jiang, I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021
/// (pruning by noise rate), for two classes.
public struct ConfidentLearning: Sendable, Hashable {
  /// The estimated share of rows labelled malicious that are not, and of rows labelled benign that are malicious.
  public let wrongPositives: Double
  /// See `wrongPositives`.
  public let wrongNegatives: Double
  /// Rows whose label is probably wrong, ascending.
  public let suspects: [Int]

  /// Judges labels by out-of-fold probabilities of the positive class.
  public init(probabilities: [Double], labels: [Bool]) {
    let rows = zip(probabilities, labels).enumerated().filter { $0.element.0.isFinite }
    /// The probability of a class.
    func p(_ probability: Double, _ isPositive: Bool) -> Double { isPositive ? probability : 1 - probability }
    func threshold(_ isPositive: Bool) -> Double {
      let own = rows.filter { $0.element.1 == isPositive }.map { p($0.element.0, isPositive) }
      return own.isEmpty ? .infinity : own.reduce(0, +) / Double(own.count)
    }
    let thresholds = (negative: threshold(false), positive: threshold(true))
    // Rows by label that are confidently of their own class and of the other one.
    var counts: [Bool: (own: Int, other: Int)] = [:]
    for (_, row) in rows {
      let isPositive = row.0 >= thresholds.positive
      let isNegative = 1 - row.0 >= thresholds.negative
      guard isPositive || isNegative else { continue }
      let truth = isPositive && isNegative ? row.0 > 0.5 : isPositive
      if truth == row.1 { counts[row.1, default: (0, 0)].own += 1 } else { counts[row.1, default: (0, 0)].other += 1 }
    }
    func rate(_ label: Bool) -> Double {
      guard let count = counts[label], count.own + count.other > 0 else { return 0 }
      return Double(count.other) / Double(count.own + count.other)
    }
    wrongPositives = rate(true)
    wrongNegatives = rate(false)
    var suspects: [Int] = []
    for label in [true, false] {
      let own = rows.filter { $0.element.1 == label }
      let count = Int((rate(label) * Double(own.count)).rounded())
      // Only those that look more like the other class; ties in the order of rows.
      let odd = own.filter { p($0.element.0, label) < 0.5 }
        .sorted { (p($0.element.0, label), $0.offset) < (p($1.element.0, label), $1.offset) }
      suspects += odd.prefix(count).map(\.offset)
    }
    self.suspects = suspects.sorted()
  }
}
