import Learning

extension AnomalyJob {
  /// Judges a complete bucket: detectors, then who is to blame, then scores.
  mutating func judge(_ bucket: OpenBucket, into results: inout [JobResult]) {
    let time = bucket.number * definition.bucketSpan
    let scheduled = definition.scheduledEvents.filter { $0.start < time + definition.bucketSpan && time < $0.end }
    let context = BucketContext(
      bucket: bucket.number, time: time, span: definition.bucketSpan, filters: definition.filters,
      skipsResults: scheduled.contains(where: \.skipsResult), skipsUpdates: scheduled.contains(where: \.skipsUpdate),
      plots: definition.plotsModel, plotTerms: definition.plotTerms, memoryLimit: definition.memoryPerDetector,
      pruneAfter: definition.pruneWindow.map { max(20, $0 / definition.bucketSpan) })
    var all = ProbabilityAggregation()
    var blame = BlameTable(definition.influencers)
    var records: [RecordResult] = []
    for index in detectors.indices {
      let outcome = detectors[index].close(bucket.cells[index], context)
      all.add(outcome.aggregation)
      for var plot in outcome.plots {
        plot.time = time
        results.append(.plot(plot))
      }
      records += score(outcome, index, bucket, time, &blame)
    }
    let influencers = score(blame, time)
    for record in records { results.append(.record(record)) }
    for influencer in influencers { results.append(.influencer(influencer)) }
    results.append(.bucket(score(all, blame, bucket, time, scheduled.map(\.description))))
  }

  // MARK: Records

  private mutating func score(
    _ outcome: DetectorOutcome, _ index: Int, _ bucket: OpenBucket, _ time: Int64, _ blame: inout BlameTable
  ) -> [RecordResult] {
    let blamed = Attribution(
      outcome.candidates, detectors[index], bucket.cells[index], bucket.values, definition.influencers)
    let raw = outcome.candidates.map { RawScore.score($0.logProbability) }
    detectors[index].normalizer.learn(raw.max() ?? 0)
    for (candidate, score) in zip(outcome.candidates, raw) {
      detectors[index].normalizer.learn(score, partition: candidate.partition)
    }
    var records: [RecordResult] = []
    for (place, candidate) in outcome.candidates.enumerated() {
      let score = detectors[index].normalizer.score(
        raw: raw[place], logProbability: candidate.logProbability, partition: candidate.partition)
      let influencers = blamed.influencers[place]
      blame.add(influencers, candidate.logProbability, blamed.appearances)
      records.append(
        RecordResult(candidate, detector: index, time: time, score: score, raw: raw[place], influencers: influencers))
    }
    return records
  }

  // MARK: Influencers and buckets

  private mutating func score(_ blame: BlameTable, _ time: Int64) -> [InfluencerResult] {
    var results: [InfluencerResult] = []
    for (index, field) in definition.influencers.enumerated() {
      let found = blame.values(field)
      let raw = found.map { RawScore.score($0.logProbability) }
      influencerNormalizers[index].learn(raw.max() ?? 0)
      for (value, score) in zip(found, raw) {
        influencerNormalizers[index].learn(score, partition: KeyHash.hash(value.value))
      }
      for (place, value) in found.enumerated() {
        let score = influencerNormalizers[index].score(
          raw: raw[place], logProbability: value.logProbability, partition: KeyHash.hash(value.value))
        results.append(
          InfluencerResult(
            time: time, field: field, value: value.value, logProbability: value.logProbability, initialScore: score,
            score: score, rawScore: raw[place]))
      }
    }
    return results
  }

  private mutating func score(
    _ all: ProbabilityAggregation, _ blame: BlameTable, _ bucket: OpenBucket, _ time: Int64, _ scheduled: [String]
  ) -> BucketResult {
    var parts: [BucketResult.BucketInfluencer] = []
    let probability = all.logProbability
    let raw = RawScore.score(probability)
    bucketNormalizer.learn(raw)
    let score = bucketNormalizer.score(raw: raw, logProbability: probability)
    parts.append(
      .init(field: "bucket_time", logProbability: probability, initialScore: score, score: score, rawScore: raw))
    for (index, field) in definition.influencers.enumerated() {
      let values = blame.values(field)
      guard !values.isEmpty else { continue }
      var joint = ProbabilityAggregation()
      for value in values { joint.add(value.logProbability) }
      joint.add(unremarkable: bucket.values.count(index) - values.count)
      let raw = RawScore.score(joint.logProbability)
      let score = influencerNormalizers[index].score(raw: raw, logProbability: joint.logProbability)
      parts.append(
        .init(
          field: field, logProbability: joint.logProbability, initialScore: score, score: score, rawScore: raw))
    }
    let highest = parts.map(\.score).max() ?? 0
    return BucketResult(
      time: time, initialScore: highest, score: highest, eventCount: bucket.events, scheduledEvents: scheduled,
      influencers: parts)
  }
}

extension RecordResult {
  init(
    _ candidate: Candidate, detector: Int, time: Int64, score: Double, raw: Double, influencers: [RecordInfluencer]
  ) {
    self.time = time
    self.detector = detector
    logProbability = candidate.logProbability
    initialScore = score
    self.score = score
    rawScore = raw
    partitionHash = candidate.partition
    actual = candidate.actual
    typical = candidate.typical
    partition = candidate.name.partition
    by = candidate.name.by
    over = candidate.name.over
    self.influencers = influencers
    causes = candidate.causes.map {
      Cause(logProbability: $0.logProbability, by: $0.name.by, actual: $0.actual, typical: $0.typical)
    }
    multiBucketImpact = MultiBucketImpact.impact(single: candidate.single, window: candidate.window)
    var explanation = Explanation()
    explanation.type = candidate.isSpike.map { $0 ? "spike" : "dip" }
    explanation.singleImpact = MultiBucketImpact.percent(candidate.single)
    explanation.multiImpact = candidate.window.map(MultiBucketImpact.percent)
    explanation.lower = candidate.bounds?.lower
    explanation.upper = candidate.bounds?.upper
    explanation.typical = candidate.bounds == nil ? nil : candidate.typical.first
    explanation.isFirstOccurrence = candidate.rarity?.isFirst
    explanation.relativeRarity = candidate.rarity?.share
    self.explanation = explanation
  }
}
