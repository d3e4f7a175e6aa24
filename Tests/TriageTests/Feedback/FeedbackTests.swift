import Evidence
import Learning
import TestSupport
import Testing

@testable import Triage

@Suite struct FeedbackTests {
  static let day: Int64 = 86_400_000_000_000

  /// Installer noise on web hosts, one real thing on a laptop, and credential theft.
  static func story() -> Story {
    var story = Story()
    for host in 1...6 {
      let name = "WEB-0\(host)"
      story.background(host: name, user: "svc\(host)", count: 20)
      story.process("p\(host)", "updater.exe", parent: nil, at: 1, host: name)
      story.process("c\(host)", "cmd.exe", parent: "p\(host)", at: 2, host: name)
      story.signal("shell-spawn", at: 3, host: name, process: "c\(host)", severity: .medium)
    }
    story.process("w", "winword.exe", parent: nil, at: 1, host: "LAPTOP-1")
    story.process("x", "cmd.exe", parent: "w", at: 2, host: "LAPTOP-1")
    story.signal("shell-spawn", at: 3, host: "LAPTOP-1", process: "x", severity: .medium)
    story.process("d", "dumper.exe", parent: nil, at: 4, host: "WEB-01")
    story.signal("lsass-dump", at: 5, host: "WEB-01", process: "d", severity: .critical)
    return story
  }

  static func verdict(
    _ alert: String, _ disposition: Verdict.Disposition, by author: String, day: Int64 = 0, scope: Verdict.Scope? = nil,
    confidence: Double = 1, source: String? = nil
  ) -> Verdict {
    let time = ScriptedEvent.start + day * Self.day
    return Verdict(
      id: "\(alert)-\(author)-\(day)-\(disposition.rawValue)-\(scope?.rawValue ?? "")", subjectKind: "alert",
      subjectID: alert, disposition: disposition, author: author, time: time, confidence: confidence, note: "",
      scope: scope, source: source)
  }

  static func alerts(_ result: TriageResult, _ rule: String, host: String) -> [Alert] {
    result.alerts.filter { $0.ruleID == rule && $0.entities.contains(EntityKey(.host, host)) }
  }

