/// Collects a vector, or the description of its columns: the same calls in the same order make both, so they cannot
/// disagree.
struct FeatureWriter {
  /// The values so far.
  private(set) var values: [Float] = []
  /// The columns so far; only filled when asked for.
  private(set) var columns: [FeatureColumn] = []
  private let describes: Bool

  /// - Parameter describes: whether columns are collected instead of values alone.
  init(describes: Bool, capacity: Int = 0) {
    self.describes = describes
    values.reserveCapacity(capacity)
  }

  /// Adds a value. Values that are not finite become 0.
  mutating func put(
    _ name: @autoclosure () -> String, _ meaning: @autoclosure () -> String, _ value: Double,
    movedBy: Perturbation = []
  ) {
    let single = Float(value)
    values.append(single.isFinite ? single : 0)
    if describes { columns.append(FeatureColumn(name: name(), meaning: meaning(), movedBy: movedBy)) }
  }

  /// Adds 1 or 0.
  mutating func put(
    _ name: @autoclosure () -> String, _ meaning: @autoclosure () -> String, _ value: Bool, movedBy: Perturbation = []
  ) {
    put(name(), meaning(), value ? 1 : 0, movedBy: movedBy)
  }

  /// Adds ln(1 + value) of a count or a size.
  mutating func log(
    _ name: @autoclosure () -> String, _ meaning: @autoclosure () -> String, _ value: some BinaryInteger,
    movedBy: Perturbation = []
  ) {
    put(name(), "ln(1 + n) of: " + meaning(), Logarithm.onePlus(Double(value)), movedBy: movedBy)
  }
}
