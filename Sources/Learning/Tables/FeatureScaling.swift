/// Brings features to comparable ranges: replaces missing values by the column's median and maps the 0 … 100 % range seen
/// at fitting to 0 … 1. A column with one value becomes 0 at that value and keeps its distance from it elsewhere.
public struct FeatureScaling: Sendable, Hashable {
  /// The median of each column without missing values; 0 for a column that has none.
  public let medians: [Double]
  /// The smallest value of each column.
  public let minima: [Double]
  /// The range of each column, 1 where that is zero.
  public let ranges: [Double]

  /// Learns the ranges of a table.
  public init(fitting table: FeatureTable) {
    var medians: [Double] = []
    var minima: [Double] = []
    var ranges: [Double] = []
    for column in 0..<table.columns {
      let present = table.column(column).filter(\.isFinite).sorted()
      medians.append(present.isEmpty ? 0 : present[present.count / 2])
      minima.append(present.first ?? 0)
      let range = (present.last ?? 0) - (present.first ?? 0)
      ranges.append(range > 0 && range.isFinite ? range : 1)
    }
    self.medians = medians
    self.minima = minima
    self.ranges = ranges
  }

  /// The table on the learnt ranges. Values that are missing or infinite become the median. The columns must be those of
  /// the table that was fitted.
  public func applied(to table: FeatureTable) -> FeatureTable {
    precondition(table.columns == medians.count, "the table has other columns than the one that was fitted")
    var result = table.values
    for row in 0..<table.rows {
      for column in 0..<table.columns {
        let index = row * table.columns + column
        let value = result[index].isFinite ? result[index] : medians[column]
        result[index] = (value - minima[column]) / ranges[column]
      }
    }
    return FeatureTable(trusted: result, columns: table.columns, names: table.names)
  }
}
