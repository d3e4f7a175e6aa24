public import Learning

/// The features that moved a row's score most.
public struct ModelExplanation: Sendable, Hashable {
  /// One feature.
  public struct Feature: Sendable, Hashable {
    /// Its name, or its column.
    public var name: String
    /// Its value in the row.
    public var value: Double
    /// How far it moved the margin.
    public var contribution: Double
  }

  /// The expected margin.
  public var expectation: Double
  /// The features, the largest movement first.
  public var features: [Feature]
  /// The nearest known row of each class; nil of a model that keeps none.
  public var neighbours: [LeafNeighbours.Match]?

  /// Explains a row's first output; at most `limit` features that moved it at all.
  public init(_ row: ArraySlice<Double>, by explainer: TreeSHAP, names: [String], limit: Int) {
    let contributions = explainer.contributions(row.span)
    expectation = contributions[explainer.featureCount]
    let moved = (0..<explainer.featureCount).filter { contributions[$0] != 0 }
    features = moved.sorted { abs(contributions[$0]) > abs(contributions[$1]) }.prefix(limit).map { index in
      Feature(
        name: names.indices.contains(index) ? names[index] : "column \(index)", value: row[row.startIndex + index],
        contribution: contributions[index])
    }
  }
}
