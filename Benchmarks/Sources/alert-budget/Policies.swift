import Learning

/// What became of a finding.
enum Shown {
  case held
  case alert
  /// Part of a case that is an alert already.
  case joined
}

/// Decides which findings are shown.
protocol Policy {
  mutating func learn(_ item: Stream.Item)
  mutating func shows(_ item: Stream.Item, id: Int) -> Shown
  mutating func verdict(id: Int, isFalse: Bool, day: Double)
  /// Somebody else judged the same as well.
  mutating func secondVerdict(agrees: Bool)
}

extension Policy {
  mutating func secondVerdict(agrees: Bool) {}
}

/// The program's own.
struct Controlled: Policy {
  var budget: AlertBudget
  private var past: [String: [(score: Double, time: Double)]] = [:]
  /// Whether the findings of a tenant are charged once a case.
  private let chargesCases: Bool

  init(_ configuration: AlertBudget.Configuration, chargesCases: Bool = false) {
    budget = AlertBudget(configuration)
    self.chargesCases = chargesCases
  }

  mutating func learn(_ item: Stream.Item) { past[item.tenant, default: []].append((item.score, item.day)) }

  mutating func shows(_ item: Stream.Item, id: Int) -> Shown {
    for (group, scores) in past { budget.warmStart(group: group, scores: scores) }
    past = [:]
    let decision = budget.decide(
      id: String(id), group: item.tenant, case: chargesCases ? item.tenant : nil, score: item.score, time: item.day)
    return decision.reason == .joined ? .joined : decision.isShown ? .alert : .held
  }

  mutating func verdict(id: Int, isFalse: Bool, day: Double) { budget.settle(id: String(id), isFalse: isFalse) }

  mutating func secondVerdict(agrees: Bool) { budget.noteSecondVerdict(agrees: agrees) }
}

/// Thresholds chosen on the reference so that it would have kept the budget: one for all, or one a tenant.
struct Fixed: Policy {
  let perDay: Double
  let isShared: Bool
  private var past: [String: [(score: Double, day: Double)]] = [:]
  private var thresholds: [String: Double] = [:]
  private var tenants = 0

  init(perDay: Double, isShared: Bool) {
    self.perDay = perDay
    self.isShared = isShared
  }

  private func key(_ item: Stream.Item) -> String { isShared ? "" : item.tenant }

  mutating func learn(_ item: Stream.Item) { past[key(item), default: []].append((item.score, item.day)) }

  mutating func shows(_ item: Stream.Item, id: Int) -> Shown {
    let key = key(item)
    if thresholds[key] == nil {
      let scores = (past[key] ?? []).map(\.score).sorted(by: >)
      let days = (past[key] ?? []).map(\.day)
      let span = (days.max() ?? 0) - (days.min() ?? 0)
      let allowed = Int(perDay * span * (isShared ? Double(max(1, tenants)) : 1))
      thresholds[key] = allowed < scores.count ? scores[allowed].nextUp : -.infinity
    }
    return item.score >= thresholds[key] ?? .infinity ? .alert : .held
  }

  mutating func verdict(id: Int, isFalse: Bool, day: Double) {}

  /// How many tenants share a threshold.
  mutating func share(among count: Int) { tenants = count }
}

/// The quantile of the latest scores, without labels.
struct SlidingQuantile: Policy {
  let perDay: Double
  private var recent: [String: RecentScores] = [:]

  init(perDay: Double) { self.perDay = perDay }

  mutating func learn(_ item: Stream.Item) {
    recent[item.tenant, default: RecentScores()].add(item.score, at: item.day)
  }

  mutating func shows(_ item: Stream.Item, id: Int) -> Shown {
    let reference = recent[item.tenant] ?? RecentScores()
    let isShown = reference.dailyRate(at: item.day).map { $0 * reference.pValue(item.score) <= perDay } ?? false
    learn(item)
    return isShown ? .alert : .held
  }

  mutating func verdict(id: Int, isFalse: Bool, day: Double) {}
}
