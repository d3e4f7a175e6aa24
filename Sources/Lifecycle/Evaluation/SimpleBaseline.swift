import Learning

/// What a simple method reaches on the same rows.
public struct BaselineResult: Sendable, Hashable, Codable {
  /// The method, in words.
  public var name: String
  /// Its AUROC, average precision, and the share of positives found at 1 % false positives.
  public var auroc: Double
  /// See `auroc`.
  public var averagePrecision: Double
  /// See `auroc`.
  public var tpr: Double

  /// A result by its parts.
  public init(name: String, auroc: Double, averagePrecision: Double, tpr: Double) {
    self.name = name
    self.auroc = auroc
    self.averagePrecision = averagePrecision
    self.tpr = tpr
  }
}

/// The simplest detector that learns at all: a threshold on one column, chosen on the training rows.
public struct SimpleBaseline: Sendable, Hashable {
  /// The column, and whether high values are malicious.
  public var column: Int
  /// See `column`.
  public var isRising: Bool

  /// Chooses the column with the highest AUROC in either direction; nil without both classes.
  public init?(_ table: ModelTable) {
    guard let labels = table.labels?.map({ $0 == 1 }) else { return nil }
    var best: (area: Double, column: Int, isRising: Bool)?
    for column in 0..<table.columns {
      let values = Self.values(table, column, isRising: true)
      guard let area = try? RankedScores(scores: values, labels: labels).auroc else { return nil }
      if max(area, 1 - area) > best?.area ?? 0 { best = (max(area, 1 - area), column, area >= 0.5) }
    }
    guard let best else { return nil }
    (column, isRising) = (best.column, best.isRising)
  }

  private static func values(_ table: ModelTable, _ column: Int, isRising: Bool) -> [Double] {
    (0..<table.count).map { row in
      let value = table.rows[row * table.columns + column]
      return value.isNaN ? -.infinity : isRising ? value : -value
    }
  }

  /// How it fares on other rows of the same columns; nil without both classes.
  public func result(on table: ModelTable) -> BaselineResult? {
    guard column < table.columns, let labels = table.labels?.map({ $0 == 1 }) else { return nil }
    let scores = Self.values(table, column, isRising: isRising)
    let name = table.names.indices.contains(column) ? table.names[column] : "column \(column)"
    return Self.result("a threshold on \(name) alone", scores, labels)
  }

  /// The result of any scores.
  public static func result(_ name: String, _ scores: [Double], _ labels: [Bool]) -> BaselineResult? {
    guard let ranked = try? RankedScores(scores: scores, labels: labels), let area = ranked.auroc,
      let precision = ranked.averagePrecision, let point = ranked.truePositiveRate(atFalsePositiveRate: 0.01)
    else { return nil }
    return BaselineResult(name: name, auroc: area, averagePrecision: precision, tpr: point.truePositiveRate)
  }
}
