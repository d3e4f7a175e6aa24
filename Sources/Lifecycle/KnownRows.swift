public import Learning
public import Tables

/// A table of what is known of rows that a model learned from: columns `label` (benign or malicious, or 0 or 1), `source`, `name` and
/// `identity`, of which all but the label may be missing.
public enum KnownRows {
  /// Reads the table. Throws when a row has no label, naming the row.
  public static func read(_ table: DataTable) throws(LifecycleError) -> [LeafNeighbours.Known] {
    let count = table.texts.first?.values.count ?? table.numbers.rows
    guard let labels = texts("label", table) else {
      throw LifecycleError("the known rows have no column label")
    }
    let (sources, names, identities) = (texts("source", table), texts("name", table), texts("identity", table))
    var result: [LeafNeighbours.Known] = []
    result.reserveCapacity(count)
    for row in 0..<count {
      let isPositive: Bool
      switch labels[row] {
      case "benign", "0": isPositive = false
      case "malicious", "1": isPositive = true
      default: throw LifecycleError("known row \(row + 1): the label '\(labels[row])' is neither benign nor malicious")
      }
      result.append(
        LeafNeighbours.Known(
          isPositive: isPositive, source: sources?[row] ?? "", name: names?[row] ?? "", identity: identities?[row] ?? ""
        ))
    }
    return result
  }

  /// A column as text; a column of whole numbers as they are written.
  private static func texts(_ name: String, _ table: DataTable) -> [String]? {
    if let column = table.texts.first(where: { $0.name == name }) { return column.values }
    guard let column = table.numbers.names.firstIndex(of: name) else { return nil }
    return table.numbers.column(column).map { value in
      value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.isFinite ? "\(value)" : ""
    }
  }
}
