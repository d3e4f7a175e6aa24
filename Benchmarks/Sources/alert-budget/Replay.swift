import Learning

/// Plays a stream to a policy, with an analyst whose verdicts come late and are sometimes wrong.
///
/// With `cases`, what an analyst judges is a case: the shown findings of one tenant, which is a host then, without a pause. It is
/// false when none of its findings is an attack by the time of its verdict; a false verdict ends it.
struct Replay {
  var perDay: Double
  /// The mean delay of a verdict in days (exponential).
  var delay = 0.5
  /// The share of verdicts that are wrong.
  var lies = 0.0
  /// The share of verdicts beside which somebody else judges too, who is as often wrong.
  var secondVerdicts = 0.0
  var seed: UInt64 = 1
  /// The pause that ends a case and the longest case, in days; nil where every finding is judged by itself.
  var cases: (pause: Double, span: Double)?

  struct Tenant {
    var name: String
    var days = 0.0
    var falseAlerts = 0
    var attacks = 0
    var caught = 0
    /// Attacks that the best constant threshold would have caught within the budget, chosen in hindsight.
    var oracle = 0
  }

  func run(_ stream: Stream, _ policy: inout some Policy) -> [Tenant] {
    var random = Xoshiro256(seed: seed)
    // Of their own, so that policies with and without second verdicts see the same delays and lies.
    var seconds = Xoshiro256(seed: seed &+ 0x5EC0_4D00)
    let begin = stream.begin
    var tenants: [String: Tenant] = [:]
    var due: [(day: Double, id: Int, isLie: Bool)] = []
    var open = OpenCase.Table(cases)
    for (id, item) in stream.items.enumerated() {
      guard item.day >= begin else {
        policy.learn(item)
        continue
      }
      while let next = due.first, next.day <= item.day {
        let isFalse = open.settle(next.id) != next.isLie
        if seconds.nextUnit() < secondVerdicts {
          policy.secondVerdict(agrees: next.isLie == (seconds.nextUnit() < lies))
        }
        if isFalse { open.close(next.id) }
        for member in open.members(next.id) { policy.verdict(id: member, isFalse: isFalse, day: next.day) }
        due.removeFirst()
      }
      let shown = policy.shows(item, id: id)
      tenants[item.tenant, default: Tenant(name: item.tenant)].count(item, shown != .held, since: begin)
      guard shown != .held else { continue }
      let isNew = open.note(item, id: id, isJoined: shown == .joined)
      guard isNew else { continue }
      let wait = -delay * logarithm(1 - random.nextUnit())
      let verdict = (day: item.day + wait, id: id, isLie: random.nextUnit() < lies)
      due.insert(verdict, at: due.firstIndex { $0.day > verdict.day } ?? due.count)
    }
    for (tenant, count) in open.falseCases { tenants[tenant]?.falseAlerts = count }
    return oracle(stream, begin, tenants).sorted { $0.name < $1.name }
  }

  private func oracle(_ stream: Stream, _ begin: Double, _ tenants: [String: Tenant]) -> [Tenant] {
    tenants.values.map { tenant in
      var tenant = tenant
      let own = stream.items.filter { $0.tenant == tenant.name && $0.day >= begin }
      let allowed = Int(perDay * tenant.days)
      let threshold = best(own, allowed)
      tenant.oracle = own.count { $0.isAttack && $0.score >= threshold }
      return tenant
    }
  }

  /// The lowest threshold with at most so many false cases, by bisection over the scores.
  private func best(_ items: [Stream.Item], _ allowed: Int) -> Double {
    let scores = Set(items.map(\.score)).sorted()
    func falses(_ threshold: Double) -> Int {
      var table = OpenCase.Table(cases)
      for (id, item) in items.enumerated() where item.score >= threshold {
        _ = table.note(item, id: id, isJoined: false)
      }
      return table.falseCases.values.reduce(0, +)
    }
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if falses(scores[middle]) <= allowed { high = middle } else { low = middle + 1 }
    }
    return low < scores.count ? scores[low] : .infinity
  }
}

/// A case that an analyst judges once.
struct OpenCase {
  var tenant: String
  var opened: Double
  var latest: Double
  var isAttack: Bool
  var members: [Int]

  /// All cases, and the open one of each tenant.
  struct Table {
    private let limits: (pause: Double, span: Double)?
    private var cases: [Int: OpenCase] = [:]
    private var current: [String: Int] = [:]

    init(_ limits: (pause: Double, span: Double)?) { self.limits = limits }

    /// Notes a shown finding. True when it opens a case.
    mutating func note(_ item: Stream.Item, id: Int, isJoined: Bool) -> Bool {
      if let number = current[item.tenant], var open = cases[number], let limits,
        isJoined || (item.day - open.latest <= limits.pause && item.day - open.opened <= limits.span)
      {
        open.latest = item.day
        open.isAttack = open.isAttack || item.isAttack
        open.members.append(id)
        cases[number] = open
        return false
      }
      cases[id] = OpenCase(
        tenant: item.tenant, opened: item.day, latest: item.day, isAttack: item.isAttack, members: [id])
      current[item.tenant] = id
      return true
    }

    /// Whether a case is false by now.
    func settle(_ id: Int) -> Bool { !(cases[id]?.isAttack ?? false) }

    /// The findings of a case so far.
    func members(_ id: Int) -> [Int] { cases[id]?.members ?? [] }

    /// Ends a case.
    mutating func close(_ id: Int) {
      if let tenant = cases[id]?.tenant, current[tenant] == id { current[tenant] = nil }
    }

    /// Cases without an attack, by tenant.
    var falseCases: [String: Int] {
      cases.values.reduce(into: [:]) { if !$1.isAttack { $0[$1.tenant, default: 0] += 1 } }
    }
  }
}

extension Replay.Tenant {
  mutating func count(_ item: Stream.Item, _ isShown: Bool, since begin: Double) {
    days = max(days, item.day - begin)
    guard item.isAttack else { return }
    attacks += 1
    if isShown { caught += 1 }
  }
}
