import Learning

/// Who is to blame for the candidates of a detector: influencer values without whose events the value would not be as
/// improbable.
struct Attribution {
  /// Those of each candidate.
  private(set) var influencers: [[RecordInfluencer]]
  /// In how many series of the bucket each value of an influencer took part, by field and value.
  private(set) var appearances: [String: [String: Int]] = [:]

  /// A value is to blame from this share of the improbability on.
  private static let cutoff = 0.4
  private static let maximumValues = 10

  init(
    _ candidates: [Candidate], _ engine: DetectorEngine, _ cells: BucketCells, _ values: InfluencerValues,
    _ names: [String]
  ) {
    influencers = []
    guard !candidates.isEmpty, !names.isEmpty else {
      influencers = candidates.map { _ in [] }
      return
    }
    var wanted: [Int: Int] = [:]
    for (place, candidate) in candidates.enumerated() { if let slot = candidate.slot { wanted[slot] = place } }
    var weights = [[Int: Double]](repeating: [:], count: candidates.count)
    var series: [Int: Int] = [:]
    cells.ledger.forEach(width: names.count) { slot, _, value, weight in
      series[value, default: 0] += 1
      if let place = wanted[slot] { weights[place][value, default: 0] += weight }
    }
    for (place, candidate) in candidates.enumerated() {
      let total = candidate.slot.map { cells.counts[$0] } ?? 0
      var found: [RecordInfluencer] = []
      for (index, field) in names.enumerated() {
        if let own = Self.own(field, candidate, engine.detector) {
          found.append(RecordInfluencer(field: field, values: [own]))
          continue
        }
        let mine = weights[place].filter { values.fields[$0.key] == index }
        let blamed = Self.blamed(mine, total, candidate).map { values.texts[$0] }
        if !blamed.isEmpty { found.append(RecordInfluencer(field: field, values: blamed)) }
      }
      influencers.append(found)
      for influencer in found {
        for value in influencer.values { appearances[influencer.field, default: [:]][value] = 1 }
      }
    }
    for (value, count) in series {
      let field = names[values.fields[value]]
      if appearances[field]?[values.texts[value]] != nil { appearances[field]?[values.texts[value]] = count }
    }
  }

  /// The value of an influencer that is one of the detector's own fields.
  private static func own(_ field: String, _ candidate: Candidate, _ detector: JobDetector) -> String? {
    if field == detector.byField { return candidate.name.by }
    if field == detector.overField { return candidate.name.over }
    if field == detector.partitionField { return candidate.name.partition }
    return nil
  }

  private static func blamed(_ weights: [Int: Double], _ total: Double, _ candidate: Candidate) -> [Int] {
    guard total > 0, candidate.logProbability < 0 else { return [] }
    var result: [(value: Int, influence: Double)] = []
    for (value, weight) in weights {
      let share = min(1, weight / total)
      var influence = share
      if let without = candidate.without, candidate.single < 0 {
        // A share too small to matter is not worth a tail probability.
        influence = share < 0.05 ? 0 : min(1, max(0, (candidate.single - without(share)) / candidate.single))
      }
      if influence >= cutoff { result.append((value, influence)) }
    }
    result.sort { ($1.influence, $0.value) < ($0.influence, $1.value) }
    return result.prefix(maximumValues).map(\.value)
  }
}

/// What each value of an influencer is to blame for in a bucket.
struct BlameTable {
  private var tables: [String: [String: (all: ProbabilityAggregation, series: Int)]] = [:]

  init(_ fields: [String]) { for field in fields { tables[field] = [:] } }

  mutating func add(
    _ influencers: [RecordInfluencer], _ logProbability: Double, _ appearances: [String: [String: Int]]
  ) {
    for influencer in influencers {
      for value in influencer.values {
        var entry = tables[influencer.field]?[value] ?? (ProbabilityAggregation(), 0)
        entry.all.add(logProbability)
        entry.series = max(entry.series, appearances[influencer.field]?[value] ?? 1)
        tables[influencer.field, default: [:]][value] = entry
      }
    }
  }

  /// The values of an influencer with the probability of all that they are to blame for, most improbable first.
  func values(_ field: String) -> [(value: String, logProbability: Double)] {
    (tables[field] ?? [:]).map { value, entry in
      var all = entry.all
      // Series in which the value took part and nothing was improbable count as evidence against it.
      all.add(unremarkable: entry.series - entry.all.count)
      return (value, all.logProbability)
    }.sorted { ($0.logProbability, $0.value) < ($1.logProbability, $1.value) }
  }
}