  @Test func similarAlertsMoveTogetherAndOthersStay() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let judged = [1, 2, 3].compactMap { Self.alerts(plain, "shell-spawn", host: "web-0\($0)").first }
    #expect(judged.count == 3)
    let verdicts = judged.enumerated().map { index, alert in
      Self.verdict(alert.id, .falsePositive, by: index == 0 ? "ann" : "bob", day: Int64(index))
    }
    let result = engine.result(feedback: FeedbackInput(verdicts))
    let unjudged = try #require(Self.alerts(result, "shell-spawn", host: "web-06").first)
    let move = try #require(result.moves[unjudged.id])
    #expect(move.points < -5, "\(move)")
    let laptop = try #require(Self.alerts(result, "shell-spawn", host: "laptop-1").first)
    let other = try #require(result.moves[laptop.id])
    #expect(other.points > move.points / 3 && other.points <= 0, "the same rule alone says little: \(other)")
    let theft = try #require(Self.alerts(result, "lsass-dump", host: "web-01").first)
    #expect(result.moves[theft.id] == nil)
    #expect(move.words.contains("3 false-positive or benign verdicts by 2 analysts on the same"), "\(move.words)")
    #expect(move.reasons[0].similarity.contains("host group"), "\(move.words)")
    // Incidents, hosts and users follow.
    let before = try #require(plain.hosts.first { $0.entity.id == "web-06" }?.score)
    let after = try #require(result.hosts.first { $0.entity.id == "web-06" }?.score)
    #expect(after < before)
  }

  @Test func theSameVerdictsGiveTheSameRankingInAnyOrder() {
    let engine = Self.story().engine()
    let plain = engine.result()
    var verdicts: [Verdict] = []
    for (index, alert) in plain.alerts.enumerated() {
      for author in ["ann", "bob", "eve"] {
        let disposition: Verdict.Disposition = (index + author.count) % 3 == 0 ? .truePositive : .benignTruePositive
        verdicts.append(Self.verdict(alert.id, disposition, by: author, day: Int64(index)))
      }
    }
    let first = engine.result(feedback: FeedbackInput(verdicts))
    let second = engine.result(feedback: FeedbackInput(verdicts.reversed()))
    #expect(first.alerts.map(\.id) == second.alerts.map(\.id))
    #expect(first.moves == second.moves)
    #expect(first.feedback == second.feedback)
  }

  @Test func highSeverityIsNeverSilenced() throws {
    let engine = Self.story().engine()
    let theft = try #require(Self.alerts(engine.result(), "lsass-dump", host: "web-01").first)
    var verdicts: [Verdict] = []
    for author in 0..<40 {
      for day in 0..<10 {
        verdicts.append(
          Self.verdict(theft.id, .falsePositive, by: "a\(author)", day: Int64(day), source: "s\(author)"))
      }
    }
    var policy = FeedbackPolicy()
    (policy.largestMove, policy.gain) = (80, 20)
    let result = engine.result(feedback: FeedbackInput(verdicts, policy: policy))
    let found = try #require(result.alerts.first { $0.id == theft.id })
    let move = try #require(result.moves[theft.id])
    #expect(found.risk >= Double(Severity.critical.riskScore) / 2 - 1e-9)
    #expect(move.isAtFloor && move.suppression == .severityForbids)
    #expect(move.words.contains("does not silence"))
    #expect(result.alerts.count == engine.result().alerts.count)
  }

  @Test func suppressionNeedsTwoOrPrevalence() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let laptop = try #require(Self.alerts(plain, "shell-spawn", host: "laptop-1").first)
    let web = try #require(Self.alerts(plain, "shell-spawn", host: "web-02").first)
    func suppression(_ alert: Alert, _ authors: [String], days: Int64 = 3) -> AlertMove.Suppression? {
      let verdicts = authors.flatMap { author in
        (0..<days).map { Self.verdict(alert.id, .falsePositive, by: author, day: $0) }
      }
      return engine.result(feedback: FeedbackInput(verdicts)).moves[alert.id]?.suppression
    }
    #expect(suppression(web, ["ann"]) == .benignPrevalence, "six web hosts show the same")
    #expect(suppression(web, ["ann"], days: 1) == AlertMove.Suppression.none)
    #expect(suppression(web, ["ann", "bob"], days: 1) == .twoAnalysts)
    let alone = Self.policy(benignHosts: 50)
    let verdicts = (0..<3).map { Self.verdict(laptop.id, .falsePositive, by: "ann", day: $0) }
    let move = engine.result(feedback: FeedbackInput(verdicts, policy: alone)).moves[laptop.id]
    #expect(move?.suppression == .needsSecondAnalyst)
  }

  static func policy(benignHosts: Int) -> FeedbackPolicy {
    var policy = FeedbackPolicy()
    policy.benignHosts = benignHosts
    return policy
  }

  @Test func aBurstIsFlaggedAndCountsLittle() throws {
    let verdicts = (0..<50).map { index in
      Verdict(
        id: "v\(index)", subjectKind: "alert", subjectID: "a\(index)", disposition: .falsePositive, author: "eve",
        time: Int64(index) * 1_000_000_000, confidence: 1, note: "", traits: ["rule": "r", "host": "h\(index)"])
    }
    let book = VerdictBook(verdicts, now: 0)
    #expect(book.flags.contains(FeedbackFlag(kind: .burst, author: "eve", count: 50)))
    #expect(book.weights.values.allSatisfy { $0 < 0.25 })
    let slow = verdicts.map { verdict in
      var verdict = verdict
      verdict.time *= 3_600
      return verdict
    }
    #expect(VerdictBook(slow, now: 0).flags.isEmpty)
  }

  @Test func explanationsAndScopesSpeakAboutWhatTheyName() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let web = try #require(Self.alerts(plain, "shell-spawn", host: "web-01").first)
    var wrong = Self.verdict(web.id, .falsePositive, by: "ann")
    wrong.subjectKind = "explanation"
    wrong.subjectID = web.id + "#rule"
    let byFact = engine.result(feedback: FeedbackInput([wrong]))
    let move = try #require(byFact.moves[web.id])
    #expect(move.points < 0 && move.reasons[0].similarity == "rule with rule=shell-spawn", "\(move.words)")
    let only = engine.result(feedback: FeedbackInput([Self.verdict(web.id, .falsePositive, by: "ann", scope: .this)]))
    #expect(Array(only.moves.keys) == [web.id])
    let none = engine.result(feedback: FeedbackInput([Self.verdict(web.id, .unsure, by: "ann")]))
    #expect(none.moves.isEmpty)
  }

  @Test func verdictsCarryTheirTraitsToAlertsOfAnotherDay() throws {
    let engine = Self.story().engine()
    let plain = engine.result()
    let web = try #require(Self.alerts(plain, "shell-spawn", host: "web-01").first)
    let traits = AlertTraits(web, tree: plain.trees[web.id], names: plain.entityNames).named
    #expect(traits["parent"] == "updater.exe" && traits["process"] == "cmd.exe" && traits["host_group"] == "web-#")
    #expect(AlertTraits(web).named == traits, "the alert alone says the same as with its processes")
    var verdict = Self.verdict("of-last-week", .falsePositive, by: "ann")
    #expect(engine.result(feedback: FeedbackInput([verdict])).feedback?.flags.count == 1, "nothing is known of it")
    verdict.traits = traits
    let result = engine.result(feedback: FeedbackInput([verdict]))
    #expect(result.moves.count == 7 && result.feedback?.flags.isEmpty == true)
  }
}

