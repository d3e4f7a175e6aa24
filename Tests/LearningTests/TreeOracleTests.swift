import Learning
import Testing

/// Predictions against the libraries that made the models.
@Suite struct TreeOracleTests {
  @Test(arguments: TreeOracle.all) func predictsWhatItsLibraryPredicts(oracle: TreeOracle) throws {
    let forest = try Forest(try oracle.ensemble())
    let rows = try #require(try oracle.array("rows"))
    let margins = try oracle.array("margins")?.values
    let predictions = try #require(try oracle.array("predictions")?.values)
    let columns = rows.columnCount
    var workspace = ForestWorkspace()

    let wide = rows.values
    var found = [forest.margins(rows: wide.span, columns: columns, using: &workspace)]
    found.append(
      (0..<rows.rowCount).flatMap {
        forest.margins(wide.span.extracting($0 * columns..<($0 + 1) * columns), using: &workspace)
      })
    if rows.isFloat32 {
      let narrow = rows.values.map { Float($0) }
      found.append(forest.margins(rows: narrow.span, columns: columns, using: &workspace))
      found.append(
        (0..<rows.rowCount).flatMap {
          forest.margins(narrow.span.extracting($0 * columns..<($0 + 1) * columns), using: &workspace)
        })
    }
    // Rows of floats and doubles, one by one and together: the same to the last bit.
    for other in found.dropFirst() { #expect(other == found[0], "paths disagree") }
    if let margins { #expect(TreeOracle.difference(found[0], margins) < 1e-6) }
    let predicted = forest.predict(rows: wide.span, columns: columns, using: &workspace)
    #expect(TreeOracle.difference(reduced(predicted, like: predictions), predictions) < 1e-6)
  }

  /// XGBoost and LightGBM tell only the positive class of two.
  private func reduced(_ mine: [Double], like theirs: [Double]) -> [Double] {
    guard mine.count == 2 * theirs.count else { return mine }
    return stride(from: 1, to: mine.count, by: 2).map { mine[$0] }
  }
}
