public import Learning

/// A table as it was read: its numbers, and the columns that are text.
public struct DataTable: Sendable {
  /// The columns of numbers. An empty or missing value is NaN.
  public var numbers: FeatureTable
  /// The columns that hold text, by name, one value a row: names and labels of the points, not features.
  public var texts: [(name: String, values: [String])]

  /// A table of its parts.
  public init(numbers: FeatureTable, texts: [(name: String, values: [String])] = []) {
    self.numbers = numbers
    self.texts = texts
  }

  /// Some of the rows, in the order given.
  public func selecting(rows: [Int]) -> DataTable {
    DataTable(
      numbers: numbers.selecting(rows: rows),
      texts: texts.map { column in (column.name, rows.map { column.values[$0] }) })
  }

  /// Takes a column of numbers out of the features, for example a label. `nil` if there is no such column.
  public mutating func remove(column name: String) -> [Double]? {
    guard let index = numbers.names.firstIndex(of: name) else { return nil }
    let removed = numbers.column(index)
    var values: [Double] = []
    values.reserveCapacity(numbers.rows * (numbers.columns - 1))
    for row in 0..<numbers.rows {
      for column in 0..<numbers.columns where column != index { values.append(numbers[row, column]) }
    }
    var names = numbers.names
    names.remove(at: index)
    // The values were just made to fit; without a column left there is nothing to keep.
    if let rest = try? FeatureTable(columns: names.count, values: values, names: names) { numbers = rest }
    return removed
  }
}
