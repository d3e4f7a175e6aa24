import Evidence
import GRDB
import Testing

@testable import Store

@Suite struct RecordTests {
  func alert(_ id: String, severity: Severity = .high, risk: Double = 50, host: String = "h1", at time: Int64 = 100)
    -> Alert
  {
    Alert(
      id: id, title: "Title \(id) <script>", ruleID: "rule-\(id.prefix(1))", severity: severity, risk: risk,
      firstSeen: time, lastSeen: time + 10, techniques: ["T1003.001"], tactics: ["TA0006"],
      entities: [EntityKey(.host, host), EntityKey(.user, "u1"), EntityKey(.host, host)], signals: [], signalCount: 1)
  }

  func store() throws -> (EventStore, TemporaryFolder) {
    let folder = try TemporaryFolder()
    return (try EventStore(path: folder.path("s.db")), folder)
  }

  @Test func replacesAnAlertAndKeepsItsStatus() throws {
    let (store, _) = try store()
    try store.save([alert("a1"), alert("b1", severity: .low, host: "h2")])
    #expect(try store.setStatus(StatusChange(status: .closed, author: "ann", time: 7, note: "ok"), ofAlert: "a1"))
    try store.save([alert("a1", severity: .critical, host: "h3")])
    let found = try #require(try store.alert(id: "a1"))
    #expect(found == StoredAlert(alert: alert("a1", severity: .critical, host: "h3"), status: .closed))
    #expect(try store.history(ofAlert: "a1") == [StatusChange(status: .closed, author: "ann", time: 7, note: "ok")])
    #expect(try !store.setStatus(StatusChange(status: .open, author: "x", time: 1), ofAlert: "none"))
    #expect(try store.alerts(FindingQuery(entity: EntityKey(.host, "h1"))).isEmpty)
    #expect(try store.alerts(FindingQuery(entity: EntityKey(.host, "h3"))).map(\.id) == ["a1"])
  }

  @Test func asksForAlertsByWhatTheyAre() throws {
    let (store, _) = try store()
    try store.save([
      alert("a1", severity: .low, risk: 90, at: 100), alert("a2", severity: .critical, risk: 10, at: 300),
      alert("b3", severity: .critical, risk: 60, host: "h2", at: 200),
    ])
    #expect(try store.alerts().map(\.id) == ["b3", "a2", "a1"])
    #expect(try store.alerts(FindingQuery(order: .time)).map(\.id) == ["a2", "b3", "a1"])
    #expect(try store.alerts(FindingQuery(minimumSeverity: .medium, limit: 1)).map(\.id) == ["b3"])
    #expect(try store.alerts(FindingQuery(ruleID: "rule-a", limit: 9, offset: 1)).map(\.id) == ["a1"])
    #expect(try store.alerts(FindingQuery(times: 205..<290)).map(\.id) == ["b3"])
    try store.setStatus(StatusChange(status: .acknowledged, author: "ann", time: 1), ofAlert: "a2")
    #expect(try store.alerts(FindingQuery(statuses: [.open])).map(\.id) == ["b3", "a1"])
    #expect(try store.alerts(FindingQuery(statuses: [])).isEmpty)
  }

  @Test func keepsWhatBudgetsRemember() throws {
    let (store, _) = try store()
    #expect(try store.budget(name: "hunt") == nil)
    var budget = StoredBudget(
      name: "hunt", version: 1, promise: ["fleet": 0.5, "host:a\u{301}": 2], hunts: 1, updated: 7, state: [0, 255, 3])
    try store.save(budget)
    #expect(try store.budget(name: "hunt") == budget)
    budget.state = []
    budget.hunts = 2
    try store.save(budget)
    #expect(try store.budget(name: "hunt") == budget && store.budget(name: "other") == nil)
  }

  @Test func keepsIncidents() throws {
    let (store, _) = try store()
    let entity = EntityKey(.user, "corp\\ann")
    let incident = Incident(
      id: "i1", title: "Story", severity: .high, risk: 77.5, firstSeen: 1, lastSeen: 9, alertIDs: ["a1", "a2"],
      entities: [entity], tactics: ["TA0006"], techniques: ["T1003"],
      links: [.init(from: "a1", to: "a2", entity: entity, note: "same user")])
    try store.save([incident])
    try store.save([incident])
    #expect(try store.incidents() == [StoredIncident(incident: incident, status: .open)])
    #expect(try store.setStatus(StatusChange(status: .closed, author: "bob", time: 3), ofIncident: "i1"))
    #expect(try store.incident(id: "i1")?.status == .closed)
    #expect(try store.history(ofIncident: "i1").count == 1)
    #expect(try store.incidents(FindingQuery(entity: entity)).count == 1)
  }

  @Test func keepsTheHistoryOfRisk() throws {
    let (store, _) = try store()
    let entity = EntityKey(.host, "h1")
    for (time, score) in [(1, 10.0), (2, 10.0), (3, 42.5)] as [(Int64, Double)] {
      let risk = EntityRisk(
        entity: entity, name: "H1", score: score, contributions: [.init(alertID: "a", points: score)])
      try store.save(
        [risk, EntityRisk(entity: EntityKey(.host, "h0"), name: "H0", score: 1, contributions: [])], at: time)
    }
    #expect(try store.riskHistory(of: entity) == [RiskPoint(time: 1, score: 10), RiskPoint(time: 3, score: 42.5)])
    #expect(try store.risks(of: .host).map(\.name) == ["H1", "H0"])
    #expect(try store.risk(of: entity)?.score == 42.5)
    #expect(try store.risks(of: .user).isEmpty)
  }