@Suite struct FeedbackBoundTests {
  /// Random verdicts of honest analysts, and whatever one more says: no alert moves further than the bound.
  @Test(arguments: 0..<20) func oneAnalystMovesNothingFurtherThanTheBound(_ seed: Int) throws {
    var random = Xoshiro256(seed: UInt64(seed))
    let policy = FeedbackPolicy()
    func verdicts(_ author: String, _ count: Int, onlyBenign: Bool? = nil) -> [Verdict] {
      (0..<count).map { index in
        let isMalicious = onlyBenign.map { !$0 } ?? (random.nextUnit() < 0.4)
        return Verdict(
          id: "\(author)\(index)", subjectKind: "alert", subjectID: "old",
          disposition: isMalicious ? .truePositive : .falsePositive,
          author: author, time: Int64(random.nextUnit() * 90) * FeedbackTests.day, confidence: 1, note: "",
          source: random.nextUnit() < 0.5 ? "console" : "file",
          traits: ["rule": "r", "host": "h\(Int.random(in: 0..<2, using: &random))", "process": "p", "parent": "q"])
      }
    }
    let honest = (0..<4).flatMap { verdicts("honest\($0)", Int.random(in: 0..<12, using: &random)) }
    let liar = verdicts("liar", 60, onlyBenign: seed % 2 == 0)
    var cell = FeedbackCell()
    for verdict in honest { cell.add(Self.entry(verdict)) }
    let before = cell.counts(policy).logOdds(pseudoCount: policy.pseudoCount)
    for verdict in liar { cell.add(Self.entry(verdict)) }
    let after = cell.counts(policy).logOdds(pseudoCount: policy.pseudoCount)
    #expect(abs(after - before) * policy.gain <= policy.bound(analysts: 1) + 1e-9)
    #expect(
      cell.counts(policy).positive <= 2 * policy.sourceMass && cell.counts(policy).negative <= 2 * policy.sourceMass)
  }

  static func entry(_ verdict: Verdict) -> FeedbackCell.Entry {
    .init(
      author: verdict.author, source: verdict.source ?? "", time: verdict.time,
      isMalicious: verdict.disposition == .truePositive, weight: 1)
  }

  @Test func theBoundGrowsWithAnalystsAndEnds() {
    let policy = FeedbackPolicy()
    let bounds = (0...5).map(policy.bound(analysts:))
    #expect(bounds[0] == 0 && zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(bounds.allSatisfy { $0 <= policy.largestMove })
    #expect(abs(bounds[1] - 10 * 1.945_910_149_055) < 1e-6)
  }
}
