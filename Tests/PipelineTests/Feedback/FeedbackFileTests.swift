import Evidence
import Foundation
import Testing
import Triage

@testable import Pipeline

@Suite struct FeedbackFileTests {
  static func read(_ text: String) -> FeedbackFile {
    var file = FeedbackFile()
    file.read(Array(text.utf8), path: "verdicts.ndjson")
    return file
  }

  static let good = """
    {"subject":{"kind":"alert","id":"a1"},"disposition":"false_positive","author":"ann","time":"2026-03-02T10:00:00Z"}
    """

  @Test func badLinesAreNamedAndNothingElseIsLost() {
    let bad = [
      "{", "[]", "{}", "null", #"{"subject":"a1"}"#,
      #"{"subject":{"kind":"planet","id":"a"},"disposition":"unsure","author":"a","time":"2026-03-02T10:00:00Z"}"#,
      #"{"subject":{"kind":"alert","id":"a"},"disposition":"maybe","author":"a","time":"2026-03-02T10:00:00Z"}"#,
      #"{"subject":{"kind":"alert","id":"a"},"disposition":"unsure","author":"a","time":"yesterday"}"#,
      #"{"subject":{"kind":"alert","id":"a"},"disposition":"unsure","author":"a","time":"2026-03-02T10:00:00Z","confidence":7}"#,
      #"{"subject":{"kind":"alert","id":"a"},"disposition":"unsure","author":"a","time":"2026-03-02T10:00:00Z","traits":[1]}"#,
      #"{"subject":{"kind":"alert","id":"a"},"action":"danced","author":"a","time":"2026-03-02T10:00:00Z"}"#,
      #"{"subject":{"kind":"alert","id":"a"},"disposition":"unsure","time":"2026-03-02T10:00:00Z"}"#,
    ]
    let file = Self.read(bad.map { $0 + "\n" + Self.good + "\n\n" }.joined())
    #expect(file.verdicts.count == bad.count)
    #expect(file.problems.map(\.text) == bad)
    #expect(file.problems.map(\.line) == bad.indices.map { 3 * $0 + 1 })
    #expect(file.problems.allSatisfy { $0.description.hasPrefix("verdicts.ndjson:") && !$0.reason.isEmpty })
    #expect(file.problems[6].reason.contains("true_positive"), "says what is allowed: \(file.problems[6])")
  }

