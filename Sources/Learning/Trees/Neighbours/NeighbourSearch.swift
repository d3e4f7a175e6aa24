/// Finds the known rows that are nearest to new ones.
public struct NeighbourSearch: Sendable {
  private let neighbours: LeafNeighbours
  private let signature: LeafSignature

  /// For a model that knows rows; nil for others.
  public init?(_ model: ModelFile) {
    guard let neighbours = model.neighbours else { return nil }
    self.neighbours = neighbours
    signature = LeafSignature(model.ensemble, trees: neighbours.trees)
  }

  /// The nearest known row of each class, as the trees of a forest see a row.
  ///
  /// - Parameters:
  ///   - row: the row, as it is scored.
  ///   - forest: the model's ensemble, compiled.
  public func nearest(
    _ row: Span<Float>, in forest: Forest, using workspace: inout ForestWorkspace
  ) -> (positive: LeafNeighbours.Match?, negative: LeafNeighbours.Match?) {
    neighbours.nearest(signature.leaves(forest.leafOrdinals(row, using: &workspace)))
  }

  /// The nearest known row of each class; as for floats.
  public func nearest(
    _ row: Span<Double>, in forest: Forest, using workspace: inout ForestWorkspace
  ) -> (positive: LeafNeighbours.Match?, negative: LeafNeighbours.Match?) {
    neighbours.nearest(signature.leaves(forest.leafOrdinals(row, using: &workspace)))
  }
}
