import Learning

extension DetectorEngine {
  /// Times of day or of the week: when events of a series, or of a population, usually happen.
  ///
  /// Every event of the bucket is judged; the most improbable one counts, corrected for their number.
  mutating func closeTimes(_ cells: BucketCells, _ context: BucketContext, _ outcome: inout DetectorOutcome) {
    let isWeek = feature == .timeOfWeek
    let period = isWeek ? 604_800.0 : 86_400
    var series: [Int?] = []
    for slot in cells.names.indices {
      series.append(circleSeries(cells, slot, context) { $0.circles.append(CircularModel(isWeek: isWeek)) })
    }
    var learnt: [Int] = []
    for slot in cells.names.indices {
      guard let place = series[slot] else { continue }
      let model = store.circles[place]
      let times = cells.samples[slot].values.map { Double($0) / period }
      let judged = times.map { (time: $0, p: model.logProbability($0)) }
      guard let worst = judged.min(by: { $0.p < $1.p }) else { continue }
      let actual = (worst.time * period).rounded()
      let typical = (model.typical * period).rounded()
      let skips = exceptions(cells.names[slot], actual: actual, typical: typical, context)
      if !skips.skipsUpdate { learnt.append(slot) }
      guard model.weight >= 20, !skips.skipsResult, !isExcluded(cells.parts[slot]) else { continue }
      // Neighbouring events of a bucket are one visit, so it is only corrected for what is told apart.
      let distinct = Set(times.map { Int($0 * (isWeek ? 168 : 48)) }).count
      let probability = min(0, worst.p + LogProbability.logarithm(Double(distinct)))
      outcome.aggregation.add(probability)
      outcome.add(circleCandidate(cells, slot, probability, actual: [actual], typical: [typical]))
    }
    for slot in learnt {
      guard let place = series[slot] else { continue }
      // A burst is one visit: a bin is learnt once a bucket, with a little more for more events.
      let bins = Dictionary(grouping: cells.samples[slot].values) { Int(Double($0) / period * (isWeek ? 168 : 48)) }
      for bin in bins.keys.sorted() {
        store.circles[place].learn((Double(bin) + 0.5) / (isWeek ? 168 : 48))
      }
    }
  }

  /// Places: where events of a series, or of a population, usually happen.
  mutating func closePlaces(_ cells: BucketCells, _ context: BucketContext, _ outcome: inout DetectorOutcome) {
    for slot in cells.names.indices {
      guard let found = cells.places[slot].place,
        let series = circleSeries(cells, slot, context, { $0.locations.append(LocationModel()) })
      else { continue }
      let model = store.locations[series]
      let typical = model.typical(near: found)
      let skips = exceptions(cells.names[slot], actual: 0, typical: 0, context)
      if !skips.skipsUpdate { store.locations[series].learn(found) }
      guard let typical, model.weight >= 8, !skips.skipsResult, !isExcluded(cells.parts[slot]) else { continue }
      let probability = model.logProbability(found)
      outcome.aggregation.add(probability)
      outcome.add(
        circleCandidate(
          cells, slot, probability, actual: [found.latitude, found.longitude],
          typical: [typical.latitude, typical.longitude]))
    }
  }

  private func circleCandidate(
    _ cells: BucketCells, _ slot: Int, _ probability: Double, actual: [Double], typical: [Double]
  ) -> Candidate {
    var candidate = Candidate(
      slot: slot, name: cells.names[slot], partition: cells.parts[slot].partition, logProbability: probability,
      single: probability, actual: actual, typical: typical)
    if isPopulation { candidate.causes = [candidate] }
    return candidate
  }

  /// The model of a series, or of the population that it is a member of.
  private mutating func circleSeries(
    _ cells: BucketCells, _ slot: Int, _ context: BucketContext, _ make: (inout SeriesStore) -> Void
  ) -> Int? {
    let part = cells.parts[slot]
    var name = cells.names[slot]
    if isPopulation { name.over = nil }
    let hash = isPopulation ? KeyHash.join(part.partition, part.by) : cells.keys.hashes[slot]
    return store.series(
      hash, name: name, partition: part.partition, at: context.bucket, limit: context.memoryLimit, make: make)
  }
}
