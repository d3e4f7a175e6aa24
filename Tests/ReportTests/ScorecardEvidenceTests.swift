import ECS
import Evidence
import Foundation
import Learning
import Pipeline
import Store
import Testing
import Triage

@testable import Report

/// What the performance report concludes: the effect of feedback, detectors, slices, adversaries, audits, gates.
@Suite struct ScorecardEvidenceTests {
  static let day: Int64 = 86_400_000_000_000
  /// Monday, 2 March 2026.
  static let start: Int64 = 1_772_409_600_000_000_000

  /// Six weeks with two alerts of each of two rules a day: everything that `backup` says is false, everything that `theft` says is an
  /// attack, and their evidence is the same.
  struct World {
    var verdictDelay: Int64 = 3_600_000_000_000
    var held: Set<Int> = []
    var isJudged = true

    static func alert(_ number: Int) -> Alert {
      let time = start + Int64(number) * day / 4
      let isAttack = number % 2 == 1
      let rule = isAttack ? "theft" : "backup"
      let detector = DetectorID(name: isAttack ? "rules" : "rarity", version: "1")
      let signal = Signal(
        detector: detector, ruleID: rule, title: rule, time: time, severity: .medium, score: 1, logLikelihoodRatio: 2)
      let host = "\(isAttack ? "lap" : "srv")-\(number % 7)"
      return Alert(
        id: "a\(number)", title: rule, ruleID: rule, severity: .medium, risk: 40, firstSeen: time, lastSeen: time,
        techniques: isAttack ? ["T1003"] : [], tactics: [], entities: [EntityKey(.host, host)], signals: [signal],
        signalCount: 1,
        traits: [
          "rule": rule, "host": host, "host_group": "\(isAttack ? "lap" : "srv")-#", "process": rule + ".exe",
          "parent": "explorer.exe",
        ])
    }

    func fill(_ path: String) throws -> EventStore {
      let store = try EventStore(path: path)
      var fingerprinter = Fingerprinter(key: store.fingerprintKey)
      var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
      for day in 0..<42 {
        for (system, name) in [("windows", "lap"), ("linux", "srv")] {
          for host in 0..<7 {
            builder.append(.timestamp, date: Timestamp(nanoseconds: start + Int64(day) * ScorecardEvidenceTests.day))
            builder.append(.hostName, string: "\(name)-\(host)")
            builder.append(.hostOsType, string: system)
            builder.endRow(at: RecordPosition(offset: 0, record: UInt64(day)))
          }
        }
      }
      let batch = builder.finish()
      _ = try store.ingest(batch, fingerprints: fingerprinter.fingerprints(of: batch))
      let alerts = (0..<168).map(Self.alert)
      try store.save(alerts)
      try store.place(alerts.map(\.id), held: Set(held.map { "a\($0)" }), by: "test", at: 1)
      guard isJudged else { return store }
      try store.save(
        (0..<168).filter { !held.contains($0) }.flatMap { number -> [Verdict] in
          (number % 4 == 0 ? ["ada", "grace"] : number % 4 == 1 ? ["grace", "ada"] : ["ada"]).map { author in
            Verdict(
              id: "v\(number)\(author)", subjectKind: "alert", subjectID: "a\(number)",
              disposition: number % 2 == 1 ? .truePositive : .falsePositive, author: author,
              time: Self.alert(number).lastSeen + verdictDelay, confidence: 1, note: "")
          }
        })
      return store
    }
  }

