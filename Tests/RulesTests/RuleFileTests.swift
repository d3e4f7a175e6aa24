import Evidence
import Foundation
import Testing

@testable import Rules

@Suite struct RuleFileTests {
  static let sound = """
    id = "x.y"
    name = "Name"
    rationale = "Why."
    severity = "high"
    techniques = ["T1003.001"]
    query = '''
    process where process.name == "a"
      and nosuch(process.name)
    '''
    """

  @Test func readsARule() throws {
    let text = Self.sound.replacing("nosuch(process.name)", with: "process.pid > 4")
    let rule = try RuleFile.parse(Array(text.utf8), path: "x.toml")
    #expect(rule.severity == .high && rule.risk == 73 && rule.tactics == ["TA0006"])
    #expect(rule.queryPosition == SourcePosition(line: 7, column: 1))
    #expect(RuleSet([rule]).problems.isEmpty)
  }

  @Test func placesQueryErrorsInTheFile() throws {
    let rule = try RuleFile.parse(Array(Self.sound.utf8), path: "x.toml")
    let set = RuleSet([rule])
    #expect(set.rules.isEmpty)
    #expect(set.problems.map(\.description) == ["x.toml:8:7: error: there is no function 'nosuch'"])
  }

  @Test(arguments: [
    ("severity = \"high\"", "severity = \"grave\"", 4, "none of low"),
    ("name = \"Name\"", "nmae = \"Name\"", 2, "unknown key"),
    ("T1003.001", "T9999", 5, "no known ATT&CK technique"), ("id = \"x.y\"", "id = 5", 1, "must be a string"),
    ("rationale = \"Why.\"", "risk = 101", 1, "missing"),
  ])
  func refusesWithPlaceAndReason(old: String, new: String, line: Int, message: String) {
    let text = Self.sound.replacing(old, with: new)
    #expect {
      try RuleFile.parse(Array(text.utf8), path: "x.toml")
    } throws: { error in
      guard let diagnostic = error as? Diagnostic else { return false }
      return diagnostic.position.line == line && diagnostic.message.contains(message)
    }
  }

  @Test func oneBadFileDoesNotStopTheRest() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "sub"), withIntermediateDirectories: true)
    let sound = Self.sound.replacing("nosuch(process.name)", with: "true")
    try sound.write(to: folder.appending(path: "sub/good.toml"), atomically: true, encoding: .utf8)
    try "id = ".write(to: folder.appending(path: "bad.toml"), atomically: true, encoding: .utf8)
    try "not a rule".write(to: folder.appending(path: "readme.txt"), atomically: true, encoding: .utf8)
    let loader = try RuleLoader.load(folder.path())
    #expect(loader.rules.map(\.id) == ["x.y"])
    #expect(loader.files.map { $0.error == nil } == [false, true])
    #expect(throws: RuleLoadError.self) { try RuleLoader.load(folder.path() + "nothing") }
  }

  @Test func twoRulesOfOneNameAreReported() throws {
    let text = Self.sound.replacing("nosuch(process.name)", with: "true")
    let rule = try RuleFile.parse(Array(text.utf8), path: "x.toml")
    let set = RuleSet([rule, rule])
    #expect(set.rules.count == 1 && set.problems.count == 1)
  }

  @Test func aRuleMayHaveAFormForEachSystem() throws {
    var rules = ["linux", "macos"].map { system in
      var rule = Rule(id: "x", name: system, severity: .low, query: #"process where process.name == "curl""#)
      rule.details.systems = [system]
      return rule
    }
    rules.append(rules[1])
    let set = RuleSet(rules)
    #expect(set.rules.map(\.name) == ["linux", "macos"] && set.problems.count == 1)
    let start = #""event.category":"process","process.name":"curl""#
    let events = ["", #","host.os.type":"macos""#, #","host.os.type":"windows""#].map { "{\(start)\($0)}" }
    var matcher = RuleMatcher(set)
    let found = try matcher.matches(RunHarness.columns(set, events))
    let rows = (0..<2).map { rule in
      (0..<3).filter { row in found.contains { $0.rule == rule && $0.rows.contains(row) } }
    }
    #expect(rows == [[0], [0, 1]])
  }
}
