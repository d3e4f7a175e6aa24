import Foundation
import Learning
import Measuring

/// Fits outlier models to one table and scores another, for each line of a list: `outliers LIST`.
///
/// A line is `TRAIN.npy TEST.npy SCORES.csv SEED`. SCORES.csv gets a column for each method and a line for each row of the test table;
/// `method<TAB>SCORES.csv<TAB>seconds of fitting<TAB>seconds of scoring` is printed. `scripts/measure-adbench` sets PyOD beside it.
@main struct OutlierBenchmark {
  static let methods: [(name: String, fit: @Sendable (FeatureTable, UInt64) -> any OutlierModel)] = [
    ("ensemble", { OutlierEnsemble(fitting: $0, seed: $1) }),
    ("isolation-forest", { IsolationForest(fitting: $0, seed: $1) }),
    ("extended-isolation-forest", { ExtendedIsolationForest(fitting: $0, seed: $1) }),
    ("nearest-neighbours", { table, _ in NearestNeighbourOutliers(fitting: table) }),
    ("robust-mahalanobis", { table, _ in RobustMahalanobis(fitting: table) }),
    ("local-outlier-factor", { table, _ in LocalOutlierFactor(fitting: table) }),
    ("ecod", { table, _ in TailProbabilities(fitting: table) }),
    ("hbos", { table, _ in HistogramOutliers(fitting: table) }),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else {
      print("usage: outliers LIST [METHOD...]")
      exit(2)
    }
    let chosen = methods.filter { arguments.count == 2 || arguments.dropFirst(2).contains($0.name) }
    for line in try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      guard parts.count == 4, let seed = UInt64(parts[3]) else { continue }
      let (train, test) = (try load(parts[0]), try load(parts[1]))
      var columns: [[Double]] = []
      for method in chosen {
        var model: (any OutlierModel)?
        var scores: [Double] = []
        let fit = Measure.once { model = method.fit(train, seed) }
        let score = Measure.once { scores = model?.scores(test) ?? [] }
        columns.append(scores)
        print("\(method.name)\t\(parts[2])\t\(fit.user)\t\(score.user)")
      }
      var text = chosen.map(\.name).joined(separator: ",") + "\n"
      for row in 0..<test.rows { text += columns.map { "\($0[row])" }.joined(separator: ",") + "\n" }
      try Data(text.utf8).write(to: URL(filePath: parts[2]))
    }
  }

  private static func load(_ path: String) throws -> FeatureTable {
    let array = try NPYArray([UInt8](Data(contentsOf: URL(filePath: path))))
    return try FeatureTable(columns: array.columnCount, values: array.values)
  }
}
