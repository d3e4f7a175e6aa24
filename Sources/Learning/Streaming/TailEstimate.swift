#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often something as large was seen before: the empirical share of recent values, continued beyond them by a generalized Pareto
/// tail.
///
/// Excesses over a high threshold follow it about (J. Pickands, "Statistical inference using extreme order statistics", Annals of
/// Statistics 3, 1975); its shape and scale are those of the excesses' mean and variance (J. R. M. Hosking, J. R. Wallis, Technometrics
/// 29, 1987). Memory: two copies of `capacity` values.
struct TailEstimate: Sendable {
  static let capacity = 2_000
  /// The share of values that make the tail.
  private static let tailShare = 0.05
  /// A stream does not tell of what is rarer.
  private static let least = 1e-12
  /// Without so many values nothing is known.
  private static let fewest = 50

  private var ordered: [Double] = []
  private(set) var arrivals: [Double] = []
  private(set) var next = 0

  init() {}

  /// From the values in the ring; `next` is the place of the oldest once it is full.
  init(arrivals: [Double], next: Int) {
    self.arrivals = arrivals
    self.next = next
    ordered = arrivals.sorted()
  }

  /// About the chance of a value at least as large; 1 while too few were seen.
  func pValue(_ x: Double) -> Double {
    let n = ordered.count
    guard n >= Self.fewest else { return 1 }
    let atLeast = n - ordered.partitioningIndex { $0 >= x }
    let inTail = max(10, Int(Double(n) * Self.tailShare))
    let empirical = Double(atLeast + 1) / Double(n + 1)
    guard atLeast < inTail else { return empirical }
    let threshold = ordered[n - inTail]
    let excesses = ordered[(n - inTail)...].map { $0 - threshold }
    let mean = excesses.reduce(0, +) / Double(inTail)
    let variance = excesses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(inTail)
    guard mean > 0, variance > 0 else { return empirical }
    let share = Double(inTail) / Double(n + 1)
    return max(Self.least, share * Self.survival(max(0, x - threshold), mean: mean, variance: variance))
  }

  /// The chance that a generalized Pareto excess of that mean and variance is larger than `excess`.
  private static func survival(_ excess: Double, mean: Double, variance: Double) -> Double {
    // Few excesses do not tell a shape far from that of the exponential distribution, which is 0.
    let shape = min(0.4, max(-0.4, (1 - mean * mean / variance) / 2))
    let scale = mean * (1 - shape)
    guard abs(shape) > 1e-6 else { return exp(-excess / scale) }
    let base = 1 + shape * excess / scale
    return base > 0 ? pow(base, -1 / shape) : 0
  }

  mutating func learn(_ x: Double) {
    if arrivals.count < Self.capacity {
      arrivals.append(x)
    } else {
      let old = arrivals[next]
      arrivals[next] = x
      next = (next + 1) % Self.capacity
      ordered.remove(at: ordered.partitioningIndex { $0 >= old })
    }
    ordered.insert(x, at: ordered.partitioningIndex { $0 > x })
  }
}
