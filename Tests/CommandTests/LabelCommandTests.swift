import Foundation
import Testing

/// Weak sources of labels (lists of indicators, the truth of a simulation) through the real binary.
@Suite struct LabelCommandTests {
  private let soc = FeedbackDesk()

  private struct Label: Decodable {
    var subject: String
    var probability: Double
    var weight: Double
    var provenance: [String]
  }

  private func labels(_ line: String, in folder: URL) throws -> (labels: [Label], digest: String) {
    let outcome = try soc.run("feedback labels --store @soc.db " + line, in: folder)
    let decoder = JSONDecoder()
    let labels = try outcome.output.split(separator: "\n").map { try decoder.decode(Label.self, from: Data($0.utf8)) }
    let digest = try #require(outcome.error.split(separator: " ").last.map(String.init))
    return (labels, digest.trimmingCharacters(in: .newlines))
  }

  @Test func listsSpeakOfAlertsThatNameAnIndicator() throws {
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      let found = try soc.hunt("@benign.ndjson --store @soc.db", in: folder)
      #expect(found.alerts.count == 8)
      // What analysts say of some teaches what the rule and the lists are worth for the others.
      func alert(_ host: String) throws -> String {
        try #require(found.alerts.first { $0.entities.contains { $0.kind == "host" && $0.id == host } }).id
      }
      let said = [
        ("web-01", "false_positive"), ("web-02", "false_positive"), ("web-05", "false_positive"),
        ("web-03", "true_positive"),
      ]
      let verdicts = try ["ann", "bob", "eve", "joe"].flatMap { author in
        try said.map { soc.verdict("alert", try alert($0.0), $0.1, by: author) }
      }
      try soc.write(verdicts, "v.ndjson", in: folder)
      try soc.run("feedback import @v.ndjson --store @soc.db", in: folder)
      try soc.write(
        ["# hosts that were taken over", "WEB-03  # upper case and a comment", "", "web-07"], "bad.txt", in: folder)
      try soc.write(["web-01", "web-02", "web-04"], "good.txt", in: folder)
      let plain = try labels("", in: folder)
      #expect(plain.labels.count == 8 && plain.labels.allSatisfy { $0.provenance.contains("rule:own-shell") })
      let listed = try labels("--threat-list @bad.txt --good-list inventory=@good.txt", in: folder)
      #expect(listed.digest != plain.digest)
      func label(_ host: String) throws -> Label {
        let id = "alert:" + (try alert(host))
        return try #require(listed.labels.first { $0.subject == id })
      }
      let (good, none, bad) = (try label("web-04"), try label("web-06"), try label("web-07"))
      #expect(good.provenance == ["list:inventory", "rule:own-shell"] && none.provenance == ["rule:own-shell"])
      #expect(bad.provenance == ["list:bad", "rule:own-shell"])
      #expect(good.probability < 0.5 && good.probability < none.probability && none.probability < bad.probability)
      #expect(try label("web-03").provenance.contains("list:bad"), "upper case")
      // The same again is the same, in whatever order the lists are named.
      #expect(try labels("--good-list inventory=@good.txt --threat-list @bad.txt", in: folder).digest == listed.digest)
    }
  }

  @Test func theTruthOfASimulationLabelsItsAlerts() throws {
    try Binary.withFolder { folder in
      try soc.run(
        "simulate --hosts 8 --days 2 --seed 11 --attack phishing --output @e.ndjson --truth @t.ndjson", in: folder)
      try soc.run("hunt @e.ndjson --store @soc.db", in: folder, expecting: 1)
      let (labels, _) = try labels("--simulation @t.ndjson", in: folder)
      let attacks = labels.filter { $0.provenance.contains { $0.hasPrefix("simulation:phishing") } }
      let benign = labels.filter { $0.provenance.contains("simulation:benign") }
      #expect(attacks.count > 3 && attacks.count + benign.count == labels.count)
      #expect(attacks.allSatisfy { $0.probability > 0.5 && $0.weight > 0 })
      #expect(benign.allSatisfy { $0.probability < 0.5 })
    }
  }

  /// The option, what its file holds (nil for no file), and what the error says.
  static let errors: [(option: String, content: String?, message: String)] = [
    ("--threat-list", nil, "l.txt: cannot be read"), ("--good-list", nil, "l.txt: cannot be read"),
    ("--simulation", nil, "l.txt: cannot be read"),
    ("--threat-list", "# nothing\n\n", "l.txt: has no indicator; one a line, # begins a comment"),
    ("--good-list", "ok.example\nbe\u{7}ll.example\n", "l.txt:2: is no text in UTF-8; a list has one indicator a line"),
    (
      "--threat-list", String(repeating: "x", count: 5_000),
      "l.txt:1: is longer than 4096 bytes; a list has one indicator"
    ),
    (
      "--simulation", "\n{\"@timestamp\":\"yesterday\",\"host.name\":\"h\",\"campaign\":\"c\"}\n",
      "l.txt:2: is no line of shrike simulate --truth"
    ),
    ("--simulation", "{\"host.name\":\"h\"}\n", "l.txt:1: is no line of shrike simulate --truth"),
  ]

  @Test(arguments: errors.indices)
  func whatCannotBeReadIsNamedWithItsLine(case index: Int) throws {
    let (option, content, message) = Self.errors[index]
    try Binary.withFolder { folder in
      try soc.prepare(folder)
      try soc.run("hunt @benign.ndjson --no-bundled-rules --no-rarity --rules @rules --store @soc.db", in: folder)
      if let content { try Data(content.utf8).write(to: folder.appending(path: "l.txt")) }
      let outcome = try soc.run("feedback labels --store @soc.db \(option) @l.txt", in: folder, expecting: 2)
      #expect(outcome.error.contains(message) && outcome.output.isEmpty, "\(outcome.error)")
    }
  }
}
