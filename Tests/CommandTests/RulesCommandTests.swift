import Foundation
import Testing

/// `shrike rules` on the real binary.
@Suite struct RulesCommandTests {
  private static let sigma = """
    title: T
    id: sigma-1
    logsource: {product: windows, category: process_creation}
    detection:
      selection:
        Image|endswith: '\\a.exe'
      condition: selection
    """
  private static let broken = sigma.replacing("condition: selection", with: "condition: missing").replacing(
    "sigma-1", with: "sigma-2")
  private static let own = """
    id = "own-1"
    name = "n"
    rationale = "r"
    severity = "low"
    query = 'process where process.name == "a"'

    [[tests]]
    name = "a"
    matches = true
    event = '{"event.category":"process","process.name":"a"}'
    """

  private static func withRules<R>(_ files: [String: String], _ body: (String) throws -> R) throws -> R {
    try Binary.withFolder { folder in
      for (name, text) in files {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      }
      return try body(folder.path())
    }
  }

  @Test func checkSaysOfEachRuleWhetherItCompiles() throws {
    try Self.withRules(["a.yml": Self.sigma, "b.yml": Self.broken, "c.toml": Self.own]) { folder in
      let table = try Binary.run(["rules", "check", folder])
      #expect(table.status == 1)
      #expect(table.output.contains("b.yml:7:14: there is no search named 'missing'"), "\(table.output)")
      #expect(table.output.contains("sigma: 1 of 2 compile"))
      #expect(table.output.contains("shrike, eql: 1 of 1 compile"))
      let json = try Binary.run(["rules", "check", folder, "--format", "json"])
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      let rules = try #require(object?["rules"] as? [[String: Any]])
      #expect(rules.map { $0["compiled"] as? Bool } == [true, false, true])
      let schema = try Data(contentsOf: LayoutOfSchemas.url("rules-check"))
      let known = try #require(
        ((JSONSerialization.jsonObject(with: schema) as? [String: Any])?["$defs"] as? [String: Any])?["rule"]
          as? [String: Any])
      let members = Set((known["properties"] as? [String: Any] ?? [:]).keys)
      for rule in rules { #expect(Set(rule.keys).isSubset(of: members)) }
    }
  }

  @Test func checkCompilesYaraFilesToo() throws {
    let good = "rule a { strings: $a = \"x\" condition: $a }"
    let files = ["a.yar": good, "b.yara": "rule b {\n  condition: missing\n}", "c.yml": Self.sigma]
    try Self.withRules(files) { folder in
      let both = try Binary.run(["rules", "check", folder])
      #expect(both.status == 1)
      #expect(both.output.contains("b.yara:2:1: undefined identifier \"missing\""), "\(both.output)")
      #expect(both.output.contains("yara: 1 of 2 compile") && both.output.contains("sigma: 1 of 1 compile"))
      let single = try Binary.run(["rules", "check", folder + "/a.yar"])
      #expect(single.status == 0 && single.output.contains("yara: 1 of 1 compile"), "\(single.output)")
    }
  }

  @Test func aFolderWithoutRulesIsToldAndFails() throws {
    try Self.withRules(["notes.txt": "nothing"]) { folder in
      let outcome = try Binary.run(["rules", "check", folder])
      #expect(outcome.status == 1 && outcome.error.contains("no rule file"), "\(outcome.error)")
    }
  }

  @Test func placeholdersHaveValuesFromTheCommandLine() throws {
    let rule = Self.sigma.replacing("Image|endswith: '\\a.exe'", with: "Image|endswith|expand: '\\%tool%.exe'")
    let event =
      #"{"@timestamp":"2026-03-02T00:00:00Z","event":{"category":["process"],"type":["start"],"#
      + #""provider":"Microsoft-Windows-Sysmon","code":"1"},"host":{"os":{"type":"windows"}},"#
      + #""process":{"executable":"C:\\a.exe"}}"# + "\n"
    try Self.withRules(["a.yml": rule, "events.ndjson": event]) { folder in
      let without = try Binary.run(["rules", "check", folder + "/a.yml"])
      #expect(without.status == 1)
      #expect(without.output.contains("the placeholder '%tool%' has no values"), "\(without.output)")
      let values = ["--placeholder", "tool=b", "--placeholder", "%tool%=a"]
      let with = try Binary.run(["rules", "check", folder + "/a.yml"] + values)
      #expect(with.status == 0, "\(with.output)")
      let hunt = try Binary.run(
        ["hunt", folder + "/events.ndjson", "--no-bundled-rules", "--rules", folder + "/a.yml", "--format", "json"]
          + values)
      #expect(hunt.output.contains("sigma-1"), "\(hunt.output)")
      #expect(try Binary.run(["rules", "check", folder, "--placeholder", "tool"]).status == 2)
    }
  }

  @Test func rulesUseDefinitionsOfFiles() throws {
    let rule = """
      id = "own-3"
      name = "A shell"
      rationale = "A test."
      severity = "low"
      query = "process where IS(process.name, SHELL)"
      [[tests]]
      name = "one"
      matches = true
      event = '{"event.category":"process","process.name":"sh"}'
      """
    let text = "const SHELL = \"sh\"\nmacro IS(field, value)\n  field == value\n"
    try Self.withRules(["a.toml": rule, "names.eql": text, "broken.eql": text + "macro IS(x) x\n"]) { folder in
      let rule = folder + "/a.toml"
      let without = try Binary.run(["rules", "check", rule])
      #expect(without.status == 1)
      #expect(without.output.contains("there is no function 'IS'"), "\(without.output)")
      let names = ["--definitions", folder + "/names.eql"]
      #expect(try Binary.run(["rules", "check", rule] + names).status == 0)
      #expect(try Binary.run(["rules", "test", rule] + names).status == 0)
      let event =
        #"{"@timestamp":"2026-03-02T00:00:00Z","event":{"category":["process"]},"process":{"name":"sh"}}"# + "\n"
      let query = try Binary.run(
        ["query", "process where IS(process.name, SHELL)", "-", "--format", "ndjson"] + names, input: event)
      #expect(query.output.split(separator: "\n").count == 1, "\(query.error)")
      let hunt = try Binary.run(
        ["hunt", "-", "--no-bundled-rules", "--rules", rule, "--format", "json"] + names, input: event)
      #expect(hunt.output.contains("own-3"), "\(hunt.error)")
      let broken = try Binary.run(["rules", "check", rule, "--definitions", folder + "/broken.eql"])
      #expect(broken.status == 2)
      #expect(broken.error.contains("broken.eql:4:7: 'IS' is defined already"), "\(broken.error)")
      let missing = try Binary.run(
        ["query", "any where true", "-", "--definitions", folder + "/none.eql"], input: event)
      #expect(missing.status == 2)
    }
  }

  @Test func testRunsTheEventsThatRulesCarry() throws {
    let wrong = Self.own.replacing("matches = true", with: "matches = false").replacing("own-1", with: "own-2")
    try Self.withRules(["a.toml": Self.own]) { folder in
      let outcome = try Binary.run(["rules", "test", folder])
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("1 of 1 tests of 1 rules pass"))
    }
    try Self.withRules(["a.toml": wrong]) { folder in
      let outcome = try Binary.run(["rules", "test", folder])
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("matches, and should not"))
    }
  }

  @Test func listNamesTheBundledRules() throws {
    let outcome = try Binary.run(["rules", "list"])
    #expect(outcome.status == 0)
    #expect(outcome.output.split(separator: "\n").count > 80)
  }
}

private enum LayoutOfSchemas {
  static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/schemas/\(name).schema.json")
  }
}