  private func withStore<R>(_ world: World, _ body: (EventStore, String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.appending(path: "shrike-card-\(UUID().uuidString).db").path()
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
    let store = try world.fill(path)
    let result = try body(store, path)
    try? store.close()
    return result
  }

  private func card(_ world: World, queue: Int = 10) throws -> Scorecard {
    try withStore(world) { store, _ in
      var builder = ScorecardBuilder(store)
      builder.queueLength = queue
      var card = try builder.build()
      ScorecardGates.judge(&card, isRegistryKnown: false)
      return card
    }
  }

  @Test func earlierVerdictsImproveLaterQueues() throws {
    let feedback = try #require(card(World()).feedback)
    let queue = try #require(feedback.queues.first { $0.length == 10 })
    #expect(queue.periodDays == 7)
    let (without, with) = (try #require(queue.without.precision), try #require(queue.with.precision))
    #expect(without.value == 0.5, "equal evidence is read in order of time")
    // The first week, of which nothing was known, is left out; in the other five only attacks are read.
    #expect(with.value == 1 && queue.with.judged == 50)
    // Which attacks are read differs as well: some are on hosts of which more was said.
    #expect(queue.attacksGained - queue.attacksLost == 25 && queue.falsesLost == 25 && queue.falsesGained == 0)
    #expect(feedback.raised == 84 && feedback.lowered == 84)
    #expect(feedback.moves.allSatisfy { $0.why.contains("verdict") && $0.before != $0.after })
    #expect(feedback.suppressible > 0 && feedback.suppressibleAttacks == 0)
  }

  @Test func verdictsOfLaterChangeNothingBefore() throws {
    // Everything is judged a year later: no queue of these weeks may be any different.
    let feedback = try #require(card(World(verdictDelay: 365 * Self.day)).feedback)
    #expect(feedback.queues.allSatisfy { $0.with == $0.without && $0.attacksGained == 0 })
    #expect(feedback.raised > 0, "today they move alerts all the same")
  }

  @Test func eachDetectorIsWorthWhatOnlyItSaw() throws {
    let ablation = try card(World()).ablation
    #expect(ablation.map(\.detector) == ["rules", "rarity"])
    #expect(ablation[0].missedStories == 84 && ablation[0].attacks == 84 && ablation[0].falses == 0)
    #expect(ablation[0].lostTechniques == ["T1003"] && ablation[0].precisionWithout?.value == 0)
    #expect(ablation[1].missedStories == 0 && ablation[1].falses == 84 && ablation[1].precisionWithout?.value == 1)
  }

  @Test func slicesFollowSystemsGroupsAndAges() throws {
    let slices = try card(World()).slices
    func slice(_ kind: String, _ name: String) throws -> Scorecard.Slice {
      try #require(slices.first { $0.kind == kind && $0.name == name })
    }
    #expect(try slice("os", "windows").attacks == 84 && slice("os", "linux").falses == 84)
    #expect(try slice("host_group", "srv-#").precision?.value == 0)
    #expect(try slice("first_seen_age", "host seen since that day").alerts == 4)
    #expect(try slice("first_seen_age", "host seen for a week or longer").alerts == 168 - 28)
    #expect(slices.first { $0.kind == "os" }?.name == "linux", "the worst comes first")
  }

  @Test func filesAreSlicedByRuleAndSigner() throws {
    try withStore(World()) { store, _ in
      var alert = World.alert(1)
      alert.id = "file"
      alert.signals[0].detector = DetectorID(name: "scan", version: "1")
      alert.signals[0].reasons = [
        .init(field: "file.path", value: "/tmp/x", note: "the file"),
        .init(field: "yara.rule", value: "Family_A", note: "matches"),
        .init(field: "file", value: "not signed", note: "unsigned"),
      ]
      try store.save([alert])
      var card = try ScorecardBuilder(store).build()
      let files = card.slices.filter { ["file_family", "signer"].contains($0.kind) }
      #expect(files.map(\.name) == ["Family_A", "not signed"] && files.allSatisfy { $0.alerts == 1 && $0.judged == 0 })
      // A model gave an alert, and nothing is known of it.
      ScorecardGates.judge(&card, isRegistryKnown: false)
      #expect(card.refusals.count == 1 && card.refusals[0].contains("--registry"))
      ScorecardGates.judge(&card, isRegistryKnown: true)
      #expect(card.refusals.isEmpty)
    }
  }

  @Test func theRankingIsMeasuredWithoutItsOwnVerdicts() throws {
    let detection = try #require(card(World()).detection)
    #expect(detection.judged == 168 && detection.attacks == 84 && detection.audited == 0)
    let ranking = try #require(detection.baselines.first)
    let plain = try #require(detection.baselines.first { $0.name == "risk by evidence alone" })
    // The first week's alerts are ranked by nothing but equal evidence.
    #expect(ranking.auroc > 0.95 && ranking.auroc < 1 && plain.auroc == 0.5)
    let points = detection.operatingPoints
    #expect(points.map(\.isResolved) == [true, true, false, false])
    #expect(points[0].found.map { $0.lower <= $0.value && $0.value <= $0.upper } == true && points[3].found == nil)
    #expect(detection.cost.allSatisfy { $0.best <= $0.trivial + 1e-9 && $0.best <= ($0.chosen ?? .infinity) + 1e-9 })
    #expect(detection.calibration.reduce(0) { $0 + $1.count } == 168)
  }

  @Test func liarsStayWithinTheProvedBound() throws {
    let robustness = try #require(card(World()).robustness)
    #expect(robustness.liars.map(\.liars) == [1, 2])
    for attack in robustness.liars {
      #expect(attack.attacks == 84 && attack.inQueueBefore == 55 && attack.inQueueAfter <= attack.inQueueBefore)
      #expect(attack.largestFall > 0 && attack.largestFall <= robustness.pairBound)
    }
    #expect(robustness.liars[0].largestFall <= robustness.analystBound)
    #expect(robustness.liars[0].largestFall <= robustness.liars[1].largestFall)
  }

  @Test func audits() throws {
    // Every third alert is held back; a third of those is an attack or not as the rest.
    let held = Set((0..<168).filter { $0 % 3 == 0 })
    let world = World(held: held)
    try withStore(world) { store, path in
      let feedback = try FeedbackStore(path: path)
      let draw = try feedback.drawAudits(share: 0.2, seed: 9, at: 5)
      #expect(draw.findings == 56 && draw.looks == 112 && abs(draw.expected - 22.4) < 1e-9)
      #expect(draw.drawn == draw.strata.reduce(0) { $0 + $1.drawn } && (10...40).contains(draw.drawn))
      let again = try feedback.drawAudits(share: 0.2, seed: 10, at: 6)
      #expect(again.findings == 0 && again.looks == 0, "nothing is drawn twice")
      let drawn = try feedback.audits()
      let open = drawn.open
      #expect(open.count == draw.drawn && drawn.records.isEmpty, "a draw counts when it is complete")
      var waiting = try #require(try ScorecardBuilder(store).build().audit)
      #expect(waiting.unseen == 0 && waiting.open == draw.drawn && waiting.recall == nil)
      for (place, audit) in open.enumerated() {
        let number = try #require(Int(audit.alertID.dropFirst()))
        try store.save([
          Verdict(
            id: "audit\(number)", subjectKind: "alert", subjectID: audit.alertID,
            disposition: number % 2 == 1 ? .truePositive : .falsePositive, author: "ada",
            time: World.alert(number).lastSeen + Int64(place + 1) * Self.day, confidence: 1, note: "")
        ])
      }
      let log = try feedback.audits()
      #expect(log.open.isEmpty && log.records.count == 56 && log.records.count(where: \.audited) == draw.drawn)
      let card = try ScorecardBuilder(store).build()
      waiting = try #require(card.audit)
      let attacks = open.count { Int($0.alertID.dropFirst()).map { $0 % 2 == 1 } ?? false }
      #expect(waiting.unseen == 56 && waiting.audited == draw.drawn && waiting.found == attacks && waiting.open == 0)
      #expect((waiting.missed.lower...waiting.missed.upper).contains(28), "28 of the 56 are attacks: \(waiting.missed)")
      let recall = try #require(waiting.recall)
      #expect((recall.lower...recall.upper).contains(56.0 / 84))
      #expect(card.missed.count == min(10, attacks) && card.heldBack == 56)
      #expect(card.verdicts["true_positive"] == 56, "audited alerts are not part of the queue")
      #expect(card.detection?.audited == draw.drawn)
    }
  }

  @Test func withoutEvidenceTheReportIsRefused() throws {
    var empty = Scorecard()
    ScorecardGates.judge(&empty, isRegistryKnown: false)
    #expect(empty.gates.count == 10 && empty.refusals.count == 4, "\(empty.refusals)")
    let unjudged = try card(World(isJudged: false))
    #expect(unjudged.refusals.count == 4)
    let page = String(decoding: ScorecardPage(unjudged).html(), as: UTF8.self)
    #expect(page.contains("Refused as evidence") && !page.contains("Accepted as evidence"))
    let full = try card(World())
    #expect(full.refusals.isEmpty, "\(full.refusals)")
    let outcomes = Dictionary(uniqueKeysWithValues: full.gates.map { ($0.pitfall, $0.outcome) })
    #expect(outcomes["label inaccuracy"] == "passed" && outcomes["sampling bias"] == "unanswered")
    #expect(full.analystAUROC == 0.5 && outcomes["spurious correlations"] == "passed")
    let fullPage = ScorecardPage(full).html()
    #expect(Markup(fullPage).failure == nil && Markup(fullPage).text.contains("Accepted as evidence"))
  }

  @Test func aModelInUseThatDoesNotPassRefusesTheReport() throws {
    var card = try card(World())
    let gates = Dictionary(uniqueKeysWithValues: card.gates.map { ($0.pitfall, "passed") })
    func check(_ outcome: String) -> Scorecard.ModelCheck {
      Scorecard.ModelCheck(
        name: "pe", version: "1", stage: "active", isRefused: false, reasons: [],
        gates: gates.merging(["inappropriate threat model": outcome]) { $1 }, auroc: 0.99, leftAfterAttack: 0.4,
        attackSteps: 3)
    }
    card.robustness?.models = [check("passed")]
    ScorecardGates.judge(&card, isRegistryKnown: true)
    #expect(card.refusals.isEmpty, "\(card.refusals)")
    card.robustness?.models = [check("passed"), check("unanswered")]
    ScorecardGates.judge(&card, isRegistryKnown: true)
    #expect(card.refusals.count == 1 && card.refusals[0].contains("pe 1: unanswered"))
    #expect(Markup(ScorecardPage(card).html()).text.contains("Left after an attack"))
  }

  @Test(.enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"))
  func theJSONIsThatOfItsSchema() throws {
    for world in [World(), World(held: [3, 6, 9]), World(isJudged: false)] {
      try JSONFile.validate(try ScorecardJSON(card(world)).document(), against: "scorecard.schema.json")
    }
  }

  /// With `SHRIKE_SAMPLES` in the environment, the page is written there.
  @Test func thePageHasEverySection() throws {
    let card = try card(World())
    let page = ScorecardPage(card).html()
    let markup = Markup(page)
    #expect(markup.failure == nil && !markup.elements.contains("script"))
    for id in ["feedback", "detection", "detectors", "slices", "robustness", "gates", "budget"] {
      #expect(markup.ids.contains(id), "\(id)")
    }
    let sheet = "\(Stylesheet.text)"
    for name in markup.classes { #expect(sheet.firstMatch(of: try Regex("\\.\(name)(?![a-z-])")) != nil, "\(name)") }
    if let folder = ProcessInfo.processInfo.environment["SHRIKE_SAMPLES"] {
      try Data(page).write(to: URL(filePath: folder).appending(path: "scorecard-evidence.html"))
    }
  }
}
