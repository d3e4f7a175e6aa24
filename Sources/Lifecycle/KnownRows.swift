public import Learning
public import Tables

/// A table of what is known of rows that a model learned from: a column `label` of 0 and 1, and texts `source`, `name` and `identity`,
/// each of which may be missing.
public enum KnownRows {
  /// Reads the table. Throws when there are no labels or a label is neither 0 nor 1, naming the row.
  public static func read(_ table: DataTable) throws(LifecycleError) -> [LeafNeighbours.Known] {
    guard let column = table.numbers.names.firstIndex(of: "label") else {
      throw LifecycleError("the known rows have no column label of 0 and 1")
    }
    let (sources, names, identities) = (texts("source", table), texts("name", table), texts("identity", table))
    var result: [LeafNeighbours.Known] = []
    result.reserveCapacity(table.numbers.rows)
    for row in 0..<table.numbers.rows {
      let label = table.numbers[row, column]
      guard label == 0 || label == 1 else {
        throw LifecycleError("known row \(row + 1): the label \(label) is neither 0 nor 1")
      }
      result.append(
        LeafNeighbours.Known(
          isPositive: label == 1, source: sources?[row] ?? "", name: names?[row] ?? "", identity: identities?[row] ?? ""
        ))
    }
    return result
  }

  /// A column of text; nil when the table has none of the name.
  private static func texts(_ name: String, _ table: DataTable) -> [String]? {
    table.texts.first { $0.name == name }?.values
  }
}
