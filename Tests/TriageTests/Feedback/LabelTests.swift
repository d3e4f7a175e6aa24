import Evidence
import TestSupport
import Testing

@testable import Triage

@Suite struct LabelTests {
  static func known(_ result: TriageResult) -> [(alert: Alert, traits: AlertTraits)] {
    result.alerts.map { ($0, AlertTraits($0, tree: result.trees[$0.id], names: result.entityNames)) }
  }

  static func book(_ verdicts: [Verdict], _ result: TriageResult) -> VerdictBook {
    let traits = Dictionary(uniqueKeysWithValues: known(result).map { ($0.alert.id, $0.traits) })
    return VerdictBook(verdicts, now: ScriptedEvent.start, traits: traits)
  }

  @Test func exceptionsSayWhatTheyWouldHaveHidden() throws {
    let result = FeedbackTests.story().engine().result()
    let web = try #require(FeedbackTests.alerts(result, "shell-spawn", host: "web-02").first)
    let laptop = try #require(FeedbackTests.alerts(result, "shell-spawn", host: "laptop-1").first)
    let verdicts = ["ann", "bob"].map { FeedbackTests.verdict(web.id, .benignTruePositive, by: $0) }
    let known = Self.known(result)
    let plain = ExceptionProposal.proposals(Self.book(verdicts, result), alerts: known)
    let pattern = try #require(plain.first { $0.traits["host_group"] != nil && $0.traits["process"] != nil })
    #expect(pattern.hiddenAlerts == 6 && pattern.hiddenHigh == 0 && pattern.analysts == 2)
    #expect(
      pattern.state == .ready && pattern.traits["parent"] == "updater.exe" && pattern.traits["host_group"] == "web-#")
    #expect(plain.allSatisfy { $0.traits["rule"] == "shell-spawn" && $0.traits.count > 1 })
    let attack = known.filter { $0.alert.id == web.id }
    let careful = ExceptionProposal.proposals(Self.book(verdicts, result), alerts: known, attacks: attack)
    #expect(careful.allSatisfy { $0.state == .wouldHideAttacks && !$0.hiddenAttacks.isEmpty })
    let other = verdicts + [FeedbackTests.verdict(laptop.id, .truePositive, by: "ann")]
    let guarded = ExceptionProposal.proposals(Self.book(other, result), alerts: known)
    #expect(guarded.allSatisfy { $0.hiddenMalicious == 0 && $0.traits["host_group"] != "laptop-#" })
  }

  @Test func theQueueAsksAboutPatternsBeforeRepetitions() throws {
    let result = FeedbackTests.story().engine().result()
    let queue = LabelQueue(Self.book([], result), alerts: Self.known(result), count: 3)
    #expect(queue.entries.count == 3)
    #expect(queue.entries[0].reach >= 6 && queue.entries[0].why.contains("similar alerts move with it"))
    let laptop = try #require(FeedbackTests.alerts(result, "shell-spawn", host: "laptop-1").first)
    #expect(queue.entries.dropFirst().first?.alertID == laptop.id, "not a repetition: \(queue.entries)")
    #expect(LabelQueue(Self.book([], result), alerts: [], count: 3).entries.isEmpty)
  }

  @Test func labelsAreReproducibleAndSayWhereTheyComeFrom() throws {
    let result = FeedbackTests.story().engine().result()
    let ids = result.alerts.map(\.id)
    let verdicts = [
      FeedbackTests.verdict(ids[0], .truePositive, by: "ann"), FeedbackTests.verdict(ids[1], .falsePositive, by: "ann"),
      FeedbackTests.verdict(ids[1], .falsePositive, by: "bob"), FeedbackTests.verdict(ids[2], .unsure, by: "bob"),
    ]
    let weak = ids.map { LabelSet.WeakLabel(subject: "alert:" + $0, source: "rule:a", isMalicious: $0 == ids[0]) }
    let first = LabelSet(verdicts, book: Self.book(verdicts, result), weak: weak)
    let second = LabelSet(verdicts.reversed(), book: Self.book(verdicts.reversed(), result), weak: weak.reversed())
    #expect(first == second && first.digest == second.digest && first.labels.count == ids.count)
    let other = LabelSet(Array(verdicts.dropFirst()), book: Self.book(Array(verdicts.dropFirst()), result), weak: weak)
    #expect(other.digest != first.digest)
    let label = try #require(first.labels.first { $0.subject == "alert:" + ids[1] })
    #expect(label.probability < 0.25 && label.weight > 0.5 && label.provenance.count == 3)
    #expect(label.provenance.contains("rule:a") && label.provenance.contains { $0.hasPrefix("verdict:") })
    #expect(first.labels.allSatisfy { (0...1).contains($0.probability) && (0...1).contains($0.weight) })
  }
}
