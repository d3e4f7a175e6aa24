#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the margins of an ensemble become its predictions.
public enum OutputTransform: Sendable, Hashable {
  /// The margins themselves.
  case identity
  /// 1 / (1 + e^(−s·x)) of each output.
  case sigmoid(scale: Double)
  /// One margin to the two probabilities [1 − p, p] with p = 1 / (1 + e^(−x)).
  case sigmoidPair
  /// One margin to [1 − x, x].
  case complement
  /// e^xᵢ / Σ e^xⱼ.
  case softmax
  /// Softmax over votes, where an output without votes gets zero (Elastic's `weighted_mode`).
  case softmaxOfVotes
  /// e^x.
  case exponential
  /// ln(1 + e^x) (LightGBM's `cross_entropy_lambda`).
  case logOnePlusExponential
  /// sign(x)·x² (LightGBM's regression with `sqrt`).
  case signedSquare
  /// 1 where x > 0, else 0 (XGBoost's `binary:hinge`).
  case step
  /// 2^(−x), the anomaly score of an isolation forest whose margin is the mean path length over its expectation.
  case negativePowerOfTwo

  /// The number of predictions that `outputCount` margins give.
  public func predictionCount(outputCount: Int) -> Int { isPair ? 2 : outputCount }

  private var isPair: Bool { self == .sigmoidPair || self == .complement }

  func validate(outputCount: Int) throws(ModelError) {
    if isPair, outputCount != 1 {
      throw ModelError("a pair of probabilities needs one output, not \(outputCount)")
    }
    if case .sigmoid(let scale) = self, !scale.isFinite { throw ModelError("the sigmoid's scale is \(scale)") }
  }

  /// Turns the margins of one row into its predictions, in place.
  public func apply(to values: inout [Double]) {
    switch self {
    case .identity: break
    case .sigmoid(let scale): for index in values.indices { values[index] = Self.sigmoid(scale * values[index]) }
    case .sigmoidPair:
      let positive = Self.sigmoid(values[0])
      values = [1 - positive, positive]
    case .complement: values = [1 - values[0], values[0]]
    case .softmax: Self.softmax(&values)
    case .softmaxOfVotes:
      for index in values.indices where values[index] == 0 { values[index] = -.infinity }
      Self.softmax(&values)
    case .exponential: for index in values.indices { values[index] = exp(values[index]) }
    case .logOnePlusExponential: for index in values.indices { values[index] = log1p(exp(values[index])) }
    case .signedSquare: for index in values.indices { values[index] *= values[index].magnitude }
    case .step: for index in values.indices { values[index] = values[index] > 0 ? 1 : 0 }
    case .negativePowerOfTwo: for index in values.indices { values[index] = exp2(-values[index]) }
    }
  }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func softmax(_ values: inout [Double]) {
    guard let most = values.max(), most > -.infinity else { return }
    var sum = 0.0
    for index in values.indices {
      values[index] = exp(values[index] - most)
      sum += values[index]
    }
    for index in values.indices { values[index] /= sum }
  }
}
