import Learning

extension DetectorEngine {
  /// Series in time: each against its own past.
  mutating func closeSeries(_ cells: BucketCells, _ context: BucketContext, _ outcome: inout DetectorOutcome) {
    var slotOfSeries = [Int32](repeating: -1, count: store.count)
    for slot in cells.names.indices {
      guard let series = series(cells, slot, context) else { continue }
      while slotOfSeries.count <= series { slotOfSeries.append(-1) }
      slotOfSeries[series] = Int32(slot)
      guard !detector.function.countsEmptyBuckets else { continue }
      judge(series, slot: slot, values: values(cells, slot), cells, context, &outcome)
    }
    guard detector.function.countsEmptyBuckets else { return }
    // A job on one series exists from the first event on; its empty buckets count.
    for series in 0..<store.count {
      let slot = slotOfSeries[series] < 0 ? nil : Int(slotOfSeries[series])
      judge(series, slot: slot, values: slot.map { values(cells, $0) } ?? [0], cells, context, &outcome)
    }
  }

  private mutating func series(_ cells: BucketCells, _ slot: Int, _ context: BucketContext) -> Int? {
    let settings = settings
    return store.series(
      cells.keys.hashes[slot], name: cells.names[slot], partition: cells.parts[slot].partition, at: context.bucket,
      limit: context.memoryLimit
    ) { store in
      for _ in 0..<store.perSeries { store.models.append(SeriesModel(settings)) }
    }
  }

  /// The values of a series in a bucket: one, or minimum, maximum and mean.
  private func values(_ cells: BucketCells, _ slot: Int) -> [Double] {
    guard feature == .metric else { return [cells.value(slot, feature)].compactMap { $0 } }
    return [DetectorFunction.Feature.min, .max, .mean].compactMap { cells.value(slot, $0) }
  }

  private mutating func judge(
    _ series: Int, slot: Int?, values: [Double], _ cells: BucketCells, _ context: BucketContext,
    _ outcome: inout DetectorOutcome
  ) {
    let isExcluded = slot.map { self.isExcluded(cells.parts[$0]) } ?? false
    for (offset, value) in values.enumerated() {
      let place = series * store.perSeries + offset
      let plotted = plots(series, context) ? store.models[place].forecast(at: context.bucket, settings) : nil
      let expected =
        detector.rules.isEmpty ? nil : plotted ?? store.models[place].forecast(at: context.bucket, settings)
      let skips = exceptions(store.names[series], actual: value, typical: expected?.mean ?? value, context)
      // Bounds of what was expected are needed only of the few that are reported, but from before they are learnt.
      let before = store.models[place]
      let score = store.observe(
        value, by: place, at: context.bucket, settings, weight: skips.skipsUpdate ? 0 : 1,
        limit: context.memoryLimit)
      if let plotted, offset == 0 { outcome.plots.append(plot(series, value, plotted, context)) }
      guard let score, !skips.skipsResult, !isExcluded else { continue }
      outcome.aggregation.add(score.logProbability)
      guard score.logProbability < Candidate.threshold else { continue }
      outcome.add(candidate(series, slot, score, before, context))
    }
  }

  private func candidate(
    _ series: Int, _ slot: Int?, _ score: SeriesScore, _ before: SeriesModel, _ context: BucketContext
  ) -> Candidate {
    let bounds = before.forecast(at: context.bucket, settings)
    var candidate = Candidate(
      slot: slot, name: store.names[series], partition: store.partitions[series],
      logProbability: score.logProbability, single: score.single, window: score.window, actual: [score.value],
      typical: [score.typical], isSpike: score.isSpike, bounds: bounds.map { ($0.lower, $0.upper) })
    if isAdditive, score.isSpike {
      let settings = settings
      let value = score.value
      candidate.without = { share in
        before.logProbability(of: value * (1 - share), at: context.bucket, settings)
      }
    }
    return candidate
  }

  /// Whether taking events away lowers the value.
  var isAdditive: Bool {
    switch feature {
    case .count, .nonZeroCount, .sum, .nonNullSum: true
    default: false
    }
  }

  // MARK: Bounds

  private func plots(_ series: Int, _ context: BucketContext) -> Bool {
    guard context.plots else { return false }
    guard !context.plotTerms.isEmpty else { return true }
    let name = store.names[series]
    return [name.partition, name.by, name.over].contains { $0.map(context.plotTerms.contains) ?? false }
  }

  private func plot(
    _ series: Int, _ value: Double, _ forecast: SeriesForecast, _ context: BucketContext
  ) -> ModelPlotResult {
    ModelPlotResult(
      detector: index, name: store.names[series], actual: value, lower: forecast.lower, upper: forecast.upper,
      median: forecast.mean)
  }
}
