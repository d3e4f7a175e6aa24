/// A model as Shrike keeps it: an ensemble with what turns its margins into decisions, and what is to be known about it.
public struct ModelFile: Sendable, Hashable {
  /// The trees.
  public var ensemble: TreeEnsemble
  /// The map from the score to a probability; nil when scores are used as they are.
  public var calibrator: Calibrator?
  /// Scores at or above it are reported; nil when none was chosen.
  public var threshold: Double?
  /// The model card: what the model was trained on and how it fared, in words, in order.
  public var card: [CardEntry]
  /// Rows that it learned from, of which explanations name the nearest; nil when none are kept.
  public var neighbours: LeafNeighbours?

  /// One line of the card.
  public struct CardEntry: Sendable, Hashable {
    /// What is told: "split", "rows", "auroc".
    public var name: String
    /// What is told about it.
    public var text: String

    /// A line.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// A model.
  public init(
    _ ensemble: TreeEnsemble, calibrator: Calibrator? = nil, threshold: Double? = nil, card: [CardEntry] = []
  ) {
    self.ensemble = ensemble
    self.calibrator = calibrator
    self.threshold = threshold
    self.card = card
  }

  /// The score of one row's predictions: that of the positive of two classes, or the only one; calibrated when the model
  /// says how. Nil for more outputs.
  public func score(_ predictions: [Double]) -> Double? {
    guard predictions.count <= 2, let last = predictions.last else { return nil }
    return calibrator?.probability(last) ?? last
  }
}
