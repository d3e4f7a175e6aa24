#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How well three families of distributions predicted a series so far: their prequential log-likelihoods, forgotten
/// exponentially, and the shares in a mixture that follow.
struct FamilyWeights: Sendable, Hashable {
  /// ln of how much better the second and third predicted than the first.
  private var second: Float = 0
  private var third: Float = 0

  /// A family keeps at least e⁻²⁰ of the best one's share, so that it can come back.
  private static let range: Float = 20
  private static let memory: Float = 0.998

  init() {}

  /// The shares of the three; they sum to one.
  var shares: (first: Double, second: Double, third: Double) {
    let best = max(0, second, third)
    let (a, b, c) = (exp(Double(-best)), exp(Double(second - best)), exp(Double(third - best)))
    let sum = a + b + c
    return (a / sum, b / sum, c / sum)
  }

  /// Learns ln of how probable each family made a value. What is far from all of them says little about which is right.
  mutating func learn(_ logarithms: (first: Double, second: Double, third: Double), weight: Double) {
    func bounded(_ gain: Double) -> Float { Float(min(2, max(-2, gain.isNaN ? 0 : gain)) * weight) }
    second = second * Self.memory + bounded(logarithms.second - logarithms.first)
    third = third * Self.memory + bounded(logarithms.third - logarithms.first)
    // Bounded below the best of all three: bounded each by itself, two that both beat the first would end up equal.
    let excess = max(0, max(second, third) - Self.range)
    let best = max(0, second - excess, third - excess)
    second = max(second - excess, best - Self.range)
    third = max(third - excess, best - Self.range)
  }

  func write(to writer: inout StateWriter) {
    writer.append(Double(second))
    writer.append(Double(third))
  }

  init(from reader: inout StateReader) throws(StateError) {
    second = try reader.single()
    third = try reader.single()
    guard abs(second) <= Self.range, abs(third) <= Self.range else {
      throw StateError("the residuals of a series are damaged")
    }
  }
}
