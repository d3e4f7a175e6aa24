/// The last twelve buckets taken together: a deviation that no single bucket shows.
///
/// Normal scores of the buckets, weighted 1, 0.9, 0.9², … back in time, are summed, and the sum is compared with what such
/// sums were before, so that neighbouring buckets that resemble each other do not look like evidence.
struct MultiBucket: Sendable, Hashable {
  /// Buckets in the window, as Elastic uses.
  static let length = 12
  private static let weights: [Float] = (0..<length).map { age in (0..<age).reduce(Float(1)) { part, _ in part * 0.9 } }

  private var scores: [Float] = []
  private var next: UInt8 = 0
  private var weight: Float = 0
  private var mean: Float = 0
  private var variance: Float = 0

  init() {}

  /// Adds the normal score of a bucket and gives the tails of the window's sum, once there are enough sums to compare with.
  ///
  /// `doubt` is the share of sums that may be anything, because hours or days that were never seen may differ.
  mutating func add(_ score: Double, memory: Double, doubt: Double = 0) -> Tails? {
    let bounded = Float(min(5, max(-5, score)))
    if scores.count < Self.length { scores.append(bounded) } else { scores[Int(next)] = bounded }
    next = UInt8((Int(next) + 1) % Self.length)
    guard scores.count == Self.length else { return nil }
    var sum: Float = 0
    var index = Int(next)
    for age in stride(from: Self.length - 1, through: 0, by: -1) {
      sum += scores[index] * Self.weights[age]
      index += 1
      if index == Self.length { index = 0 }
    }
    defer { learn(sum, memory: memory) }
    guard weight >= 36 else { return nil }
    // Sums overlap: as evidence about their spread, six of them count as one. Independent scores have a variance of 4.85.
    let degrees = Double(weight) / 6
    let spread = (Double(variance) * degrees + 4.85 * 4) / (degrees + 4)
    let t = Double(sum - mean) / (spread * (1 + 1 / degrees)).squareRoot()
    let tails = Tails.student(t, degrees: degrees + 3)
    return doubt > 0 ? Tails.student(t / 10, degrees: degrees + 3).mixed(with: tails, share: doubt) : tails
  }

  private mutating func learn(_ sum: Float, memory: Double) {
    let deviation = max(variance, 4.85).squareRoot()
    let bounded = weight < 12 ? sum : min(mean + 3 * deviation, max(mean - 3 * deviation, sum))
    weight = min(weight + 1, Float(memory))
    let step = 1 / weight
    let difference = bounded - mean
    mean += step * difference
    variance += step * (difference * (bounded - mean) - variance)
  }

  /// Whether it has seen a bucket.
  var isStarted: Bool { !scores.isEmpty }

  /// Bytes of memory that the scores of a window take.
  static let mostGrowth = 32 + 4 * length

  /// Bytes of memory beside the struct itself.
  var size: Int { scores.isEmpty ? 0 : Self.mostGrowth }

  func write(to writer: inout StateWriter) {
    writer.append(count: scores.count)
    for score in scores { writer.append(Double(score)) }
    writer.append(UInt64(next))
    for value in [weight, mean, variance] { writer.append(Double(value)) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    let count = try reader.integer(in: 0...Self.length)
    for _ in 0..<count { scores.append(try reader.single()) }
    next = UInt8(try reader.integer(in: 0...(Self.length - 1)))
    weight = try reader.single()
    mean = try reader.single()
    variance = try reader.single()
    guard weight >= 0, variance >= 0 else { throw StateError("the window of a series is damaged") }
  }
}
