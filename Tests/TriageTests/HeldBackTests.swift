import Evidence
import Learning
import TestSupport
import Testing

@testable import Triage

/// What a budget holds back, and what that does to incidents and to the ranking of hosts and users.
@Suite struct HeldBackTests {
  /// Weak findings on many hosts for ten days, an attack of several steps on one, and one host with a weak finding of each of many rules.
  private static func story() -> Story {
    var story = Story()
    for day in 0..<10 {
      for host in 1...6 {
        story.signal("noise", at: Double(day * 86_400 + host * 3_000), host: "PC-\(host)", user: nil, severity: .low)
      }
    }
    for (place, rule) in ["macro", "shell", "dump", "copy"].enumerated() {
      story.process(
        "x\(place)", "\(rule).exe", parent: place == 0 ? nil : "x\(place - 1)", at: Double(400_000 + place),
        host: "PC-1")
      story.signal(
        rule, at: Double(400_001 + place * 60), host: "PC-1", process: "x\(place)",
        severity: place == 2 ? .critical : .medium)
    }
    for rule in 0..<12 {
      story.signal(
        "odd-\(rule)", at: Double(100_000 + rule * 60_000), host: "PC-QUIET", user: "corp\\quiet\(rule)", severity: .low
      )
    }
    return story
  }

  @Test func anIncidentIsOneCaseAndIsShownWhole() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let incident = try #require(plain.incidents.first)
    #expect(incident.alertIDs.count >= 4)
    let result = engine.result(budget: QueueBudget(perDay: 0.2))
    #expect(incident.alertIDs.allSatisfy { !result.held.contains($0) }, "the riskiest case comes first")
    let report = try #require(result.budgets.first)
    #expect(report.scope == "fleet" && report.shown < 5, "many alerts, few cases: \(report)")
    #expect(result.alerts.map(\.id) == plain.alerts.map(\.id), "nothing is lost")
    for incident in result.incidents {
      #expect(Set(incident.alertIDs.map(result.held.contains)).count == 1, "no incident is cut in two")
    }
  }

  @Test func onlyEntitiesWithAShownAlertAreRanked() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    #expect(plain.hosts.contains { $0.entity.id == "pc-quiet" })
    let result = engine.result(budget: QueueBudget(perDay: 0.2))
    let named = Set(result.alerts.filter { !result.held.contains($0.id) }.flatMap(\.entities))
    #expect(
      result.hosts.allSatisfy { named.contains($0.entity) } && result.users.allSatisfy { named.contains($0.entity) })
    #expect(!result.hosts.contains { $0.entity.id == "pc-quiet" }, "a budget of looks holds for the ranking too")
    let listed = result.hosts.flatMap(\.contributions).map(\.alertID)
    #expect(!listed.isEmpty && listed.allSatisfy { !result.held.contains($0) })
  }

  @Test func whatIsHeldBackCountsATenth() throws {
    let population = EntityPopulation(capacity: 10)
    func alert(_ id: String, _ risk: Double) -> Alert {
      Alert(
        id: id, title: id, ruleID: id, severity: .medium, risk: risk, firstSeen: 0, lastSeen: 0, techniques: [],
        tactics: [],
        entities: [EntityKey(.host, "h")], signals: [], signalCount: 1)
    }
    func score(_ alerts: [Alert], held: Set<String>) -> Double? {
      EntityRanking(population: population, held: held).rank(.host, in: alerts).first?.score
    }
    let alone = try #require(score([alert("a", 50)], held: []))
    let both = try #require(score([alert("a", 50), alert("b", 40)], held: []))
    let held = try #require(score([alert("a", 50), alert("b", 40)], held: ["b"]))
    #expect(held == score([alert("a", 50), alert("b", 4)], held: []))
    #expect(alone < held && held < both)
    #expect(score([alert("a", 50)], held: ["a"]) == nil)
  }

  @Test func scopesHaveTheirOwnPromises() throws {
    let engine = Self.story().engine()
    let groups = engine.result(budget: QueueBudget(limits: [BudgetScope(.hostGroup): 0.2]))
    #expect(groups.budgets.map(\.scope) == ["host_group:pc-#", "host_group:pc-quiet"])
    #expect(groups.budgets.allSatisfy { Double($0.shown) <= $0.bound + 1 && $0.shown > 0 })
    let one = engine.result(budget: QueueBudget(limits: [BudgetScope(.host, "pc-quiet"): 0]))
    #expect(one.held == Set(one.alerts.filter { $0.ruleID.hasPrefix("odd") }.map(\.id)), "others have no limit")
    let none = engine.result(budget: QueueBudget(limits: [.fleet: 100, BudgetScope(.detector, "test"): 0]))
    #expect(none.held.count == none.alerts.count && none.hosts.isEmpty, "a case needs room in all of its scopes")
  }

  @Test func aVerdictOnOneAlertSettlesItsCase() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let incident = try #require(plain.incidents.first)
    func verdict(_ alert: String, _ disposition: Verdict.Disposition) -> Verdict {
      Verdict(
        id: alert + disposition.rawValue, subjectKind: "alert", subjectID: alert, disposition: disposition,
        author: "ann",
        time: ScriptedEvent.start + 900_000_000_000_000, confidence: 1, note: "")
    }
    let budget = QueueBudget(perDay: 1)
    let mixed = [verdict(incident.alertIDs[0], .falsePositive), verdict(incident.alertIDs[1], .truePositive)]
    let members = plain.alerts.filter { incident.alertIDs.contains($0.id) }
    func tally(_ verdicts: [Verdict]) -> QueueBudget.Tally? {
      budget.tally(members, incidents: plain.incidents, verdicts: verdicts).first
    }
    #expect(tally([])?.unjudged == 1)
    #expect(tally(mixed)?.others == 1 && tally(mixed)?.falses == 0, "an incident with one real step is real")
    #expect(tally([mixed[0]])?.falses == 1)
  }

  @Test(arguments: [
    ("fleet", BudgetScope.fleet), ("detector:rules", BudgetScope(.detector, "rules")),
    ("host-group:WEB-#", BudgetScope(.hostGroup, "web-#")), ("host_group:*", BudgetScope(.hostGroup)),
    ("host:a:b", BudgetScope(.host, "a:b")),
  ])
  func scopesAreReadAndWritten(text: String, scope: BudgetScope) throws {
    let read = try #require(BudgetScope(text))
    #expect(read == scope && BudgetScope(read.text) == read)
  }

  @Test(arguments: ["", "planet", "detector", "detector:", "fleet:x", "host"])
  func otherWordsAreNoScopes(text: String) { #expect(BudgetScope(text) == nil) }
}
