#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Three views of what is unusual, joined: easily isolated (`IsolationForest`), far from its neighbours
/// (`NearestNeighbourOutliers`) and far from the bulk (`RobustMahalanobis`).
///
/// The score of a point is its highest rank among the fitted points in any view, in 0 … 1, so that a point which only one
/// view finds strange is still found; a twentieth of the mean standardized logarithm of the scores orders points of equal
/// rank, above all those beyond everything fitted. Which methods and how they are joined follows what was measured on
/// ADBench (S. Han et al., NeurIPS 2022); no single method is best there.
public struct OutlierEnsemble: OutlierModel {
  /// What the ensemble is built of.
  public struct Configuration: Sendable, Hashable {
    /// The trees of the isolation forest.
    public var trees = 200
    /// The points each tree sees.
    public var sampleSize = 256
    /// The neighbours of a point.
    public var neighbours = 50
    /// The share of points that counts as the bulk.
    public var bulk = 0.6
    /// The concentration steps towards the bulk.
    public var concentrationSteps = 3
    /// Points remembered for their neighbourhoods and for estimating the bulk; of larger tables a sample is taken.
    public var maximumPoints = 20_000

    /// The configuration that was measured.
    public init() {}
  }

  /// What the method is called in a report.
  public static let name = "ensemble"

  /// The share of the standardized logarithm in the score.
  private static let tieBreak = 0.05

  /// The views, in the order of `memberNames`.
  let members: [any OutlierModel]
  let references: [Reference]

  /// How the scores of one view were distributed where it was fitted.
  struct Reference: Sendable {
    var sorted: [Double]
    var logMean: Double
    var logDeviation: Double
  }

  /// What the views are called.
  public var memberNames: [String] { members.map { type(of: $0).name } }

  /// Fits all views to a table.
  public init(fitting table: FeatureTable, _ configuration: Configuration = Configuration(), seed: UInt64) {
    let sample = table.sampled(configuration.maximumPoints, seed: seed)
    let members: [any OutlierModel] = [
      IsolationForest(
        fitting: table, .init(trees: configuration.trees, sampleSize: configuration.sampleSize), seed: seed),
      NearestNeighbourOutliers(fitting: sample, neighbours: configuration.neighbours),
      RobustMahalanobis(
        fitting: sample, keeping: configuration.bulk, steps: configuration.concentrationSteps),
    ]
    self.members = members
    references = members.map { Self.reference($0.scores(sample)) }
  }

  /// In 0 … about 1.5; above 1 for points beyond all that was fitted.
  public func scores(_ table: FeatureTable) -> [Double] {
    let views = views(table)
    return (0..<table.rows).map { row in
      let best = views.map(\.ranks[row]).max() ?? 0
      let mean = views.reduce(0) { $0 + $1.standardized[row] } / Double(max(1, views.count))
      return best + Self.tieBreak * mean
    }
  }

  /// The influences in the view that ranks the point highest.
  public func influences(_ table: FeatureTable) -> [Double] {
    let views = views(table)
    var result = Array(repeating: 0.0, count: table.rows * table.columns)
    for (member, model) in members.enumerated() {
      let rows = (0..<table.rows).filter { row in
        views.indices.max { views[$0].order(row) < views[$1].order(row) } == member
      }
      guard !rows.isEmpty else { continue }
      let shares = model.influences(table.selecting(rows: rows))
      for (position, row) in rows.enumerated() {
        for column in 0..<table.columns {
          result[row * table.columns + column] = shares[position * table.columns + column]
        }
      }
    }
    return result
  }

  /// The rank of each row in each view, in 0 … 1, in the order of `memberNames`.
  public func memberRanks(_ table: FeatureTable) -> [[Double]] { views(table).map(\.ranks) }

  private struct View {
    var ranks: [Double]
    var standardized: [Double]

    func order(_ row: Int) -> Double { ranks[row] + OutlierEnsemble.tieBreak * standardized[row] }
  }

  private func views(_ table: FeatureTable) -> [View] {
    zip(members, references).map { member, reference in
      let scores = member.scores(table)
      return View(ranks: scores.map(reference.rank), standardized: scores.map(reference.standardized))
    }
  }

  private static func reference(_ scores: [Double]) -> Reference {
    let logs = scores.map(Reference.logarithm)
    let n = Double(max(1, logs.count))
    let mean = logs.reduce(0, +) / n
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    return Reference(sorted: scores.sorted(), logMean: mean, logDeviation: variance.squareRoot() + 1e-12)
  }
}

extension OutlierEnsemble.Reference {
  static func logarithm(_ score: Double) -> Double { log(max(score, 1e-9)) }

  /// The share of fitted points with a lower score, those with the same score counting half.
  func rank(_ score: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let below = sorted.partitioningIndex { $0 >= score }
    let upTo = sorted.partitioningIndex { $0 > score }
    return Double(below + upTo) / 2 / Double(sorted.count)
  }

  /// How many standard deviations the logarithm of a score lies above the mean.
  func standardized(_ score: Double) -> Double { (Self.logarithm(score) - logMean) / logDeviation }
}

extension FeatureTable {
  /// At most `count` rows, drawn without replacement and kept in order.
  public func sampled(_ count: Int, seed: UInt64) -> FeatureTable {
    guard rows > count else { return self }
    var random = Xoshiro256(seed: seed)
    var pool = Array(0..<rows)
    for drawn in 0..<count { pool.swapAt(drawn, Int.random(in: drawn..<rows, using: &random)) }
    return selecting(rows: pool.prefix(count).sorted())
  }
}
