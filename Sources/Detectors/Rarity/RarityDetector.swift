public import ECS
public import Evidence
import Learning

/// Finds what is rare or new where it happens: a program on a host, a child of a parent program, a way of logging on.
///
/// Sightings, not events, are counted: the same thing on the same host within an hour is one sighting, so a burst does not
/// make anything usual and a loop does not make everything else rare. The p-value is that of `RarityModel`.
///
/// In a hunt (`Mode.batch`) everything is learnt first and judged at `finish` with leave-one-out counts: each sighting is
/// compared with all others, earlier and later, which uses the whole capture and needs no learning period; evidence of
/// what is still rare is held in a bounded pool. In a stream (`Mode.stream`) a sighting is judged when it comes, against
/// what came before, once the learning period is over.
///
/// A finding's likelihood ratio is the e-value of its p-value (`EValue`), its severity that of the topic when it stands
/// corrected for all tests of the run (adjusted p ≤ 0.1, Benjamini–Yekutieli in a hunt, Bonferroni in a stream), else low.
public struct RarityDetector: Detector {
  /// When findings are judged.
  public enum Mode: Sendable, Hashable {
    /// At the end, against everything else.
    case batch
    /// At once, against everything before, after so many nanoseconds of learning.
    case stream(learning: Int64)
  }

  /// What can be set.
  public struct Configuration: Sendable, Hashable {
    /// When findings are judged.
    public var mode = Mode.batch
    /// The most signals of this detector for every 10,000 events; one is always allowed.
    public var signalsPerTenThousandEvents = 0.5
    /// No p-value above this is believed.
    public var maximumPValue = 0.005
    /// A context needs so many sightings before anything in it can be rare.
    public var minimumSupport: UInt64 = 50
    /// The same thing within this many nanoseconds is one sighting.
    public var sightingInterval: Int64 = 3_600_000_000_000
    /// Counts are halved after this many nanoseconds of event time; `nil`: nothing is forgotten.
    public var halfLife: Int64?
    /// How many rare things are held until the end.
    public var candidateCapacity = 4_096
    /// How many pairs of context and category are counted exactly.
    public var pairCapacity = 65_536
    /// How many contexts are learnt.
    public var contextCapacity = 16_384

    /// The defaults.
    public init() {}
  }

  let topic: RarityTopic
  let configuration: Configuration
  var model: RarityModel
  var recent: FirstSeenSet
  var hosts = HyperLogLog()
  var candidates: [UInt64: RarityCandidate] = [:]
  var events: UInt64 = 0
  var firstTime: Int64?
  var lastTime: Int64?
  var halvedAt: Int64?
  /// Signals given in a stream.
  var given = 0

  init(_ topic: RarityTopic, _ configuration: Configuration) {
    self.topic = topic
    self.configuration = configuration
    model = RarityModel(
      .init(pairCapacity: configuration.pairCapacity, contextCapacity: configuration.contextCapacity))
    recent = FirstSeenSet(capacity: configuration.pairCapacity)
  }

  /// The topic's name and the version of the method.
  public var id: DetectorID { DetectorID(name: "rarity." + topic.name, version: "1") }

  /// What the topics and the naming of entities read.
  public var fields: [FieldID] { EventKinds.fields + EventTexts.fields + EntityFields.all }

  /// Learns from a batch; in a stream, judges it first.
  public mutating func observe(_ batch: ObservedBatch, into signals: inout [Signal]) {
    var texts = EventTexts(batch.columns)
    let kinds = EventKinds(batch.columns)
    let times = batch.columns.dates(.timestamp)
    for row in 0..<batch.batch.count {
      events += 1
      guard let sighting = topic.sighting(&texts, kinds, row) else { continue }
      let time = times?[row]
      let host = texts.host(row: row)
      guard isNew(sighting, on: host, at: time) else { continue }
      advance(to: time)
      if let host { hosts.insert(host.hash) }
      if case .stream(let learning) = configuration.mode {
        if let signal = judge(sighting, learning: learning, batch, row) {
          signals.append(signal)
          given += 1
        }
        model.observe(sighting.category.hash, in: sighting.context.hash)
      } else {
        learn(sighting, batch, row)
      }
    }
  }

  /// In a hunt, gives the findings.
  public mutating func finish(into signals: inout [Signal]) {
    guard configuration.mode == .batch else { return }
    signals += findings()
    candidates = [:]
  }

  var budget: SignalBudget {
    SignalBudget(perTenThousandEvents: configuration.signalsPerTenThousandEvents, ceiling: configuration.maximumPValue)
  }

  /// Whether this is a sighting of its own and not the same thing again within the interval.
  private mutating func isNew(_ sighting: RarityTopic.Sighting, on host: TextKey?, at time: Int64?) -> Bool {
    var unit = ByteHash(seed: sighting.context.hash)
    unit.combine(sighting.category.hash)
    unit.combine(host?.hash ?? 0)
    unit.combine(UInt64(bitPattern: (time ?? 0) / max(1, configuration.sightingInterval)))
    return recent.see(unit.value, at: 0) == nil
  }

  private mutating func advance(to time: Int64?) {
    guard let time else { return }
    firstTime = min(firstTime ?? time, time)
    lastTime = max(lastTime ?? time, time)
    guard let halfLife = configuration.halfLife else { return }
    let since = halvedAt ?? time
    halvedAt = since
    let (age, overflow) = time.subtractingReportingOverflow(since)
    guard overflow ? time > since : age >= halfLife else { return }
    model.forgetHalf()
    halvedAt = time
  }

  private mutating func learn(_ sighting: RarityTopic.Sighting, _ batch: ObservedBatch, _ row: Int) {
    let before = model.observe(sighting.category.hash, in: sighting.context.hash)
    let key = RarityCandidate.key(sighting.context.hash, sighting.category.hash)
    guard before > 0 else {
      if candidates.count >= configuration.candidateCapacity { dropCommonHalf() }
      candidates[key] = RarityCandidate(
        context: sighting.context.shortened, category: sighting.category.shortened, sightings: 1,
        entities: EntityColumns(batch.columns).all(row: row), reference: batch.reference(row: row))
      return
    }
    guard let sightings = candidates[key]?.sightings else { return }
    if sightings >= RarityCandidate.maximumSightings {
      candidates[key] = nil
    } else {
      candidates[key]?.sightings = sightings + 1
    }
  }

  /// Makes room: what is the least rare by what is known so far goes.
  private mutating func dropCommonHalf() {
    let ranked = candidates.map { key, candidate in (key: key, pValue: rarity(of: candidate)?.pValue ?? 1) }
      .sorted { ($0.pValue, $0.key) < ($1.pValue, $1.key) }
    for entry in ranked.dropFirst(ranked.count / 2) { candidates[entry.key] = nil }
  }

  func rarity(of candidate: RarityCandidate) -> Rarity? {
    model.rarity(of: candidate.category.hash, in: candidate.context.hash, leavingOut: true)
  }
}
