import Learning

extension DetectorEngine {
  /// Members of a population: each against all others in the same bucket and before.
  ///
  /// All members share the model of their partition and by value, so that a member costs no memory. A bucket is judged as a
  /// whole before it is learnt, and the order of its members means nothing.
  mutating func closePopulation(_ cells: BucketCells, _ context: BucketContext, _ outcome: inout DetectorOutcome) {
    var series: [Int?] = []
    for slot in cells.names.indices { series.append(populationSeries(cells, slot, context)) }
    var byMember: [UInt64: [Candidate]] = [:]
    var order: [UInt64] = []
    var skipped: Set<Int> = []
    for slot in cells.names.indices {
      guard let place = series[slot], let value = cells.value(slot, feature) else { continue }
      let before = store.models[place]
      var copy = before
      let score = copy.observe(value, at: context.bucket, settings, weight: 0)
      let typical = score?.typical ?? value
      let skips = exceptions(cells.names[slot], actual: value, typical: typical, context)
      if skips.skipsUpdate { skipped.insert(slot) }
      guard let score, !skips.skipsResult, !isExcluded(cells.parts[slot]) else { continue }
      let member = KeyHash.join(cells.parts[slot].partition, cells.parts[slot].over)
      if byMember[member] == nil { order.append(member) }
      byMember[member, default: []].append(memberCandidate(cells, slot, score, before, context))
    }
    for member in order {
      guard let found = byMember[member] else { continue }
      let joined = Self.joined(found)
      outcome.aggregation.add(joined.logProbability)
      outcome.add(joined)
    }
    for slot in cells.names.indices where !skipped.contains(slot) {
      guard let place = series[slot], let value = cells.value(slot, feature) else { continue }
      store.observe(value, by: place, at: context.bucket, settings, limit: context.memoryLimit)
    }
  }

  private mutating func populationSeries(_ cells: BucketCells, _ slot: Int, _ context: BucketContext) -> Int? {
    let part = cells.parts[slot]
    var name = cells.names[slot]
    name.over = nil
    let settings = settings
    return store.series(
      KeyHash.join(part.partition, part.by), name: name, partition: part.partition, at: context.bucket,
      limit: context.memoryLimit
    ) { store in
      for _ in 0..<store.perSeries { store.models.append(SeriesModel(settings)) }
    }
  }

  private func memberCandidate(
    _ cells: BucketCells, _ slot: Int, _ score: SeriesScore, _ before: SeriesModel, _ context: BucketContext
  ) -> Candidate {
    var candidate = Candidate(
      slot: slot, name: cells.names[slot], partition: cells.parts[slot].partition,
      logProbability: score.logProbability, single: score.single, window: nil, actual: [score.value],
      typical: [score.typical], isSpike: score.isSpike)
    guard score.logProbability < Candidate.threshold else { return candidate }
    candidate.bounds = before.forecast(at: context.bucket, settings).map { ($0.lower, $0.upper) }
    if isAdditive, score.isSpike {
      let settings = settings
      candidate.without = { share in
        before.logProbability(of: score.value * (1 - share), at: context.bucket, settings)
      }
    }
    return candidate
  }

  /// One record of a member, with what it was improbable in as causes.
  static func joined(_ found: [Candidate]) -> Candidate {
    let sorted = found.sorted { ($0.logProbability, $0.name.by ?? "") < ($1.logProbability, $1.name.by ?? "") }
    guard var first = sorted.first else { preconditionFailure("a member of a population has values") }
    first.causes = Array(sorted.prefix(10))
    guard found.count > 1 else { return first }
    var all = ProbabilityAggregation()
    for candidate in found { all.add(candidate.logProbability) }
    first.logProbability = all.logProbability
    return first
  }
}