  @Test func keepsVerdictsAndModels() throws {
    let (store, _) = try store()
    let verdict = Verdict(
      id: "v1", subjectKind: "alert", subjectID: "a1", disposition: .falsePositive, author: "ann", time: 5,
      confidence: 0.9, note: "backup job")
    try store.save([verdict])
    try store.save([verdict])
    #expect(try store.verdicts(onSubject: "alert", id: "a1") == [verdict])
    #expect(try store.verdicts(in: 0..<5).isEmpty)
    #expect(try store.verdicts(in: 5..<6) == [verdict])
    #expect(try store.verdicts() == [verdict])
    var first = StoredModel(
      name: "m", version: "1", kind: "trees", state: .shadow, created: 1, card: "{}", content: [1, 2, 3])
    let second = StoredModel(
      name: "m", version: "2", kind: "trees", state: .active, created: 2, card: "{}", content: [])
    try store.save(first)
    try store.save(second)
    try store.setState(.active, ofModel: "m", version: "1")
    first.state = .active
    #expect(try store.model(name: "m", version: "1") == first)
    #expect(try store.models(name: "m").map(\.state) == [.retired, .active])
    #expect(try store.models(name: "other").isEmpty)
  }

  @Test func auditsAreLoggedOnceAndKeepTheirProbability() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    do {
      let store = try EventStore(path: path)
      let first = [
        StoredAudit(id: "a", drawn: 5, propensity: 0.25, stratum: 0, isChosen: true, seed: .max),
        StoredAudit(id: "b", drawn: 5, propensity: 0.125, stratum: 2, isChosen: false, seed: .max),
      ]
      try store.save(first, looks: 40)
      try store.save(
        [StoredAudit(id: "a", drawn: 9, propensity: 1, stratum: 1, isChosen: false, seed: 1)], looks: 2)
      #expect(try store.audits() == first, "a probability is never changed after the fact")
      #expect(try store.auditedLooks() == 42)
      try store.close()
    }
    var options = StoreOptions()
    options.isReadOnly = true
    let reader = try EventStore(path: path, options: options)
    #expect(try reader.audits().count == 2)
  }

  @Test func aBudgetHoldsBackWhatNobodyWorksOn() throws {
    let folder = try TemporaryFolder()
    let store = try EventStore(path: folder.path("s.db"))
    var alerts: [Alert] = []
    for id in ["a", "b", "c"] {
      var alert = MigrationTests.alert
      alert.id = id
      alerts.append(alert)
    }
    try store.save(alerts)
    try store.setStatus(StatusChange(status: .closed, author: "ann", time: 1), ofAlert: "c")
    func statuses() throws -> [SubjectStatus?] { try ["a", "b", "c"].map { try store.alert(id: $0)?.status } }
    try store.place(["a", "b", "c"], held: ["b", "c"], by: "hunt", at: 2)
    #expect(try statuses() == [.open, .held, .closed])
    try store.place(["a", "b", "c"], held: ["b"], by: "hunt", at: 3)
    #expect(try store.history(ofAlert: "b").map(\.status) == [.held], "only what changes is written")
    try store.place(["a", "b", "c"], held: [], by: "hunt", at: 4)
    #expect(try statuses() == [.open, .open, .closed])
    #expect(try store.history(ofAlert: "b").map(\.time) == [2, 4])
  }

  @Test func exceptionsKeepEveryStep() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.db")
    var exception = AlertException(id: "x-1", traits: ["rule": ["r1"], "host": ["h1", "h2"]])
    let steps: [AlertException.Step] = [
      .init(.accept, by: "ann", at: 1, reason: "updater", expires: 90, coversHigh: true),
      .init(.remove, by: "bob", at: 2, reason: "wrong"), .init(.accept, by: "bob", at: 3, reason: "right after all"),
    ]
    do {
      let store = try EventStore(path: path)
      #expect(try store.exceptions().isEmpty)
      for (number, step) in steps.enumerated() {
        exception.grounds.alerts = number
        try store.add(step, to: exception)
      }
      try store.close()
    }
    let store = try EventStore(path: path)
    exception.steps = steps
    #expect(try store.exceptions() == [exception], "with the latest grounds")
    let grounds = try store.read { try String.fetchAll($0, sql: "SELECT grounds FROM exception_step ORDER BY number") }
    #expect(Set(grounds).count == 3, "each step keeps the grounds on which it was taken")
  }

  @Test func exceptionsAndBudgetsHideByStatus() throws {
    let folder = try TemporaryFolder()
    let store = try EventStore(path: folder.path("s.db"))
    let alerts = ["a", "b"].map { id in
      var alert = MigrationTests.alert
      alert.id = id
      return alert
    }
    try store.save(alerts)
    try store.place(["a", "b"], held: ["a", "b"], excepted: ["b": "x-1"], by: "hunt", at: 1)
    #expect(try store.alert(id: "a")?.status == .held && store.alert(id: "b")?.status == .excepted)
    #expect(try store.history(ofAlert: "b").map(\.note) == ["hidden by the exception x-1"])
    try store.place(["a", "b"], held: [], by: "hunt", at: 2)
    #expect(try store.alert(id: "b")?.status == .open)
  }
}
