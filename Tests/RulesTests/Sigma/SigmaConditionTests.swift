import Testing

@testable import Rules

@Suite struct SigmaConditionTests {
  private static let events = ["1", "12", "13", "123", "3", ""].map {
    SigmaHarness.process("\"process.command_line\":\"\($0)\"")
  }

  /// Which of the events "1", "12", "13", "123", "3" and "" a condition over three searches matches.
  private static func rows(_ condition: String) throws -> [Int] {
    let detection = Doc.map([
      "sel_a": Doc.map(["CommandLine|contains": Doc.text("1")]),
      "sel_b": Doc.map(["CommandLine|contains": Doc.text("2")]),
      "other": Doc.map(["CommandLine|contains": Doc.text("3")]),
      "_hidden": Doc.map(["CommandLine": Doc.text("")]),
      "condition": Doc.text(condition),
    ])
    return try SigmaHarness.rows([Doc.rule(detection)], events)
  }

  @Test(arguments: [
    ("sel_a", [0, 1, 2, 3]), ("sel_a and not other", [0, 1]), ("1 of sel_*", [0, 1, 2, 3]), ("all of sel_*", [1, 3]),
    ("all of them", [3]), ("1 of them", [0, 1, 2, 3, 4]), ("any of sel*", [0, 1, 2, 3]), ("not 1 of them", [5]),
    ("sel_b or other and sel_a", [1, 2, 3]), ("(sel_b or other) and sel_a", [1, 2, 3]), ("not sel_a and other", [4]),
    ("not (sel_a or other)", [5]), ("NOT sel_a AND other", [4]), ("_hidden", [5]), ("not not sel_b", [1, 3]),
    ("sel_a and not (sel_b and other)", [0, 1, 2]),
  ])
  func conditionsCombineSearches(condition: String, expected: [Int]) throws {
    #expect(try Self.rows(condition) == expected)
  }

  @Test(arguments: [
    ("sel_a | count() > 5", "the aggregation '| count'"), ("nothing", "no search named 'nothing'"),
    ("1 of none_*", "no search has a name like 'none_*'"), ("sel_a and", "ends too early"), ("(sel_a", "expected ')'"),
    ("sel_a sel_b", "'sel_b' is not expected"), ("2 of sel_*", "'2 of' is not part of Sigma"),
    ("1 sel_a", "expected 'of'"),
  ])
  func whatIsWrongIsSaid(condition: String, message: String) {
    let detection = Doc.map(["sel_a": Doc.texts(["x"]), "sel_b": Doc.texts(["y"]), "condition": Doc.text(condition)])
    let error = SigmaHarness.error([Doc.rule(detection)])
    #expect(error?.contains(message) == true, "\(error ?? "no error")")
  }

  @Test func wordsAreSearchedInEveryValueOfTheSource() throws {
    let events = [
      #""winlog.event_data.X":"xMimikatzx""#, #""message":"a mimikatz","labels.y":"other""#, #""labels.y":"other""#,
    ]
    #expect(try SigmaHarness.rows(Doc.texts(["mimikatz"]), events) == [0, 1])
    #expect(try SigmaHarness.rows(Doc.map(["|all": Doc.texts(["mimikatz", "other"])]), events) == [1])
    #expect(try SigmaHarness.rows(Doc.texts(["mimikatz"]), condition: "not s", events) == [2])
    #expect(try SigmaHarness.rows(Doc.map(["|re": Doc.text("M.*z")]), events) == [0])
  }

  @Test func listsOfMappingsAreAlternatives() throws {
    let search = Doc.list([
      Doc.map(["CommandLine": Doc.text("a"), "Image": Doc.text("x")]), Doc.map(["CommandLine": Doc.text("b")]),
    ])
    let events = [
      #""process.command_line":"a","process.executable":"x""#, #""process.command_line":"a""#,
      #""process.command_line":"b""#,
    ]
    #expect(try SigmaHarness.rows(search, events) == [0, 2])
  }

  @Test func processCreationsOfTheSecurityChannelCount() throws {
    let rule = Doc.rule(Doc.search(Doc.map(["Image|endswith": Doc.text("\\a.exe"), "User": Doc.text("eve")])))
    let event = #"""
      {"event.provider":"Microsoft-Windows-Security-Auditing","event.code":"4688","process.executable":"C:\\A.exe",
      "winlog.event_data.SubjectUserName":"eve"}
      """#
    let other = #"{"event.provider":"X","event.code":"1","process.executable":"C:\\A.exe"}"#
    #expect(try SigmaHarness.rows([rule], [event.replacing("\n", with: ""), other]) == [0])
  }
}
