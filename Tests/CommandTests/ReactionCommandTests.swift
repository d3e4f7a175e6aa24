import Foundation
import Testing

/// What people do about alerts, kept in a store, through the real binary.
@Suite struct ReactionCommandTests {
  private let soc = FeedbackDesk()

  private struct Verdict: Decodable, Equatable {
    struct Subject: Decodable, Equatable { var id: String }
    var subject: Subject
    var disposition: String
    var author: String
    var confidence: Double
    var note: String
    var source: String?
  }

  private struct Ranked: Decodable {
    struct Alert: Decodable {
      var id: String
      var risk: Double
    }
    var alerts: [Alert]

    var risks: [String: Double] { Dictionary(alerts.map { ($0.id, $0.risk) }) { first, _ in first } }
  }

  private func reaction(
    _ id: String, _ action: String, by author: String, minute: Int = 0, year: Int = 2026, rank: Int = 5
  ) -> String {
    let time = "\(year)-03-20T\(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00Z"
    return #"{"subject":{"kind":"alert","id":"\#(id)"},"action":"\#(action)","author":"\#(author)","rank":\#(rank),"#
      + #""time":"\#(time)","traits":{"rule":"r","host":"h-\#(id)"}}"#
  }

  private func exported(_ store: String, in folder: URL) throws -> [Verdict] {
    let lines = try soc.run("feedback export --store @\(store)", in: folder).output.split(separator: "\n")
    return try lines.map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
  }

  private func risks(_ store: String, in folder: URL) throws -> [String: Double] {
    let options = "--no-bundled-rules --no-rarity --rules @rules --format json"
    let outcome = try soc.run("hunt @benign.ndjson --store @\(store) \(options)", in: folder)
    return try JSONDecoder().decode(Ranked.self, from: Data(outcome.output.utf8)).risks
  }

  @Test func importsAddUpInWhateverOrderTheyCome() throws {
    try Binary.withFolder { folder in
      let first =
        (0..<12).flatMap { index in
          [
            reaction("a\(index)", "closed_quickly", by: "ann", minute: index),
            soc.verdict("alert", "a\(index)", index < 9 ? "true_positive" : "false_positive", by: "bob"),
          ]
        } + [reaction("u1", "closed_quickly", by: "ann", minute: 70)]
      let second =
        (0..<12).flatMap { index in
          [
            reaction("b\(index)", "closed", by: "cat", minute: index),
            soc.verdict("alert", "b\(index)", "false_positive", by: "dan"),
          ]
        } + [
          reaction("u2", "closed", by: "cat", minute: 80), reaction("u1", "ticket_opened", by: "cat", minute: 90),
          // The same things said again, with less and with more.
          reaction("a0", "closed_quickly", by: "ann", minute: 0, rank: 400),
        ]
      try soc.write(first, "first.ndjson", in: folder)
      try soc.write(second, "second.ndjson", in: folder)
      for (store, order) in [("ab.db", ["first", "second"]), ("ba.db", ["second", "first", "second"])] {
        for name in order { try soc.run("feedback import @\(name).ndjson --store @\(store)", in: folder) }
      }
      try soc.run("feedback import @first.ndjson @second.ndjson --store @both.db", in: folder)
      try soc.run("feedback import @second.ndjson --store @alone.db", in: folder)
      let both = try exported("both.db", in: folder)
      #expect(try exported("ab.db", in: folder) == both && exported("ba.db", in: folder) == both)
      let inferred = both.filter { $0.source == "implicit" }
      #expect(Set(inferred.map(\.subject.id)).isSuperset(of: ["u1", "u2"]))
      let alone = try exported("alone.db", in: folder).first { $0.subject.id == "u2" }
      #expect(alone != nil && alone != both.first { $0.subject.id == "u2" }, "the other import taught something")
      let stats = try soc.run("feedback stats --store @ab.db", in: folder).output
      #expect(stats.contains("reactions: 13 closed, 13 closed_quickly, 1 ticket_opened"), "\(stats)")
      let again = try soc.run("feedback import @first.ndjson --store @ab.db", in: folder).output
      #expect(again.contains("0 new reactions") && again.contains("27 reactions are kept"), "\(again)")
    }
  }

