import Foundation
import Learning

/// What scikit-learn and PyOD say of 200 points; `Fixtures/make-outlier-oracles.py` asked them.
struct OutlierOracles: Decodable {
  var columns: Int
  var points: [Double]
  var labels: [Int]
  var localOutlierFactor: [Double]
  var localOutlierFactorOfOthers: [Double]
  var meanNeighbourDistance: [Double]
  var ecod: [Double]
  var shrinkage: Double
  var covariance: [Double]
  var isolationForestAUROC: [Double]

  static func load() throws -> OutlierOracles {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Fixtures/outlier-oracles.json"))
    return try JSONDecoder().decode(OutlierOracles.self, from: data)
  }

  func table() throws -> FeatureTable { try FeatureTable(columns: columns, values: points) }

  /// The chance that an outlier scores above an inlier.
  func auroc(_ scores: [Double]) -> Double {
    var wins = 0.0
    var pairs = 0.0
    for (i, a) in scores.enumerated() where labels[i] == 1 {
      for (j, b) in scores.enumerated() where labels[j] == 0 {
        wins += a > b ? 1 : a == b ? 0.5 : 0
        pairs += 1
      }
    }
    return wins / pairs
  }
}
