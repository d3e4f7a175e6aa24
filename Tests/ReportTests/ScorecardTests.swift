import ECS
import Evidence
import Foundation
import Learning
import Pipeline
import Store
import Testing
import Triage

@testable import Report

/// The performance report over a store that was filled by hand. With `SHRIKE_SAMPLES` in the environment, written there.
@Suite struct ScorecardTests {
  static let day: Int64 = 86_400_000_000_000
  /// Monday, 2 March 2026.
  static let start: Int64 = 1_772_409_600_000_000_000

  /// Four weeks of twelve hosts; three alerts a day, judged by two analysts who mostly agree.
  private func store(_ path: String) throws -> EventStore {
    let store = try EventStore(path: path)
    var fingerprinter = Fingerprinter(key: store.fingerprintKey)
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    for day in 0..<28 {
      for host in 0..<12 where !(host == 3 && day > 20) {
        for hour in [9, 15] {
          let time = Self.start + Int64(day) * Self.day + Int64(hour) * Self.day / 24 + Int64(host)
          builder.append(.timestamp, date: Timestamp(nanoseconds: time))
          builder.append(.hostName, string: "host-\(host)")
          builder.append(.eventModule, string: host % 2 == 0 ? "sysmon" : "auditd")
          builder.endRow(at: RecordPosition(offset: 0, record: UInt64(day)))
        }
      }
    }
    let batch = builder.finish()
    _ = try store.ingest(batch, fingerprints: fingerprinter.fingerprints(of: batch))
    var random = Xoshiro256(seed: 8)
    var verdicts: [Verdict] = []
    var alerts: [Alert] = []
    for number in 0..<84 {
      let time = Self.start + Int64(number) * Self.day / 3
      let isAttack = random.nextUnit() < (number < 42 ? 0.3 : 0.7)
      alerts.append(alert(number, time, isAttack: isAttack, risk: 99 - Double(number % 90)))
      guard number % 6 != 5 else { continue }
      let said: Verdict.Disposition = isAttack ? .truePositive : number % 7 == 0 ? .benignTruePositive : .falsePositive
      let authors = number % 5 == 0 ? ["ada", "grace"] : ["ada"]
      for (index, author) in authors.enumerated() {
        let disposition = index == 1 && number % 10 == 0 ? .falsePositive : said
        verdicts.append(
          Verdict(
            id: "v\(number)-\(index)", subjectKind: "alert", subjectID: "a\(number)", disposition: disposition,
            author: author, time: time + Int64(index + 1) * 1_800_000_000_000, confidence: 1, note: ""))
      }
    }
    try store.save(alerts)
    try store.save(verdicts)
    return store
  }

  private func alert(_ number: Int, _ time: Int64, isAttack: Bool, risk: Double) -> Alert {
    let signal = Signal(
      detector: DetectorID(name: "rules", version: "1"), ruleID: "r\(number % 4)", title: "rule \(number % 4)",
      time: time,
      severity: .high, score: 1, logLikelihoodRatio: 1,
      reasons: [.init(field: "process.name", value: isAttack ? "rundll32.exe" : "backup<script>.exe", note: "")])
    return Alert(
      id: "a\(number)", title: "Something of rule \(number % 4)", ruleID: "r\(number % 4)", severity: .high, risk: risk,
      firstSeen: time, lastSeen: time, techniques: [], tactics: [], entities: [EntityKey(.host, "host-\(number % 12)")],
      signals: [signal], signalCount: 1)
  }

  private func card() throws -> Scorecard {
    let path = FileManager.default.temporaryDirectory.appending(path: "shrike-card-\(UUID().uuidString).db").path()
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
    let store = try store(path)
    var builder = ScorecardBuilder(store)
    builder.budget = [.fleet: 1.5, BudgetScope(.hostGroup): 0.5]
    builder.audits = (0..<600).map { number in
      let isAudited = number % 5 == 0
      return AuditRecord(
        id: "\(number)", time: Double(number), propensity: 0.2, audited: isAudited,
        malicious: isAudited ? number % 100 == 0 : nil)
    }
    var card = try builder.build()
    try store.close()
    ScorecardGates.judge(&card, isRegistryKnown: false)
    return card
  }

