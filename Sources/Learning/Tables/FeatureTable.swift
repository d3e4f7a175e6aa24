/// Points to learn from: rows of numbers under named columns, stored row after row. A missing value is NaN.
public struct FeatureTable: Sendable, Hashable {
  /// The number of points.
  public let rows: Int
  /// The number of features of each point.
  public let columns: Int
  /// What the features are called, one name a column.
  public let names: [String]
  /// The values, `rows × columns`, row-major.
  public let values: [Double]

  /// A table of values in row-major order; names default to `f0`, `f1`, ….
  ///
  /// - Throws: `FeatureTableError` if the number of values or names does not fit.
  public init(columns: Int, values: [Double], names: [String] = []) throws(FeatureTableError) {
    guard columns > 0 || values.isEmpty else { throw FeatureTableError("a table with values needs columns") }
    guard columns == 0 || values.count % columns == 0 else {
      throw FeatureTableError("\(values.count) values do not make rows of \(columns)")
    }
    guard names.isEmpty || names.count == columns else {
      throw FeatureTableError("\(names.count) names for \(columns) columns")
    }
    self.columns = columns
    self.rows = columns == 0 ? 0 : values.count / columns
    self.values = values
    self.names = names.isEmpty ? (0..<columns).map { "f\($0)" } : names
  }

  /// A table that is known to fit.
  init(trusted values: [Double], columns: Int, names: [String]) {
    self.columns = columns
    self.rows = columns == 0 ? 0 : values.count / columns
    self.values = values
    self.names = names
  }

  /// The value of a feature of a point.
  public subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// The features of one point.
  public func row(_ index: Int) -> ArraySlice<Double> { values[index * columns..<(index + 1) * columns] }

  /// One feature of every point.
  public func column(_ index: Int) -> [Double] { (0..<rows).map { values[$0 * columns + index] } }

  /// How the columns differ from those of a table that was learnt from; `nil` when they are the same in the same order.
  public func difference(from reference: FeatureTable) -> String? {
    guard names != reference.names else { return nil }
    let missing = reference.names.filter { !names.contains($0) }.prefix(3)
    let added = names.filter { !reference.names.contains($0) }.prefix(3)
    let parts = missing.map { "'\($0)' is missing" } + added.map { "'\($0)' is new" }
    return parts.isEmpty ? "the order of the columns differs" : parts.joined(separator: ", ")
  }

  /// The points of the given rows, in that order.
  public func selecting(rows selected: some Collection<Int>) -> FeatureTable {
    var result: [Double] = []
    result.reserveCapacity(selected.count * columns)
    for index in selected { result.append(contentsOf: row(index)) }
    return FeatureTable(trusted: result, columns: columns, names: names)
  }
}

/// A table that does not fit together.
public struct FeatureTableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}
