import Learning

/// Something improbable in a bucket, before it is scored: what becomes a record.
struct Candidate {
  /// The series in the bucket's cells; `nil` when it had no events.
  var slot: Int?
  var name: SeriesName
  /// The hash of the partition, for normalization.
  var partition: UInt64
  var logProbability: Double
  /// ln p of the bucket alone, and of the last twelve together.
  var single: Double
  var window: Double?
  var actual: [Double]
  var typical: [Double]
  /// Whether the value is higher than expected; `nil` where that means nothing.
  var isSpike: Bool?
  var bounds: (lower: Double, upper: Double)?
  /// Whether a category was never seen before, and how often it was among all.
  var rarity: (isFirst: Bool, share: Double)?
  /// The members of a population's record, most improbable first.
  var causes: [Candidate] = []
  /// What taking a share of the value away would leave of ln p; `nil` where influence is a share of the events.
  var without: ((Double) -> Double)?

  /// No record has a larger p-value.
  static let threshold = -3.352_407_217_492_723  // ln 0.035
}

/// What a detector says of a bucket.
struct DetectorOutcome {
  /// Most improbable first.
  var candidates: [Candidate] = []
  /// All series together.
  var aggregation = ProbabilityAggregation()
  var plots: [ModelPlotResult] = []
  /// Candidates that were too many to keep.
  var dropped = 0

  /// Records of a detector in a bucket.
  static let maximumCandidates = 500

  mutating func add(_ candidate: Candidate) {
    guard candidate.logProbability < Candidate.threshold else { return }
    candidates.append(candidate)
    if candidates.count >= 2 * Self.maximumCandidates { trim() }
  }

  mutating func trim() {
    candidates.sort { ($0.logProbability, $0.name.order) < ($1.logProbability, $1.name.order) }
    dropped += max(0, candidates.count - Self.maximumCandidates)
    candidates = Array(candidates.prefix(Self.maximumCandidates))
  }
}

extension SeriesName {
  /// A text to order names by.
  var order: String { "\(partition ?? "")\u{0}\(by ?? "")\u{0}\(over ?? "")" }
}