  @Test func countsWhatHappened() throws {
    let card = try card()
    #expect(card.endpoints == 12 && card.endpointDays == 28 * 12 - 7 && card.events == 2 * card.endpointDays)
    #expect(card.weeks.count == 4 && card.weeks.map(\.start) == (0..<4).map { Self.start + 7 * Self.day * Int64($0) })
    #expect(
      card.weeks.reduce(0) { $0 + $1.alerts } == 84
        && card.weeks.reduce(0) { $0 + $1.endpointDays } == card.endpointDays)
    #expect(card.verdicts.values.reduce(0, +) == 70)
    #expect(card.silentEndpoints.map(\.source) == ["host-3"])
    #expect(card.medianTriageSeconds == 1_800 && card.slowTriageSeconds == 1_800)
    let ada = try #require(card.analysts.first { $0.name == "ada" })
    let grace = try #require(card.analysts.first { $0.name == "grace" })
    #expect(
      ada.verdicts == 70 && grace.shared == ada.shared && ada.agreed == grace.agreed && grace.shared > grace.agreed)
    let precision = try #require(card.precision)
    #expect(precision.lower < precision.value && precision.value < precision.upper)
    let budget = try #require(card.budgets.first)
    #expect(card.budgets.map(\.scope) == ["fleet", "host_group:host-#"] && card.budgets[1].perDay == 0.5)
    #expect(
      budget.falses == card.verdicts["false_positive"] && budget.unjudged == 14 && abs(budget.days - 27.25) < 0.01)
    let audit = try #require(card.audit)
    #expect(audit.audited == 120 && audit.found == 6 && abs(audit.missed.value - 30) < 1e-9)
    #expect(audit.missed.lower <= 30 && audit.missed.upper >= 30 && audit.missed.upper < 600)
    #expect(card.falseCauses.map(\.count).max() == card.falseCauses.first?.count)
  }

  @Test func thePageTellsIt() throws {
    let page = ScorecardPage(try card()).html()
    let markup = Markup(page)
    #expect(markup.failure == nil)
    for expected in [
      "12 endpoints", "host-3", "missed by estimate", "promise", "ada", "Accepted as evidence", "host_group:host-#",
    ] {
      #expect(markup.text.contains(expected), "\(expected)")
    }
    #expect(!markup.elements.contains("script"))
    let sheet = "\(Stylesheet.text)"
    for name in markup.classes { #expect(sheet.firstMatch(of: try Regex("\\.\(name)(?![a-z-])")) != nil, "\(name)") }
    if let folder = ProcessInfo.processInfo.environment["SHRIKE_SAMPLES"] {
      try Data(page).write(to: URL(filePath: folder).appending(path: "scorecard.html"))
    }
    #expect(Markup(ScorecardPage(Scorecard()).html()).failure == nil)
    #expect(ScorecardText(try card()).text.contains("endpoint-days"))
  }

  @Test(.enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"))
  func theJSONIsThatOfItsSchema() throws {
    try JSONFile.validate(try ScorecardJSON(card()).document(), against: "scorecard.schema.json")
  }

  @Test func damagedAuditsAreNamed() throws {
    for (line, word) in [
      ("{}", "line 1"), (#"{"id":"a","time":1,"propensity":0,"audited":false}"#, "propensity"),
      (#"{"id":"a","time":1,"propensity":0.5,"audited":true}"#, "result"),
    ] {
      let file = try TemporaryFile(Array(line.utf8), name: "audits.ndjson")
      let error = try #require(throws: HuntError.self) { try AuditRecord.read(file.path) }
      #expect(error.description.contains(word))
    }
  }
}
