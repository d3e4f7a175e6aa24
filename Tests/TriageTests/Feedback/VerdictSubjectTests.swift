import Evidence
import TestSupport
import Testing

@testable import Triage

/// A verdict speaks about its subject, whatever sort of subject that is, and about nothing that has nothing to do with it.
@Suite struct VerdictSubjectTests {
  private static func verdict(
    _ kind: Verdict.SubjectKind, _ id: String, _ disposition: Verdict.Disposition = .falsePositive,
    scope: Verdict.Scope? = nil
  ) -> Verdict {
    Verdict(
      id: "v-\(kind.rawValue)-\(id)", subjectKind: kind.rawValue, subjectID: id, disposition: disposition,
      author: "ann",
      time: ScriptedEvent.start, confidence: 1, note: "", scope: scope)
  }

  /// Two users on two hosts, one of them with the same file as the other.
  private static func story() -> Story {
    var story = Story()
    for (host, user) in [("PC-A", "CORP\\ann"), ("PC-B", "CORP\\bob"), ("SRV-X", "CORP\\eve")] {
      story.background(host: host, user: user.split(separator: "\\").last.map(String.init) ?? "", count: 20)
      story.process("p\(host)", "tool.exe", parent: nil, at: 1, host: host, user: user)
    }
    let file = EntityKey(.file, String(repeating: "ab", count: 32))
    story.signal("drop", at: 2, host: "PC-A", process: "pPC-A", user: "corp\\ann", severity: .medium, more: [file])
    story.signal("start", at: 9_000, host: "PC-B", process: "pPC-B", user: "corp\\bob", severity: .medium, more: [file])
    story.signal("logon", at: 30_000, host: "SRV-X", user: "corp\\eve", severity: .medium)
    story.signal("dump", at: 5, host: "PC-A", process: "pPC-A", user: "corp\\ann", severity: .high)
    return story
  }

  private func moved(_ verdict: Verdict) -> (result: TriageResult, rules: Set<String>) {
    let result = Self.story().engine().result(feedback: FeedbackInput([verdict]))
    let rules = result.alerts.filter { (result.moves[$0.id]?.points ?? 0) != 0 }.map(\.ruleID)
    return (result, Set(rules))
  }

  @Test func aFileMovesEveryAlertThatNamesIt() {
    let (result, rules) = moved(Self.verdict(.file, String(repeating: "AB", count: 32)))
    #expect(rules == ["drop", "start"])
    #expect(result.moves.values.allSatisfy { $0.points < 0 && $0.reasons[0].similarity == "file" })
  }

  @Test func aUserMovesWhatThatAccountDid() {
    #expect(moved(Self.verdict(.user, "corp\\eve", .truePositive)).rules == ["logon"])
    #expect(moved(Self.verdict(.user, "corp\\nobody")).rules.isEmpty)
  }

  @Test func aSignalMovesItsAlert() throws {
    let plain = Self.story().engine().result()
    let alert = try #require(plain.alerts.first { $0.ruleID == "drop" })
    let (result, rules) = moved(Self.verdict(.signal, alert.id + "#drop", scope: .this))
    #expect(rules == ["drop"] && (result.moves[alert.id]?.points ?? 0) < 0)
  }

  @Test func anIncidentMovesAllOfItsAlerts() throws {
    let plain = Self.story().engine().result()
    let incident = try #require(plain.incidents.first { $0.alertIDs.count > 1 })
    let (result, _) = moved(Self.verdict(.incident, incident.id, .truePositive, scope: .this))
    #expect(Set(result.moves.filter { $0.value.points > 0 }.keys) == Set(incident.alertIDs))
    #expect(result.incidents.map(\.id).sorted() == plain.incidents.map(\.id).sorted(), "verdicts regroup nothing")
    let after = try #require(result.incidents.first { $0.id == incident.id })
    #expect(after.risk > incident.risk && after.links == incident.links)
  }

  @Test func duplicateAndUnsureMoveNothing() throws {
    let plain = Self.story().engine().result()
    for disposition in [Verdict.Disposition.duplicate, .unsure] {
      for alert in plain.alerts { #expect(moved(Self.verdict(.alert, alert.id, disposition)).rules.isEmpty) }
    }
  }

  @Test func scopesLimitWhatIsSimilar() throws {
    let plain = FeedbackTests.story().engine().result()
    let web = try #require(FeedbackTests.alerts(plain, "shell-spawn", host: "web-01").first)
    func moved(_ scope: Verdict.Scope) -> Int {
      let verdict = FeedbackTests.verdict(web.id, .falsePositive, by: "ann", scope: scope)
      return FeedbackTests.story().engine().result(feedback: FeedbackInput([verdict])).moves.count
    }
    #expect(moved(.this) == 1 && moved(.host) == 1 && moved(.similar) == 7)
    #expect(moved(.user) >= 1 && moved(.user) <= 7)
  }

  @Test func analystsWhoDisagreeAreNamedAndWeighed() throws {
    let plain = Self.story().engine().result()
    var verdicts: [Verdict] = []
    for (place, alert) in plain.alerts.enumerated() {
      for author in ["ann", "bob", "eve"] {
        // Eve says the opposite of the other two.
        let isMalicious = (place % 2 == 0) != (author == "eve")
        var verdict = Self.verdict(.alert, alert.id, isMalicious ? .truePositive : .falsePositive)
        (verdict.id, verdict.author) = ("\(alert.id)-\(author)", author)
        verdicts.append(verdict)
      }
    }
    let reliability = AnalystReliability(verdicts)
    #expect(reliability.disagreements.count == plain.alerts.count)
    #expect(reliability.weight(of: "ann") > reliability.weight(of: "eve"))
    let result = Self.story().engine().result(feedback: FeedbackInput(verdicts))
    for (place, alert) in plain.alerts.enumerated() {
      let points = try #require(result.moves[alert.id]).points
      #expect(place % 2 == 0 ? points > 0 : points < 0, "two against one: \(points)")
    }
  }
}
