import Foundation
import Testing

/// `shrike query`, on the real binary.
@Suite struct QueryTests {
  static let events = """
    {"@timestamp":"2024-05-06T07:00:09Z","event":{"category":"file","type":"creation"},"host":{"name":"pc1"},"process":{"name":"cmd.exe","entity_id":"b"},"file":{"path":"C:\\\\x.exe"}}
    {"@timestamp":"2024-05-06T07:00:00Z","event":{"category":"process","type":"start"},"host":{"name":"pc1"},"process":{"name":"word.exe","command_line":"word.exe doc","entity_id":"a"}}
    {"@timestamp":"2024-05-06T07:00:05Z","event":{"category":"process","type":"start"},"host":{"name":"pc1"},"process":{"name":"cmd.exe","command_line":"cmd /c x","entity_id":"b","parent":{"entity_id":"a"}}}

    """

  static let sequence =
    #"sequence by host.name with maxspan=1m [process where process.name == "word.exe"] ![network where true] [file where true]"#

  @Test func showsSequencesAsSequences() throws {
    let outcome = try Binary.run(["query", Self.sequence, "-"], input: Self.events)
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 5)
    #expect(lines[0] == "#1  pc1")
    #expect(lines[1].hasPrefix("  1  2024-05-06 07:00:00.000") && lines[1].hasSuffix("word.exe doc"))
    #expect(lines[2] == "  2  no such event")
    #expect(lines[3].hasPrefix("  3  ") && lines[3].contains("C:\\x.exe"))
    #expect(lines[4] == "1 match in 3 events")
  }

  @Test(arguments: ["json", "ndjson"]) func writesEventsForPrograms(format: String) throws {
    let outcome = try Binary.run(["query", Self.sequence, "-", "--format", format], input: Self.events)
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let match = try #require((document as? [[String: Any]])?.first ?? document as? [String: Any])
    #expect(match["keys"] as? [String] == ["pc1"])
    let steps = try #require(match["steps"] as? [[String: Any]])
    #expect(steps.map { $0["missing"] as? Bool } == [false, true, false])
    #expect(steps.compactMap { $0["record"] as? Int } == [2, 1])
    #expect(((steps[0]["event"] as? [String: Any])?["process"] as? [String: Any])?["name"] as? String == "word.exe")
  }

  @Test func ordersEventsByTime() throws {
    let outcome = try Binary.run(
      ["query", "any where true | unique event.category | head 1", "-", "--format", "ndjson"], input: Self.events)
    #expect(outcome.output.contains(#""record":2,"#))
    #expect(outcome.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ("eql", "any where descendant of [process where process.name == \"word.exe\"]", 2),
    ("kql", "process.name: cmd* and not event.category: file", 1), ("eql", "any where process.name == \"CMD.exe\"", 0),
  ])
  func asksFilesAndStoresAlike(language: String, query: String, expected: Int) throws {
    try Binary.withFolder { folder in
      let path = folder.appending(path: "events.ndjson")
      try Data(Self.events.utf8).write(to: path)
      let store = folder.appending(path: "shrike.db").path()
      #expect(try Binary.run(["hunt", path.path(), "--store", store, "--fail-on", "critical"]).status == 0)
      let arguments = ["query", query, "--language", language, "--format", "ndjson"]
      let files = try Binary.run(arguments + [path.path()])
      let stored = try Binary.run(arguments + ["--store", store])
      #expect(files.output.split(separator: "\n").count == expected, "\(files.error)")
      #expect(stored.output == files.output, "\(stored.error)")
    }
  }

  @Test func namesThePlaceOfAMistake() throws {
    let outcome = try Binary.run(["query", "process were x", "-"], input: Self.events)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("query:1:9: expected 'where'"))
    #expect(try Binary.run(["query", "any where true", "/nonexistent/file"]).status == 1)
  }
}
