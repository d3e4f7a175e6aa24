import Evidence
public import Triage

/// Replays scenarios with an analyst who knows the truth: what has to be read until every step of the attack was seen, and
/// what could have been left out, with and without learning.
public struct AlertReplay: Sendable {
  /// How the queue is ordered.
  public enum Order: String, Sendable, CaseIterable, Encodable {
    /// As they come.
    case time
    /// The rarest first; nothing is learnt.
    case rarity
    /// The rarest first, re-ranked after each verdict.
    case learning
    /// By verdicts of the other scenarios, not changed while reading.
    case trained
    /// By verdicts of the other scenarios, and re-ranked after each verdict.
    case trainedAndLearning = "trained_and_learning"
  }

  /// What reading in one order took.
  public struct Reading: Sendable, Hashable, Encodable {
    /// The order.
    public var order: Order
    /// Items read until every step was seen.
    public var itemsToAllSteps: Int
    /// Alerts in those items.
    public var alertsToAllSteps: Int
    /// Items read until half of the true items were seen.
    public var itemsToHalf: Int
    /// For each step, how many items were read until it was seen.
    public var firstSeen: [String: Int]
  }

  /// What is hidden when everything is left out that verdicts on other scenarios allow to leave out.
  public struct Suppression: Sendable, Hashable, Encodable {
    /// Alerts that stay.
    public var keptAlerts: Int
    /// Items that stay.
    public var keptItems: Int
    /// True alerts that stay.
    public var keptTrueAlerts: Int
    /// Steps that can still be seen.
    public var keptSteps: Int
  }

  /// What became of one scenario.
  public struct Result: Sendable, Encodable {
    /// The scenario.
    public var name: String
    /// Those whose verdicts were learnt from before.
    public var trainedOn: [String]
    /// Alerts of the sensors.
    public var alerts: Int
    /// True ones of them.
    public var trueAlerts: Int
    /// Items that they fold into.
    public var items: Int
    /// Items with a true alert.
    public var trueItems: Int
    /// Steps of the attack.
    public var steps: [String]
    /// One of each order; those with training only where there was some.
    public var readings: [Reading]
    /// What training allows to leave out; `nil` without training.
    public var suppression: Suppression?
  }

  /// Which label is the truth.
  public let truth: AlertScenario.Truth
  /// How far feedback may go.
  public let policy: FeedbackPolicy
  /// The analysts take turns.
  static let analysts = ["analyst-1", "analyst-2", "analyst-3"]

  /// A replay by a truth.
  public init(truth: AlertScenario.Truth = .event, policy: FeedbackPolicy = FeedbackPolicy()) {
    self.truth = truth
    self.policy = policy
  }

  /// Replays a scenario after learning from others.
  public func run(_ scenario: AlertScenario, trainedOn others: [AlertScenario]) -> Result {
    let queue = ScenarioQueue(scenario, truth: truth)
    let training = others.filter { $0.name != scenario.name }
    let past = self.past(of: training, before: scenario.alerts.first?.time ?? 0)
    let orders = Order.allCases.filter { !past.verdicts.isEmpty || ($0 != .trained && $0 != .trainedAndLearning) }
    return Result(
      name: scenario.name, trainedOn: training.map(\.name), alerts: scenario.alerts.count,
      trueAlerts: queue.items.reduce(0) { $0 + $1.trueAlerts }, items: queue.items.count,
      trueItems: queue.items.count(where: \.isTrue), steps: queue.steps.sorted(),
      readings: orders.map { read(queue, $0, past) },
      suppression: past.verdicts.isEmpty ? nil : suppression(queue, past))
  }

  /// What was said about other scenarios, and what their items look like.
  private struct Past {
    var verdicts: [Verdict] = []
    var traits: [String: AlertTraits] = [:]
  }

