import Evidence
import Learning

extension RarityDetector {
  /// An adjusted p-value up to this stands for the whole run.
  private static let standsAt = 0.1

  /// The findings of a hunt, in order of time.
  func findings() -> [Signal] {
    var believed: [(candidate: RarityCandidate, rarity: Rarity)] = []
    for candidate in candidates.values {
      guard let rarity = rarity(of: candidate), rarity.contextTotal >= configuration.minimumSupport,
        rarity.pValue <= configuration.maximumPValue
      else { continue }
      believed.append((candidate, rarity))
    }
    believed.sort { Self.order($0) < Self.order($1) }
    let adjusted = FalseDiscovery.benjaminiYekutieli(
      believed.map(\.rarity.pValue), tests: Int(clamping: model.total))
    let signals = zip(believed, adjusted).prefix(budget.limit(events: events)).map { found, adjusted in
      signal(found.candidate, found.rarity, adjusted: adjusted)
    }
    return signals.sorted { ($0.time, $0.title) < ($1.time, $1.title) }
  }

  /// The finding that a sighting is, judged before it is learnt.
  func judge(_ sighting: RarityTopic.Sighting, learning: Int64, _ batch: ObservedBatch, _ row: Int) -> Signal? {
    guard let first = firstTime, let last = lastTime, last.subtractingReportingOverflow(first).partialValue >= learning,
      let rarity = model.rarity(of: sighting.category.hash, in: sighting.context.hash), rarity.count == 0,
      rarity.contextTotal >= configuration.minimumSupport,
      rarity.pValue <= budget.streamThreshold(events: events, tests: model.total), given < budget.limit(events: events)
    else { return nil }
    let candidate = RarityCandidate(
      context: sighting.context.shortened, category: sighting.category.shortened, sightings: 1,
      entities: EntityColumns(batch.columns).all(row: row), reference: batch.reference(row: row))
    return signal(candidate, rarity, adjusted: min(1, rarity.pValue * Double(model.total)))
  }

  private static func order(_ found: (candidate: RarityCandidate, rarity: Rarity)) -> (Double, Int64, UInt64, UInt64) {
    (found.rarity.pValue, found.candidate.reference.time, found.candidate.context.hash, found.candidate.category.hash)
  }

  private func signal(_ candidate: RarityCandidate, _ rarity: Rarity, adjusted: Double) -> Signal {
    let words = RarityExplanation(
      topic: topic, context: candidate.context.text, category: candidate.category.text, rarity: rarity,
      isFirst: configuration.mode != .batch,
      span: (lastTime ?? 0).subtractingReportingOverflow(firstTime ?? 0).partialValue,
      hosts: Int(hosts.count.rounded()), adjusted: adjusted, tests: model.total)
    return Signal(
      detector: id, ruleID: "shrike.rarity." + topic.name, title: words.title, time: candidate.reference.time,
      severity: adjusted <= Self.standsAt ? topic.severity : .low, score: Words.decimalMagnitude(rarity.pValue),
      pValue: rarity.pValue, logLikelihoodRatio: EValue.logarithm(ofPValue: rarity.pValue),
      techniques: topic.techniques, tactics: topic.tactics.map(\.id), entities: candidate.entities,
      events: [candidate.reference], reasons: words.reasons)
  }
}
