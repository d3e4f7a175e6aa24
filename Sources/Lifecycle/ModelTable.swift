public import Learning
public import Tables

/// A table's rows as a model wants them.
public struct ModelTable: Sendable {
  /// Row after row.
  public var rows: [Double]
  /// The number of values of a row.
  public var columns: Int
  /// The number of rows.
  public var count: Int
  /// The label of each row; nil when none was named.
  public var labels: [Double]?
  /// The names of the columns; empty when there are none.
  public var names: [String]

  /// Takes the columns that a model reads: by name where both have names, by position else. A column of text that an
  /// Elastic model's preprocessors read is handed to them.
  public init(_ data: DataTable, for model: LoadedModel, label: String? = nil) throws(LifecycleError) {
    var data = data
    labels = try label.map { name throws(LifecycleError) in try Self.take(name, from: &data) }
    let wanted = model.model.ensemble.featureNames
    count = data.numbers.rows
    names = wanted
    if let elastic = model.elastic {
      columns = wanted.count
      rows = Self.preprocessed(data, elastic)
      return
    }
    columns = model.model.ensemble.featureCount
    let own = Dictionary(data.numbers.names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    let positions = wanted.compactMap { own[$0] }
    if !wanted.isEmpty, positions.count == wanted.count {
      rows = []
      rows.reserveCapacity(count * columns)
      for row in 0..<count { for position in positions { rows.append(data.numbers[row, position]) } }
    } else {
      guard data.numbers.columns == columns else {
        let missing = wanted.first { own[$0] == nil }.map { " (the first missing name is \($0))" } ?? ""
        throw LifecycleError("the table has \(data.numbers.columns) columns, and the model reads \(columns)\(missing)")
      }
      rows = data.numbers.values
    }
  }

  /// All columns of numbers, with a label.
  public init(_ data: DataTable, label: String) throws(LifecycleError) {
    var data = data
    labels = try Self.take(label, from: &data)
    rows = data.numbers.values
    columns = data.numbers.columns
    count = data.numbers.rows
    names = data.numbers.names
  }

  /// All columns, with labels from elsewhere, one a row.
  public init(_ features: FeatureTable, labels: [Double]? = nil) {
    (rows, columns, count, names) = (features.values, features.columns, features.rows, features.names)
    self.labels = labels
  }

  private static func take(_ name: String, from data: inout DataTable) throws(LifecycleError) -> [Double] {
    guard let list = data.remove(column: name) else {
      throw LifecycleError("there is no column \(name) of numbers to take as the label")
    }
    if let row = list.firstIndex(where: { !$0.isFinite }) { throw LifecycleError("row \(row + 1) has no label") }
    return list
  }

  private static func preprocessed(_ data: DataTable, _ model: ElasticModel) -> [Double] {
    var rows: [Double] = []
    for row in 0..<data.numbers.rows {
      var fields: [String: FieldValue] = [:]
      for (column, name) in data.numbers.names.enumerated() where !data.numbers[row, column].isNaN {
        fields[name] = .number(data.numbers[row, column])
      }
      for (name, values) in data.texts { fields[name] = .text(values[row]) }
      rows += model.row(fields)
    }
    return rows
  }
}
