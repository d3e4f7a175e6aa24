import Learning

extension DetectorEngine {
  /// Categories: rare by value in its partition, or rare among the members of a population.
  ///
  /// A sighting is a bucket in which the value occurs, with an over field a bucket and a member of the population that shows
  /// it. `RarityModel` gives p; a value that is new to its partition but usual in others is not as improbable.
  /// `freq_rare` also asks how often the member showed the value, compared with all members and values.
  mutating func closeRare(_ cells: BucketCells, _ context: BucketContext, _ outcome: inout DetectorOutcome) {
    var members: [UInt64: [Candidate]] = [:]
    var order: [UInt64] = []
    var learnt: [Int] = []
    for slot in cells.names.indices {
      let skips = exceptions(cells.names[slot], actual: cells.counts[slot], typical: 0, context)
      if !skips.skipsUpdate { learnt.append(slot) }
      guard let found = rarity(cells, slot), !skips.skipsResult, !isExcluded(cells.parts[slot]) else { continue }
      let candidate = rareCandidate(cells, slot, found, context)
      guard isPopulation else {
        outcome.aggregation.add(candidate.logProbability)
        outcome.add(candidate)
        continue
      }
      let member = KeyHash.join(cells.parts[slot].partition, cells.parts[slot].over)
      if members[member] == nil { order.append(member) }
      members[member, default: []].append(candidate)
    }
    for member in order {
      guard let found = members[member] else { continue }
      let joined = Self.joined(found)
      outcome.aggregation.add(joined.logProbability)
      outcome.add(joined)
    }
    for slot in learnt { learnRare(cells, slot, context) }
  }

  private func rarity(_ cells: BucketCells, _ slot: Int) -> Rarity? {
    rarity.rarity(of: cells.parts[slot].by, in: cells.parts[slot].partition)
  }

  private mutating func learnRare(_ cells: BucketCells, _ slot: Int, _ context: BucketContext) {
    let part = cells.parts[slot]
    if feature == .freqRare, let series = frequencySeries(cells, slot, context) {
      store.observe(cells.counts[slot], by: series, at: context.bucket, settings, limit: context.memoryLimit)
    }
    rarity.observe(part.by, in: part.partition)
  }

  /// The model of how often members show a value in a bucket.
  private mutating func frequencySeries(_ cells: BucketCells, _ slot: Int, _ context: BucketContext) -> Int? {
    let settings = settings
    let part = cells.parts[slot]
    return store.series(
      KeyHash.join(part.partition, 1), name: SeriesName(partition: cells.names[slot].partition),
      partition: part.partition, at: context.bucket, limit: context.memoryLimit
    ) { store in store.models.append(SeriesModel(settings)) }
  }

  private func rareCandidate(
    _ cells: BucketCells, _ slot: Int, _ found: Rarity, _ context: BucketContext
  ) -> Candidate {
    let part = cells.parts[slot]
    var probability = LogProbability.logarithm(found.pValue)
    if feature == .freqRare, let series = store.find(KeyHash.join(part.partition, 1)) {
      var both = ProbabilityAggregation()
      both.add(probability)
      both.add(store.models[series].logProbability(of: cells.counts[slot], at: context.bucket, settings))
      probability = both.logProbability
    }
    let share = Double(found.count) / Double(max(1, found.contextTotal))
    return Candidate(
      slot: slot, name: cells.names[slot], partition: part.partition, logProbability: probability,
      single: probability, actual: [isPopulation ? cells.counts[slot] : 1], typical: [share],
      rarity: (found.count == 0, share))
  }
}
