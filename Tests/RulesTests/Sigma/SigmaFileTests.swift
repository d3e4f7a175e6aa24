import ECS
import Evidence
import Testing

@testable import Rules

@Suite struct SigmaFileTests {
  private static func search(_ text: String) -> DocumentValue {
    Doc.search(Doc.map(["CommandLine|contains": Doc.text(text)]))
  }

  @Test func collectionsShareWhatTheirFirstDocumentSays() throws {
    let global = Doc.map([
      "action": Doc.text("global"), "title": Doc.text("t"),
      "logsource": Doc.map(["product": Doc.text("windows"), "category": Doc.text("process_creation")]),
      "detection": Doc.map(["condition": Doc.text("s")]),
    ])
    func part(_ id: String, _ text: String) -> DocumentValue {
      Doc.map(["id": Doc.text(id), "detection": Doc.map(["s": Doc.map(["CommandLine|contains": Doc.text(text)])])])
    }
    let rules = SigmaHarness.rules([global, part("a", "1"), part("b", "2")])
    #expect(rules.map(\.id) == ["a", "b"])
    #expect(rules.map(\.name) == ["t", "t"])
    #expect(RuleSet(rules).rules.count == 2)
  }

  @Test func repeatedDocumentsChangeTheLastRule() throws {
    let first = Doc.rule(Self.search("1"), id: "a")
    let again = Doc.map(["action": Doc.text("repeat"), "id": Doc.text("b"), "title": Doc.text("again")])
    #expect(SigmaHarness.rules([first, again]).map(\.id) == ["a", "b"])
  }

  @Test func filtersNarrowTheRulesTheyName() throws {
    let rule = Doc.rule(Self.search("1"), id: "a")
    let filter = Doc.map([
      "title": Doc.text("f"), "logsource": Doc.map(["product": Doc.text("windows")]),
      "filter": Doc.map([
        "rules": Doc.texts(["a"]), "s": Doc.map(["CommandLine|contains": Doc.text("2")]),
        "condition": Doc.text("not s"),
      ]),
    ])
    let events = ["1", "12"].map { SigmaHarness.process("\"process.command_line\":\"\($0)\"") }
    #expect(try SigmaHarness.rows([rule], events) == [0, 1])
    #expect(try SigmaHarness.rows([rule, filter], events) == [0])
    #expect(try SigmaHarness.rows([Doc.rule(Self.search("1"), id: "b"), filter], events) == [0, 1])
  }

  @Test func whatARuleSaysOfItselfIsKept() throws {
    guard case .mapping(var entries) = Doc.rule(Self.search("1"), id: "a").content else { return }
    let place = SourcePosition(line: 1, column: 1)
    for (key, value) in [
      ("level", Doc.text("critical")), ("tags", Doc.texts(["attack.t1003.001", "attack.credential-access", "cve.1"])),
      ("falsepositives", Doc.texts(["none"])), ("author", Doc.text("me")), ("description", Doc.text("why")),
    ] { entries.append(.init(key: key, position: place, value: value)) }
    let rule = try #require(SigmaHarness.rules([DocumentValue(.mapping(entries), place)]).first)
    #expect(rule.severity == .critical)
    #expect(rule.techniques == ["T1003.001"])
    #expect(rule.tactics == ["TA0006"])
    #expect(rule.falsePositives == ["none"])
    #expect(rule.author == "me")
  }

  @Test func theTableOfSourcesIsReadWhole() {
    #expect(SigmaMapping.standard.problems.isEmpty, "\(SigmaMapping.standard.problems)")
    #expect(SigmaMapping.standard.sources.count > 100)
    for source in SigmaMapping.standard.sources { #expect(source.condition != .no, "\(source.pattern)") }
  }

  @Test(arguments: [
    (Doc.map(["title": Doc.text("x"), "detection": Doc.map([:])]), "no 'logsource'"),
    (Doc.text("x"), "a rule must be a mapping"),
    (Doc.rule(Doc.map(["s": Doc.texts(["x"])])), "no 'condition'"),
    (Doc.rule(Doc.text("x")), "'detection' must be a mapping"),
    (Doc.rule(Doc.search(Doc.map([:]))), "the search is empty"),
    (Doc.rule(Doc.search(Doc.map(["A": Doc.map(["b": Doc.text("c")])]))), "a value must be a text"),
  ])
  func brokenDocumentsAreRefusedWithAReason(document: DocumentValue, message: String) {
    let error = SigmaHarness.error([document])
    #expect(error?.contains(message) == true, "\(error ?? "no error")")
  }
}
