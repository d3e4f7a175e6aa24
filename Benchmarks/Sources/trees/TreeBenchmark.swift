import Foundation
import Learning
import Measuring

/// Scores and explains with a LightGBM, XGBoost or packed model: `trees MODEL ROWS.npy [EXPECTED.npy]`.
///
/// Prints the least processor time of several runs as `name<TAB>microseconds a row`, which `scripts/measure-tree-peers` sets
/// beside other engines. EXPECTED holds margins; the largest difference is printed.
@main struct TreeBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: trees MODEL ROWS.npy [EXPECTED.npy]")
      exit(2)
    }
    let model = try load(arguments[1])
    let packed = ModelFile.isPacked(model) ? try ModelFile(packed: model) : nil
    let ensemble =
      try packed?.ensemble
      ?? (arguments[1].hasSuffix(".txt")
        ? LightGBMImporter.ensemble(from: model) : XGBoostImporter.ensemble(from: model))
    let forest = try Forest(ensemble)
    let matrix = try NPYArray(load(arguments[2]))
    let columns = matrix.columnCount
    let rows = matrix.values.map { Float($0) }
    var workspace = ForestWorkspace()
    var margins: [Double] = []

    report("batch, floats", matrix.rowCount) {
      margins = forest.margins(rows: rows.span, columns: columns, using: &workspace)
    }
    if arguments.count > 3 {
      let expected = try NPYArray(load(arguments[3])).values
      let worst = zip(margins, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      print("largest difference\t\(worst)")
    }
    report("batch, doubles", matrix.rowCount) {
      margins = forest.margins(rows: matrix.values.span, columns: columns, using: &workspace)
    }
    var sum = 0.0
    report("single row, floats", matrix.rowCount) {
      for row in 0..<matrix.rowCount {
        sum += forest.margins(rows.span.extracting(row * columns..<(row + 1) * columns), using: &workspace)[0]
      }
    }
    let explainer = try TreeSHAP(ensemble)
    let explained = min(100, matrix.rowCount)
    report("SHAP values", explained) {
      for row in 0..<explained {
        sum += explainer.contributions(rows.span.extracting(row * columns..<(row + 1) * columns))[0]
      }
    }
    if let search = packed.flatMap(NeighbourSearch.init) {
      report("nearest known rows", explained) {
        for row in 0..<explained {
          let found = search.nearest(
            rows.span.extracting(row * columns..<(row + 1) * columns), in: forest, using: &workspace)
          sum += (found.negative ?? found.positive)?.similarity ?? 0
        }
      }
    }
    precondition(sum.isFinite)
  }

  private static func load(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

  private static func report(_ name: String, _ rows: Int, _ work: () -> Void) {
    let cost = Measure.best(of: 7, work)
    print("\(name)\t\((cost.user / Double(rows) * 1e8).rounded() / 100)")
  }
}