  /// Two analysts judged every item of the past, one item an hour apiece, the day before.
  private func past(of scenarios: [AlertScenario], before time: Int64) -> Past {
    var result = Past()
    for scenario in scenarios {
      let queue = ScenarioQueue(scenario, truth: truth)
      for (index, item) in queue.items.enumerated() {
        result.traits[item.alert.id] = item.traits
        for author in Self.analysts.prefix(2) {
          let ago = Int64(index % 24 + 1) * Self.hour
          result.verdicts.append(queue.verdict(on: item, by: author, at: time - ago))
        }
      }
    }
    return result
  }

  private func read(_ queue: ScenarioQueue, _ order: Order, _ past: Past) -> Reading {
    var policy = policy
    // Simulated analysts read faster than people; a burst of theirs is not carelessness.
    policy.burstCount = .max
    let learns = order == .learning || order == .trainedAndLearning
    var told = order == .trained || order == .trainedAndLearning ? past.verdicts : []
    var traits = order == .trained || order == .trainedAndLearning ? past.traits : [:]
    for item in queue.items { traits[item.alert.id] = item.traits }
    var rest = Array(queue.items.indices)
    var risks = queue.items.map(\.alert.risk)
    if !told.isEmpty { risks = self.risks(queue, told, traits, policy) }
    var reading = Reading(order: order, itemsToAllSteps: 0, alertsToAllSteps: 0, itemsToHalf: 0, firstSeen: [:])
    let half = (queue.items.count(where: \.isTrue) + 1) / 2
    let start = queue.items.first?.alert.firstSeen ?? 0
    var (count, alerts, found) = (0, 0, 0)
    while !rest.isEmpty, reading.firstSeen.count < queue.steps.count || found < half {
      let place = order == .time ? 0 : rest.indices.max { Self.isBehind(rest[$0], rest[$1], risks) } ?? 0
      let item = queue.items[rest.remove(at: place)]
      count += 1
      alerts += item.alerts
      if item.isTrue { found += 1 }
      if found >= half, reading.itemsToHalf == 0 { reading.itemsToHalf = count }
      for step in item.steps.sorted() where reading.firstSeen[step] == nil { reading.firstSeen[step] = count }
      if reading.firstSeen.count == queue.steps.count, reading.itemsToAllSteps == 0 {
        reading.itemsToAllSteps = count
        reading.alertsToAllSteps = alerts
      }
      guard learns else { continue }
      let author = Self.analysts[count % Self.analysts.count]
      told.append(queue.verdict(on: item, by: author, at: start + Int64(count) * Self.hour))
      risks = self.risks(queue, told, traits, policy)
    }
    return reading
  }

  /// Verdicts come one an hour: the limits for bursts are not what is measured here.
  private static let hour: Int64 = 3_600_000_000_000

  private static func isBehind(_ a: Int, _ b: Int, _ risks: [Double]) -> Bool {
    (risks[a], b) < (risks[b], a)
  }

  private func risks(
    _ queue: ScenarioQueue, _ told: [Verdict], _ traits: [String: AlertTraits], _ policy: FeedbackPolicy
  ) -> [Double] {
    let now = told.map(\.time).max() ?? 0
    let ranking = FeedbackRanking(VerdictBook(told, now: now, policy: policy, traits: traits))
    return queue.items.map { $0.alert.risk + (ranking.move($0.alert, $0.traits)?.points ?? 0) }
  }

  private func suppression(_ queue: ScenarioQueue, _ past: Past) -> Suppression {
    var policy = policy
    policy.burstCount = .max
    let now = past.verdicts.map(\.time).max() ?? 0
    let book = VerdictBook(past.verdicts, now: now, policy: policy, traits: past.traits)
    let ranking = FeedbackRanking(book, alerts: queue.items.map(\.traits))
    let kept = queue.items.filter { ranking.move($0.alert, $0.traits)?.suppression.isAllowed != true }
    return Suppression(
      keptAlerts: kept.reduce(0) { $0 + $1.alerts }, keptItems: kept.count,
      keptTrueAlerts: kept.reduce(0) { $0 + $1.trueAlerts },
      keptSteps: kept.reduce(into: Set<String>()) { $0.formUnion($1.steps) }.count)
  }
}
