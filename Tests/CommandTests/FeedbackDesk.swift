import Foundation
import Testing

/// A fleet whose alerts are shells that some program starts, and an analyst's commands on it, through the real binary.
struct FeedbackDesk {
  static let rule = """
    id = "own-shell"
    name = "A shell was started"
    rationale = "r"
    severity = "medium"
    query = 'process where process.name == "cmd.exe"'

    [[tests]]
    name = "a"
    matches = true
    event = '{"event.category":"process","process.name":"cmd.exe"}'
    """

  struct Alert: Decodable {
    struct Entity: Decodable {
      var kind: String
      var id: String
    }
    var id: String
    var entities: [Entity]
  }

  struct Budget: Decodable {
    var scope: String
    var shown: Int
    var bound: Double
  }

  struct Hunt: Decodable {
    var alerts: [Alert]
    var held_back_count: Int
    var budgets: [Budget]
  }

  @discardableResult
  func run(_ line: String, in folder: URL, expecting status: Int32 = 0) throws -> Binary.Outcome {
    let arguments = line.split(separator: " ").map { String($0).replacing("@", with: folder.path() + "/") }
    let outcome = try Binary.run(arguments)
    #expect(outcome.status == status, "\(line): \(outcome.error)\(outcome.output)")
    return outcome
  }

  func write(_ lines: [String], _ name: String, in folder: URL) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
  }

  /// A shell that `parent` started on each host, an hour apart, beginning on the given day of March 2026.
  func shells(_ hosts: [String], parent: String, day: Int) -> [String] {
    hosts.enumerated().flatMap { place, host in
      let stamp = "2026-03-\(day < 10 ? "0" : "")\(day)T\(place < 10 ? "0" : "")\(place):00:00Z"
      func event(_ id: String, _ name: String, _ parent: String?) -> String {
        let start = parent.map { #","parent":{"entity_id":"\#($0)-\#(host)-\#(day)"}"# } ?? ""
        return
          #"{"@timestamp":"\#(stamp)","event":{"category":["process"],"type":["start"]},"host":{"name":"\#(host)"},"#
          + #""process":{"entity_id":"\#(id)-\#(host)-\#(day)","name":"\#(name)"\#(start)}}"#
      }
      return [event("p", parent, nil), event("c", "cmd.exe", "p")]
    }
  }

  func verdict(_ kind: String, _ id: String, _ disposition: String, by author: String, day: Int = 20) -> String {
    #"{"subject":{"kind":"\#(kind)","id":"\#(id)"},"disposition":"\#(disposition)","author":"\#(author)","#
      + #""time":"2026-03-\#(day)T12:00:00Z"}"#
  }

  func hunt(_ line: String, in folder: URL) throws -> Hunt {
    let options = "--no-bundled-rules --no-rarity --rules @rules --format json"
    let outcome = try run("hunt \(line) \(options)", in: folder)
    return try JSONDecoder().decode(Hunt.self, from: Data(outcome.output.utf8))
  }

  func prepare(_ folder: URL) throws {
    let rules = folder.appending(path: "rules")
    try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
    try Data(Self.rule.utf8).write(to: rules.appending(path: "own.toml"))
    try write(shells((1...8).map { "web-0\($0)" }, parent: "updater.exe", day: 2), "benign.ndjson", in: folder)
    try write(shells(["web-11"], parent: "updater.exe", day: 9), "attack.ndjson", in: folder)
  }
}
