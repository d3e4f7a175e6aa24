import Learning

extension AnomalyJob {
  private static let tag = "anomaly-job"
  /// 2: seasons of working days, shifts of the level. 3: in how many buckets a series had events.
  private static let version: UInt64 = 3

  /// What was learnt, as bytes that `restore` understands. Events of buckets that are still open are not part of it.
  public func snapshot() -> [UInt8] {
    var writer = StateWriter(tag: Self.tag, version: Self.version)
    writer.append(definition.id)
    writer.append(signed: definition.bucketSpan)
    writer.append(count: detectors.count)
    for detector in detectors {
      writer.append(detector.detector.signature)
      detector.store.write(to: &writer)
      detector.rarity.write(to: &writer)
      detector.frequentBy.write(to: &writer)
      detector.frequentOver.write(to: &writer)
      detector.normalizer.write(to: &writer)
    }
    writer.append(categorizer != nil)
    categorizer?.write(to: &writer)
    bucketNormalizer.write(to: &writer)
    writer.append(count: influencerNormalizers.count)
    for normalizer in influencerNormalizers { normalizer.write(to: &writer) }
    writer.append(next != nil)
    writer.append(signed: open.first?.number ?? next ?? 0)
    writer.append(signed: latest == .min ? 0 : latest)
    for count in [lateEvents, untimedEvents, eventCount, bucketCount] { writer.append(count: count) }
    return writer.bytes
  }

  /// Takes on what a job of the same definition had learnt; on an error, the job is as it was.
  public mutating func restore(_ snapshot: [UInt8]) throws(JobError) {
    do throws(StateError) {
      self = try restored(snapshot)
    } catch {
      throw JobError(path: definition.path, "the snapshot cannot be restored: \(error)")
    }
  }

  private func restored(_ snapshot: [UInt8]) throws(StateError) -> AnomalyJob {
    var reader = try StateReader(snapshot, tag: Self.tag, version: Self.version)
    var copy = AnomalyJob(definition)
    let id = try reader.string()
    let span = try reader.signed()
    guard id == definition.id, span == definition.bucketSpan, try reader.integer(in: 0...10_000) == detectors.count
    else {
      throw StateError("it is of another job")
    }
    for index in copy.detectors.indices {
      guard try reader.string() == copy.detectors[index].detector.signature else {
        throw StateError("detector \(index) is another one")
      }
      let engine = copy.detectors[index]
      copy.detectors[index].store = try SeriesStore(
        from: &reader, perSeries: engine.store.perSeries, engine.settings, holding: engine.holding)
      copy.detectors[index].rarity = try RarityModel(from: &reader)
      copy.detectors[index].frequentBy = try FrequentValues(from: &reader)
      copy.detectors[index].frequentOver = try FrequentValues(from: &reader)
      copy.detectors[index].normalizer = try ScoreNormalizer(from: &reader)
    }
    guard try reader.bool() == (categorizer != nil) else { throw StateError("its categories are of another job") }
    try copy.categorizer?.read(from: &reader)
    copy.bucketNormalizer = try ScoreNormalizer(from: &reader)
    guard try reader.integer(in: 0...10_000) == influencerNormalizers.count else {
      throw StateError("it has other influencers")
    }
    for index in copy.influencerNormalizers.indices {
      copy.influencerNormalizers[index] = try ScoreNormalizer(from: &reader)
    }
    let hasNext = try reader.bool()
    let next = try reader.signed()
    copy.next = hasNext ? next : nil
    copy.latest = try reader.signed()
    if !hasNext { copy.latest = .min }
    copy.lateEvents = try reader.integer(in: 0...Int.max)
    copy.untimedEvents = try reader.integer(in: 0...Int.max)
    copy.eventCount = try reader.integer(in: 0...Int.max)
    copy.bucketCount = try reader.integer(in: 0...Int.max)
    try reader.end()
    return copy
  }
}

extension JobDetector {
  /// What a model depends on.
  var signature: String {
    [function.name, field, byField, overField, partitionField].map { $0 ?? "" }.joined(separator: "\u{1F}")
  }
}
