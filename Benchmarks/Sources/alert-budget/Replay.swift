import Learning

/// Plays a stream to a policy, with an analyst whose verdicts come late and are sometimes wrong.
struct Replay {
  var perDay: Double
  /// The mean delay of a verdict in days (exponential).
  var delay = 0.5
  /// The share of verdicts that are wrong.
  var lies = 0.0
  var seed: UInt64 = 1

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
    let begin = stream.begin
    var tenants: [String: Tenant] = [:]
    var due: [(day: Double, id: Int, isFalse: Bool)] = []
    for (id, item) in stream.items.enumerated() {
      guard item.day >= begin else {
        policy.learn(item)
        continue
      }
      while let next = due.first, next.day <= item.day {
        policy.verdict(id: next.id, isFalse: next.isFalse, day: next.day)
        due.removeFirst()
      }
      let isShown = policy.shows(item, id: id)
      tenants[item.tenant, default: Tenant(name: item.tenant)].count(item, isShown, since: begin)
      guard isShown else { continue }
      let wait = -delay * logarithm(1 - random.nextUnit())
      let isLie = random.nextUnit() < lies
      let verdict = (day: item.day + wait, id: id, isFalse: item.isAttack == isLie)
      due.insert(verdict, at: due.firstIndex { $0.day > verdict.day } ?? due.count)
    }
    return oracle(stream, begin, tenants).sorted { $0.name < $1.name }
  }

  private func oracle(_ stream: Stream, _ begin: Double, _ tenants: [String: Tenant]) -> [Tenant] {
    tenants.values.map { tenant in
      var tenant = tenant
      let own = stream.items.filter { $0.tenant == tenant.name && $0.day >= begin }
      let benign = own.filter { !$0.isAttack }.map(\.score).sorted(by: >)
      let allowed = Int(perDay * tenant.days)
      let threshold = allowed < benign.count ? benign[allowed].nextUp : -.infinity
      tenant.oracle = own.count { $0.isAttack && $0.score >= threshold }
      return tenant
    }
  }
}

extension Replay.Tenant {
  mutating func count(_ item: Stream.Item, _ isShown: Bool, since begin: Double) {
    days = max(days, item.day - begin)
    if item.isAttack {
      attacks += 1
      if isShown { caught += 1 }
    } else if isShown {
      falseAlerts += 1
    }
  }
}
