import Learning

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How odd rows are against a reference, and which of them are unlike all that a model was made with.
///
/// The oddity of a row is the sum over features of −log of the smaller tail probability in the reference (ECOD, `TailProbabilities`);
/// a missing value counts −log of the share of missing values. Oddities of labelled rows that the model did not learn from
/// make the conformal credibility of a new row (`ConformalNovelty`).
public struct InputNovelty: Sendable {
  private let features: [DriftReference.Feature]
  private let classes: ConformalNovelty?

  /// The level at which a row that no class finds credible is rejected.
  public static let level = 0.01

  /// From a reference; without labelled oddities in it nothing can be rejected.
  public init(_ reference: DriftReference) {
    features = reference.features.map { feature in
      var feature = feature
      feature.sample.sort()
      return feature
    }
    classes = reference.novelty
  }

  /// Whether rows can be rejected at all at the level: too few calibration rows cannot say that something is one in a hundred.
  public var canReject: Bool {
    guard let classes, !classes.classes.isEmpty else { return false }
    return classes.classes.contains { classes.resolution(of: $0) <= Self.level }
  }

  /// How odd a row is.
  public func oddity(_ row: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (value, feature) in zip(row, features) { sum += Self.surprisal(value, feature) }
    return sum
  }

  /// Whether no class finds a row credible.
  public func isRejected(_ row: ArraySlice<Double>) -> Bool {
    guard let classes, canReject else { return false }
    let odd = oddity(row)
    return !classes.classes.contains { classes.credibility(odd, for: $0) > Self.level }
  }

  /// The features that make a row odd, the oddest first.
  public func reasons(_ row: ArraySlice<Double>, limit: Int) -> [String] {
    let all = zip(row, features).map { (Self.surprisal($0, $1), $1.name) }
    return all.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.prefix(limit).map(\.1)
  }

  private static func surprisal(_ value: Double, _ feature: DriftReference.Feature) -> Double {
    let rows = Double(feature.stability.reference.reduce(0, +))
    let missing = Double(feature.stability.reference.last ?? 0)
    guard !value.isNaN else { return -log((missing + 0.5) / (rows + 1)) }
    let sample = feature.sample
    guard !sample.isEmpty else { return -log(0.5 / (rows + 1)) }
    let upTo = place(sample) { $0 > value }
    let from = sample.count - place(sample) { $0 >= value }
    let tail = Double(max(1, min(upTo, from))) / Double(sample.count)
    return -log(tail) - log((rows - missing + 0.5) / (rows + 1))
  }

  /// The first place of a sorted sample from which a condition holds.
  private static func place(_ sample: [Double], _ condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, sample.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(sample[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
