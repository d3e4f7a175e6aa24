import Learning

/// One detector at work: its models, and how a closed bucket is judged and learnt.
struct DetectorEngine {
  let index: Int
  let detector: JobDetector
  let settings: SeriesSettings
  var store: SeriesStore
  var rarity: RarityModel
  var frequentBy = FrequentValues()
  var frequentOver = FrequentValues()
  var normalizer = ScoreNormalizer()

  var feature: DetectorFunction.Feature { detector.function.feature }
  /// What its series have.
  var holding: SeriesStore.Holding {
    switch feature {
    case .timeOfDay, .timeOfWeek: .circles
    case .latLong: .locations
    default: .models
    }
  }
  var isPopulation: Bool { detector.overField != nil }

  init(index: Int, _ detector: JobDetector, span: Int64, memoryLimit: Int) {
    self.index = index
    self.detector = detector
    settings = SeriesSettings(
      kind: detector.function.kind, side: detector.function.side, span: span,
      isPopulation: detector.overField != nil)
    store = SeriesStore(perSeries: detector.function.feature == .metric ? 3 : 1)
    // A pair takes about 64 bytes with its share of the tables.
    let pairs = detector.function.isRare ? min(1 << 20, max(1_024, memoryLimit / 128)) : 1
    rarity = RarityModel(.init(pairCapacity: pairs, contextCapacity: max(1, pairs / 4)))
  }

  /// Bytes of memory, about.
  var size: Int {
    let pairs = detector.function.isRare ? rarity.pairCount * 64 + rarity.contextCount * 160 : 0
    return store.size + pairs + frequentBy.size + frequentOver.size + normalizer.size
  }

  /// Judges a bucket and learns it.
  mutating func close(_ cells: BucketCells, _ context: BucketContext) -> DetectorOutcome {
    var outcome = DetectorOutcome()
    switch feature {
    case .rare, .freqRare: closeRare(cells, context, &outcome)
    case .timeOfDay, .timeOfWeek: closeTimes(cells, context, &outcome)
    case .latLong: closePlaces(cells, context, &outcome)
    default:
      if isPopulation { closePopulation(cells, context, &outcome) } else { closeSeries(cells, context, &outcome) }
    }
    learnFrequent(cells)
    if let after = context.pruneAfter, context.bucket % max(1, after / 8) == 0 {
      store.prune(before: context.bucket - after)
    }
    if context.bucket % 16 == 0 || store.count < 64 { store.measure() }
    store.makeRoom(idleBefore: context.bucket - context.idleAfter, limit: context.memoryLimit)
    outcome.trim()
    return outcome
  }

  // MARK: What is left out

  private mutating func learnFrequent(_ cells: BucketCells) {
    guard detector.excludeFrequent != .none else { return }
    frequentBy.learn(Set(cells.parts.map(\.by)))
    frequentOver.learn(Set(cells.parts.map(\.over)))
  }

  func isExcluded(_ part: (partition: UInt64, by: UInt64, over: UInt64)) -> Bool {
    let choice = detector.excludeFrequent
    if choice == .all || choice == .by, detector.byField != nil, frequentBy.isFrequent(part.by) { return true }
    if choice == .all || choice == .over, detector.overField != nil, frequentOver.isFrequent(part.over) { return true }
    return false
  }

  /// What custom rules and calendars say of a value.
  func exceptions(
    _ name: SeriesName, actual: Double, typical: Double, _ context: BucketContext
  ) -> (skipsResult: Bool, skipsUpdate: Bool) {
    var skipsResult = context.skipsResults
    var skipsUpdate = context.skipsUpdates
    guard !detector.rules.isEmpty else { return (skipsResult, skipsUpdate) }
    let names = name.values(detector)
    for rule in detector.rules
    where rule.applies(to: names, filters: context.filters, actual: actual, typical: typical, time: context.time) {
      skipsResult = skipsResult || rule.skipsResult
      skipsUpdate = skipsUpdate || rule.skipsUpdate
    }
    return (skipsResult, skipsUpdate)
  }
}