  @Test func readsEverythingThatAVerdictCanSay() throws {
    let line = #"""
      {"id":"v7","subject":{"kind":"explanation","id":"a1#process.name"},"disposition":"benign_true_positive","author":"bob","time":"2026-03-02T10:00:00.5Z","confidence":0.7,"scope":"host","source":"console","note":"backup","traits":{"rule":"r1","host":"h1"}}
      """#
    let verdict = try #require(Self.read(line).verdicts.first)
    #expect(verdict.id == "v7" && verdict.subjectKind == "explanation" && verdict.subjectID == "a1#process.name")
    #expect(verdict.disposition == .benignTruePositive && verdict.confidence == 0.7 && verdict.scope == .host)
    #expect(verdict.traits == ["rule": "r1", "host": "h1"] && verdict.source == "console" && verdict.note == "backup")
    let back = Self.read(String(decoding: FeedbackJSON.line(verdict), as: UTF8.self))
    #expect(back.verdicts == [verdict] && back.problems.isEmpty)
  }

  @Test(arguments: [
    ("false_positive", Verdict.Disposition.falsePositive), ("true_positive", .truePositive),
    ("benign_positive", .benignTruePositive), ("duplicate", .duplicate),
  ])
  func readsElasticsClosingReasons(reason: String, disposition: Verdict.Disposition) throws {
    let dotted = #"""
      {"_index":".alerts-security.alerts-default","_id":"e1","_source":{"@timestamp":"2026-03-02T09:00:00Z","kibana.alert.uuid":"u1","kibana.alert.rule.rule_id":"r1","kibana.alert.workflow_status":"closed","kibana.alert.workflow_reason":"REASON","kibana.alert.workflow_user":"ann","kibana.alert.workflow_status_updated_at":"2026-03-02T10:00:00Z","host":{"name":"web-01"},"process.name":"cmd.exe","process":{"parent":{"name":"w3wp.exe"}}}}
      """#
    let file = Self.read(dotted.replacingOccurrences(of: "REASON", with: reason))
    let verdict = try #require(file.verdicts.first)
    #expect(verdict.subjectID == "u1" && verdict.author == "ann" && verdict.disposition == disposition)
    #expect(
      verdict.traits?["parent"] == "w3wp.exe" && verdict.traits?["host"] == "web-01" && verdict.source == "elastic")
  }

  @Test func elasticAlertsWithoutAReasonAreNoVerdicts() {
    let open = #"{"_id":"e1","_source":{"kibana.alert.workflow_status":"open"}}"#
    let closed =
      #"{"_id":"e2","_source":{"@timestamp":"2026-03-02T09:00:00Z","kibana":{"alert":{"workflow_status":"closed"}}}}"#
    let odd = #"{"_id":"e3","_source":{"kibana.alert.workflow_status":"eaten"}}"#
    let file = Self.read([open, closed, odd, #"{"index":{"_index":"x"}}"#].joined(separator: "\n"))
    #expect(file.undecided == 1 && file.verdicts.isEmpty && file.problems.count == 1)
    #expect(file.reactions.map(\.action) == ["closed"])
  }

  /// What Elastic's older and automatic fields say.
  @Test func readsClosuresByMachinesAndOldAlerts() {
    let stamp = #""@timestamp":"2026-03-02T09:00:00Z""#
    func hit(_ id: String, _ members: String) -> String { #"{"_id":"\#(id)","_source":{\#(stamp),\#(members)}}"# }
    let lines = [
      hit("e1", #""kibana.alert.workflow_status":"closed","kibana.alert.workflow_reason":"automated_closure""#),
      hit("e2", #""kibana.alert.workflow_status":"acknowledged""#),
      hit("e3", #""signal":{"status":"closed","rule":{"rule_id":"old"}}"#),
      hit("e4", #""kibana.alert.workflow_status":"closed","kibana.alert.workflow_reason":"other""#),
    ]
    let file = Self.read(lines.joined(separator: "\n"))
    #expect(file.problems.isEmpty && file.verdicts.isEmpty && file.undecided == 1)
    #expect(file.reactions.map(\.action) == ["auto_closed", "closed", "closed"])
    #expect(
      file.reactions.map(\.subjectID) == ["e1", "e3", "e4"] && file.reactions.allSatisfy { $0.author == "elastic" })
  }

  @Test func hostileTextMovesNoTerminal() {
    let verdict = Verdict(
      id: "v", subjectKind: "alert", subjectID: "a\u{1B}[2J\u{202E}", disposition: .unsure, author: "x\u{9B}", time: 0,
      confidence: 1, note: "\u{7F}", source: "console")
    let text = String(decoding: FeedbackJSON.line(verdict), as: UTF8.self)
    #expect(
      text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{202E}" })
    #expect(Self.read(text).verdicts == [verdict.with(scope: .similar)])
  }

  @Test func exportedLinesHaveTheMembersOfTheSchema() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "docs/schemas/verdict.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    let required = Set(try #require(schema["required"] as? [String]))
    let verdict = Verdict(
      id: "v", subjectKind: "file", subjectID: "f", disposition: .unsure, author: "x", time: 0, confidence: 0.5,
      note: "",
      source: "s", traits: ["file": "f"])
    let line = try #require(try JSONSerialization.jsonObject(with: Data(FeedbackJSON.line(verdict))) as? [String: Any])
    #expect(Set(line.keys) == Set(properties.keys) && required.isSubset(of: line.keys))
    #expect(properties["disposition"]?["enum"] as? [String] == Verdict.Disposition.allCases.map(\.rawValue))
    #expect(properties["scope"]?["enum"] as? [String] == Verdict.Scope.allCases.map(\.rawValue))
    let subject = try #require(properties["subject"]?["properties"] as? [String: [String: Any]])
    #expect(subject["kind"]?["enum"] as? [String] == Verdict.SubjectKind.allCases.map(\.rawValue))
  }
}

extension Verdict {
  fileprivate func with(scope: Scope) -> Verdict {
    var copy = self
    copy.scope = scope
    return copy
  }
}

@Suite struct FeedbackStoreTests {
  @Test func importsExportsAndDescribes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "feedback-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try FeedbackStore(path: folder.appending(path: "a.db").path, creates: true)
    var file = FeedbackFileTests.read(FeedbackFileTests.good)
    let first = try store.add(&file)
    #expect(first.verdicts == 1 && first.unknownSubjects == 1 && first.problems == 0)
    #expect(try store.add(&file).verdicts == 1)
    #expect(try store.verdicts().count == 1, "the same verdict twice is one")
    let other = try FeedbackStore(path: folder.appending(path: "b.db").path, creates: true)
    var exported = FeedbackFile()
    exported.read(try store.verdicts().flatMap { FeedbackJSON.line($0) + [0x0A] }, path: "export")
    _ = try other.add(&exported)
    #expect(try other.verdicts().map(FeedbackJSON.line) == store.verdicts().map(FeedbackJSON.line))
    let stats = FeedbackStats(try other.verdicts())
    #expect(stats.verdicts == 1 && stats.analysts.map(\.name) == ["ann"] && stats.analystBound > 19)
  }

  @Test func nobodyReplacesAVerdictOfSomebodyElse() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "feedback-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try FeedbackStore(path: folder.appending(path: "a.db").path, creates: true)
    func line(_ author: String, _ disposition: String) -> String {
      #"{"subject":{"kind":"file","id":"f"},"id":"v1","author":"\#(author)","time":"2026-01-01T00:00:00Z","#
        + #""disposition":"\#(disposition)"}"# + "\n"
    }
    var first = FeedbackFile()
    first.read(Array(line("ann", "true_positive").utf8), path: "ann.ndjson")
    _ = try store.add(&first)
    var second = FeedbackFile()
    second.read(Array((line("ann", "unsure") + line("mallory", "false_positive")).utf8), path: "both.ndjson")
    let result = try store.add(&second)
    #expect(result.verdicts == 1 && result.problems == 1)
    #expect(try store.verdicts().map(\.author) == ["ann"])
    #expect(try store.verdicts().map(\.disposition) == [.unsure], "one's own verdict may be replaced")
    #expect(second.problems[0].description.hasPrefix("both.ndjson:2: v1 is a verdict of ann"))
    #expect(second.problems[0].text.contains("mallory"))
  }

  @Test func aStoreThatIsNotThereIsNotMade() {
    let path = FileManager.default.temporaryDirectory.appending(path: "no-store-\(UUID().uuidString).db").path
    #expect(throws: HuntError.self) { _ = try FeedbackStore(path: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func closingsOfOneClickAreBulkClosings() {
    func closing(_ id: Int, _ milliseconds: Int64, _ author: String = "ann", _ action: String = "closed")
      -> FeedbackReaction
    {
      FeedbackReaction(
        subjectKind: "alert", subjectID: "a\(id)", action: action, author: author, time: milliseconds * 1_000_000)
    }
    let click = (0..<6).map { closing($0, 1_000 + Int64($0) * 150) }
    let slow = (10..<20).map { closing($0, 20_000 + Int64($0) * 900) }
    let others = (20..<26).map { closing($0, 1_000, "colleague \($0)") }
    let exceptions = (30..<40).map { closing($0, 1_000, "ann", "exception_added") }
    let marked = BulkClosing.marked(slow + click.reversed() + others + exceptions)
    #expect(Set(marked.filter { $0.action == "bulk_closed" }.map(\.subjectID)) == Set(click.map(\.subjectID)))
    #expect(marked.map(\.subjectID) == (slow + click.reversed() + others + exceptions).map(\.subjectID))
    #expect(
      BulkClosing.marked([closing(1, .min / 1_000_000), closing(2, .max / 1_000_000)]).allSatisfy {
        $0.action == "closed"
      })
  }

  @Test func whatElasticClosedWithoutAReasonKeepsItsTraits() throws {
    let alerts = (0..<3).map { index in
      #"{"_id":"e\#(index)","_source":{"@timestamp":"2026-01-01T00:00:00Z","host.name":"WEB-1","kibana.alert.rule.rule_id":"r1","#
        + #""kibana.alert.workflow_status":"closed","kibana.alert.workflow_user":"ann","#
        + #""kibana.alert.workflow_status_updated_at":"2026-01-01T0\#(index):00:00Z"}}"#
    }
    let file = FeedbackFileTests.read(alerts.joined(separator: "\n"))
    #expect(file.reactions.count == 3 && file.reactions.allSatisfy { $0.traits?["rule"] == "r1" })
    let inferred = ImplicitFeedback(file.reactions, explicit: []).verdicts
    #expect(inferred.count == 3 && inferred.allSatisfy { $0.traits?["host"] == "WEB-1" })
    let book = VerdictBook(inferred, now: 0)
    #expect(!book.flags.contains { $0.kind == .unknownSubject } && book.used == 3)
  }

  @Test func reactionsBecomeVerdictsOnlyWhereTheySaySomething() {
    let time: Int64 = 1_000_000_000_000
    let reactions = [("a", "host_isolated"), ("b", "ignored"), ("c", "bulk_closed"), ("d", "exception_added")].map {
      FeedbackReaction(subjectKind: "alert", subjectID: $0.0, action: $0.1, author: "ann", time: time, rank: 3)
    }
    let inferred = ImplicitFeedback(reactions, explicit: []).verdicts
    #expect(inferred.first { $0.subjectID == "a" }?.disposition == .truePositive)
    #expect(inferred.first { $0.subjectID == "d" }?.disposition == .falsePositive)
    #expect(!inferred.contains { $0.subjectID == "b" }, "ignored is missing, not benign")
    #expect(inferred.allSatisfy { $0.source == "implicit" && $0.confidence < 1 && !$0.note.isEmpty })
  }
}
