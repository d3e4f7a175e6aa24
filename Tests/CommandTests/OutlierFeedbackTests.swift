import Foundation
import Testing

/// `shrike outliers --feedback` on the real binary.
@Suite struct OutlierFeedbackTests {
  /// A cloud of 150 points (rows 0 …), 16 far ones that nobody wants (150 …) and a group of 20 that somebody does (166 …).
  static let table: String = {
    var lines = ["name,x,y"]
    func unit(_ index: Int, _ factor: Double) -> Double { (Double(index) * factor).truncatingRemainder(dividingBy: 1) }
    for index in 0..<150 { lines.append("usual\(index),\(unit(index, 0.618_034)),\(unit(index, 0.754_878))") }
    for index in 0..<16 {
      lines.append("far\(index),\(4 + 3 * unit(index, 0.618_034)),\(4 + 3 * unit(index, 0.754_878))")
    }
    for index in 0..<20 {
      lines.append("wanted\(index),\(-0.8 + 0.2 * unit(index, 0.618_034)),\(1.5 + 0.2 * unit(index, 0.754_878))")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  static let wanted = 166..<186

  static func line(
    _ row: Int, _ disposition: String, by author: String = "ann", minute: Int, extra: String = ""
  ) -> String {
    let time = "2026-11-01T\(String(format: "%02d:%02d", minute / 60 % 24, minute % 60)):00Z"
    return #"{"row":\#(row),"disposition":"\#(disposition)","author":"\#(author)","time":"\#(time)"\#(extra)}"#
  }

  static func run(_ feedback: String, _ arguments: [String] = [], name: String = "said.ndjson") throws -> Binary.Outcome
  {
    try Binary.withFolder { folder in
      let path = folder.appending(path: name)
      try Data(feedback.utf8).write(to: path)
      return try Binary.run(["outliers", "-", "--feedback", path.path] + arguments, input: table)
    }
  }

  static func document(_ outcome: Binary.Outcome) throws -> [String: Any] {
    #expect(outcome.status == 0, "\(outcome.error)")
    return try #require(try TableCommandTests.objects(outcome.output).first)
  }

  static func rows(_ document: [String: Any], _ member: String = "outliers") throws -> [Int] {
    try #require(document[member] as? [[String: Any]]).compactMap { $0["row"] as? Int }
  }

  @Test func verdictsMoveTheRankingAtOnceAndSayWhy() throws {
    let said = [Self.line(170, "true_positive", minute: 0), Self.line(150, "false_positive", minute: 9)]
    let found = try Self.document(
      Self.run(said.joined(separator: "\n"), ["--top", "0", "--next", "3", "--format", "json"]))
    #expect(Set(found.keys) == (try TableCommandTests.members("outliers")))
    let outliers = try #require(found["outliers"] as? [[String: Any]])
    #expect(try Set(outliers.flatMap(\.keys)) == TableCommandTests.members("outliers", "outlier"))
    #expect(outliers.count == 186, "no verdict takes a row out")
    #expect(outliers.first?["row"] as? Int == 170)
    let like = try #require(outliers.first { Self.wanted.contains($0["row"] as? Int ?? 0) && $0["row"] as? Int != 170 })
    let before = try #require(like["rank_before"] as? Int)
    let after = try #require(like["rank"] as? Int)
    #expect(after < before && after <= 10, "\(before) → \(after)")
    let voices = try #require(like["moved_by"] as? [[String: Any]])
    #expect(try Set(voices.flatMap(\.keys)) == TableCommandTests.members("outliers", "voice"))
    #expect(voices.first?["row"] as? Int == 170 && voices.first?["disposition"] as? String == "true_positive")
    let summary = try #require(found["feedback"] as? [String: Any])
    #expect(Set(summary.keys) == (try TableCommandTests.members("outliers", "feedback")))
    #expect(summary["verdicts"] as? Int == 2 && (summary["author_bound"] as? Double ?? 0) > 0)
    let next = try #require(found["next"] as? [[String: Any]])
    #expect(try Set(next.flatMap(\.keys)) == TableCommandTests.members("outliers", "next"))
    #expect(next.count == 3)
    let text = try Self.run(said.joined(separator: "\n"), ["--top", "186", "--next", "1"]).output
    #expect(text.contains(": row 170 is true_positive by ann (shares "), "\(text)")
    #expect(text.contains("one author moves ") && text.contains("look next at"))
  }

  @Test(arguments: ["leaf-evidence", "mirror-descent"]) func theOrderOfLinesChangesNothing(_ learner: String) throws {
    var said = (0..<6).map { Self.line(166 + $0, "true_positive", by: "bob", minute: $0 * 7) }
    said += (0..<6).map { Self.line(150 + $0, "benign_true_positive", minute: $0 * 11, extra: #","confidence":0.7"#) }
    let arguments = ["--top", "0", "--format", "json", "--learner", learner]
    let forward = try Self.run(said.joined(separator: "\n"), arguments)
    let backward = try Self.run(said.reversed().joined(separator: "\n"), arguments)
    #expect(forward.status == 0 && forward.output == backward.output)
    let isMoved = try Self.rows(Self.document(forward)) != Self.rows(Self.document(Self.run("", arguments)))
    #expect(isMoved)
  }

  @Test func tablesOfVerdictsSayTheSameAsLines() throws {
    let lines = [
      Self.line(170, "true_positive", minute: 0, extra: #","confidence":0.5,"note":"seen, twice","source":"desk""#),
      Self.line(150, "false_positive", minute: 1, extra: #","source":"desk""#),
    ]
    let records =
      "name,disposition,author,time,confidence,note,source\n"
      + "wanted4,true_positive,ann,2026-11-01T00:00:00Z,0.5,\"seen, twice\",desk\n"
      + "far0,false_positive,ann,2026-11-01T00:01:00Z,,,desk\n"
    let arguments = ["--top", "0", "--format", "json"]
    let first = try Self.run(lines.joined(separator: "\n"), arguments)
    let second = try Self.run(records, arguments, name: "said.csv")
    #expect(first.status == 0 && second.status == 0, "\(first.error)\(second.error)")
    #expect(first.output == second.output)
  }

  /// Everybody denies everything that is not usual: the most unusual hundredth, two rows of 186, keeps half of its standing.
  @Test(arguments: ["leaf-evidence", "mirror-descent"]) func theMostUnusualIsNotSilenced(_ learner: String) throws {
    let plain = try Self.rows(Self.document(Self.run("", ["--top", "0", "--format", "json"])))
    let said = plain.prefix(30).enumerated().flatMap { index, row in
      ["ann", "bob", "eve"].map { Self.line(row, "false_positive", by: $0, minute: index * 20) }
    }
    let arguments = ["--top", "0", "--format", "json", "--learner", learner]
    let found = try Self.document(Self.run(said.joined(separator: "\n"), arguments))
    let outliers = try #require(found["outliers"] as? [[String: Any]])
    for row in plain.prefix(2) {
      let object = try #require(outliers.first { $0["row"] as? Int == row })
      #expect(object["at_floor"] as? Bool == true)
      // Half of the standing of rank r among 186 is that of rank √(187·r): at most 20. What others were lowered leaves it higher.
      #expect((object["rank"] as? Int ?? 999) <= 20, "\(object)")
    }
    let third = try #require(outliers.first { $0["row"] as? Int == plain[2] })
    #expect((third["rank"] as? Int ?? 0) > 100 && third["at_floor"] as? Bool == false, "\(third)")
  }

  /// The loop that `--next` is for: five looks at a time, answered by somebody who wants one group only.
  @Test func moreIsFoundWithinABudgetOfLooks() throws {
    var said: [String] = []
    var found = 0
    for round in 0..<6 {
      let arguments = ["--top", "1", "--next", "5", "--format", "json", "--method", "isolation-forest"]
      let next = try Self.rows(Self.document(Self.run(said.joined(separator: "\n"), arguments)), "next")
      #expect(next.count == 5)
      for (index, row) in next.enumerated() {
        found += Self.wanted.contains(row) ? 1 : 0
        let disposition = Self.wanted.contains(row) ? "true_positive" : "false_positive"
        said.append(Self.line(row, disposition, minute: round * 120 + index * 20))
      }
    }
    #expect(Set(said).count == 30, "no row is shown twice")
    let plain = try Binary.run(
      ["outliers", "-", "--top", "30", "--format", "json", "--method", "isolation-forest"], input: Self.table)
    let without = try Self.rows(Self.document(plain)).count { Self.wanted.contains($0) }
    #expect(found > without, "\(found) with verdicts, \(without) without")
    #expect(found >= 14, "\(found)")
  }

  @Test(arguments: [
    (#"{"row":186,"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "there is no row 186"),
    (#"{"row":-1,"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "row is a whole number"),
    (#"{"row":1.5,"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "row is a whole number"),
    (#"{"name":"nobody","disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "name is 'nobody'"),
    (#"{"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "names no row"),
    (
      #"{"row":1,"name":"far1","disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z"}"#, "both row and name"
    ),
    (#"{"row":1,"disposition":"maybe","author":"a","time":"2026-11-01T00:00:00Z"}"#, "not 'maybe'"),
    (#"{"row":1,"disposition":"unsure","time":"2026-11-01T00:00:00Z"}"#, "author is missing"),
    (#"{"row":1,"disposition":"unsure","author":"a","time":"yesterday"}"#, "time is ISO 8601"),
    (#"{"row":1,"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z","confidence":7}"#, "confidence is"),
    (
      #"{"row":1,"disposition":"unsure","author":"a","time":"2026-11-01T00:00:00Z","scope":"host"}"#, "scope is similar"
    ),
    (#"{"row":0,"disposition":"unsure","author":"ann","time":"2026-11-01T00:00:00Z"}"#, "another verdict than line 1"),
    (#"{"row":"#, "not a JSON object"),
  ]) func namesTheLineThatCannotBeUsed(_ line: String, _ reason: String) throws {
    let outcome = try Self.run(Self.line(0, "true_positive", minute: 0) + "\n\n" + line + "\n")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains("said.ndjson:3: ") && outcome.error.contains(reason), "\(outcome.error)")
  }

  @Test(arguments: [
    ("row,disposition,author,time\n1,unsure,a\n", "said.csv:2: 3 fields where the first line has 4"),
    ("row,disposition,author,time\nx,unsure,a,2026-11-01T00:00:00Z\n", "said.csv:2: row is a whole number"),
    ("row,note\n1,\"open\n", "said.csv:2: "), ("what is this\n", "said.csv:1: neither JSON nor CSV"),
  ]) func namesTheRecordThatCannotBeUsed(_ text: String, _ reason: String) throws {
    let outcome = try Self.run(text, name: "said.csv")
    #expect(outcome.status == 2 && outcome.error.contains(reason), "\(outcome.error)")
  }

  @Test func rowsAreNamedByAColumnOfNumbersThatIsNoFeature() throws {
    try Binary.withFolder { folder in
      let path = folder.appending(path: "said.csv").path
      let said = "name,disposition,author,time\n1003,true_positive,ann,2026-11-01T00:00:00Z\n"
      try Data(said.utf8).write(to: URL(filePath: path))
      let table = "host,x\n" + (0..<9).map { "\(1000 + $0),\($0 % 4)\n" }.joined()
      let arguments = ["outliers", "-", "--feedback", path, "--format", "json"]
      let found = try Self.document(Binary.run(arguments + ["--id", "host"], input: table))
      #expect(found["features"] as? Int == 1)
      let first = try #require((found["outliers"] as? [[String: Any]])?.first)
      #expect((first["labels"] as? [String: String])?["host"].map { ["1003", "1007"].contains($0) } == true)
      let unnamed = try Binary.run(arguments, input: table)
      #expect(unnamed.status == 2 && unnamed.error.contains("no column that names rows"), "\(unnamed.error)")
      let twice = try Binary.run(arguments + ["--id", "host"], input: table + "1003,2\n")
      #expect(twice.status == 2 && twice.error.contains("2 rows have the host '1003'"), "\(twice.error)")
      let none = try Binary.run(arguments + ["--id", "nobody"], input: table)
      #expect(none.status == 1 && none.error.contains("no column 'nobody'"), "\(none.error)")
    }
  }

  @Test(arguments: [
    ["--next", "-1"], ["--learner", "mirror-descent"], ["--as-of", "2026-11-01T00:00:00Z"], ["--feedback", "-"],
    ["--feedback", "x", "--as-of", "soon"], ["--feedback", "x", "--learner", "guess"],
  ]) func refusesWhatMakesNoSense(_ arguments: [String]) throws {
    let outcome = try Binary.run(["outliers", "-"] + arguments, input: Self.table)
    #expect(outcome.status == 2 && !outcome.error.isEmpty, "\(outcome.status) \(outcome.error)")
  }

  @Test func aFileThatIsNotThereAndOldVerdicts() throws {
    let missing = try Binary.run(["outliers", "-", "--feedback", "/nonexistent/said"], input: Self.table)
    #expect(missing.status == 2 && missing.error.contains("/nonexistent/said: cannot be read"), "\(missing.error)")
    func evidence(_ arguments: [String]) throws -> Double {
      let said = Self.line(170, "true_positive", minute: 0)
      let found = try Self.document(Self.run(said, ["--top", "0", "--format", "json"] + arguments))
      let outliers = try #require(found["outliers"] as? [[String: Any]])
      return try #require(outliers.first { $0["row"] as? Int == 170 }?["evidence"] as? Double)
    }
    let (fresh, old) = (try evidence([]), try evidence(["--as-of", "2027-11-01T00:00:00Z"]))
    #expect(old > 0 && old < fresh / 4, "\(old) \(fresh)")
  }
}