  @Test func aVerdictReplacesWhatWasInferredAndSaysWhatTheReactionMeant() throws {
    try Binary.withFolder { folder in
      try soc.write([reaction("u1", "host_isolated", by: "ann")], "r.ndjson", in: folder)
      try soc.write([soc.verdict("alert", "u1", "false_positive", by: "bob")], "v.ndjson", in: folder)
      try soc.run("feedback import @r.ndjson --store @s.db", in: folder)
      #expect(try exported("s.db", in: folder).map(\.disposition) == ["true_positive"])
      try soc.run("feedback import @v.ndjson --store @s.db", in: folder)
      #expect(try exported("s.db", in: folder).map(\.author) == ["bob"])
    }
  }

  @Test func whatIsDatedInTheFutureIsFlaggedAndHasNoEffect() throws {
    try Binary.withFolder { folder in
      let now = [reaction("u1", "host_isolated", by: "ann"), reaction("u2", "closed", by: "ann", minute: 5)]
      // Were they believed, they would teach that isolated hosts are harmless.
      let words = (0..<40).map { soc.verdict("alert", "x\($0)", "false_positive", by: "bob") }
      let late = (0..<40).map { reaction("x\($0)", "host_isolated", by: "eve", minute: $0, year: 2099) }
      try soc.write(now + words, "now.ndjson", in: folder)
      try soc.write(late, "late.ndjson", in: folder)
      try soc.run("feedback import @now.ndjson --store @s.db", in: folder)
      let before = try exported("s.db", in: folder)
      let output = try soc.run("feedback import @late.ndjson --store @s.db", in: folder).output
      let flag = "40 reactions by eve are dated in the future"
      #expect(output.contains(flag), "\(output)")
      #expect(try soc.run("feedback stats --store @s.db", in: folder).output.contains(flag))
      #expect(try exported("s.db", in: folder) == before)
    }
  }

  @Test func aFloodByOneAuthorStaysWithinTheBoundAndTurnsNobodyElsesWord() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let before = try risks("soc.db", in: folder)
      let ids = before.keys.sorted()
      let flood = (0..<600).map { reaction(ids[$0 % ids.count], "host_isolated", by: "eve", minute: $0) }
      try soc.write(
        flood.map { $0.replacing(#","traits":{"rule":"r""#, with: #","traits":{"rule":"own-shell""#) }, "flood.ndjson",
        in: folder)
      try soc.run("feedback import @flood.ndjson --store @soc.db", in: folder)
      let after = try risks("soc.db", in: folder)
      for (id, risk) in after { #expect(abs(risk - (before[id] ?? 0)) <= 19.5, "\(id)") }
      #expect(after.contains { $0.value > (before[$0.key] ?? 0) + 1 }, "it moves something")
      // Whoever teaches that isolated hosts are harmless does not make others' isolations speak for harmlessness.
      try soc.write([reaction("u1", "host_isolated", by: "ann")], "ann.ndjson", in: folder)
      let lies = (0..<300).flatMap { index in
        [reaction("x\(index)", "host_isolated", by: "bob", minute: index)]
          + [soc.verdict("alert", "x\(index)", "false_positive", by: "eve")]
      }
      try soc.write(lies, "lies.ndjson", in: folder)
      try soc.run("feedback import @ann.ndjson @lies.ndjson --store @t.db", in: folder)
      let word = try #require(try exported("t.db", in: folder).first { $0.subject.id == "u1" })
      #expect(word.disposition == "true_positive" && word.confidence > 0.2, "\(word)")
    }
  }

  @Test(arguments: ["ticket_opened", "reopened", "password_reset", "host_isolated"])
  func responsesRaiseAlertsThatNobodyJudged(action: String) throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let before = try risks("soc.db", in: folder)
      let id = try #require(before.keys.min())
      let line =
        #"{"subject":{"kind":"alert","id":"\#(id)"},"action":"\#(action)","author":"ann","time":"2026-03-20T10:00:00Z"}"#
      try soc.write([line], "r.ndjson", in: folder)
      try soc.run("feedback import @r.ndjson --store @soc.db", in: folder)
      let after = try risks("soc.db", in: folder)
      #expect((after[id] ?? 0) > (before[id] ?? 0) + 0.5, "\(action): \(before) \(after)")
      #expect((after[id] ?? 0) - (before[id] ?? 0) <= 19.5)
    }
  }
}
