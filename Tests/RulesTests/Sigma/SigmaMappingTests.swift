import ECS
import Testing

@testable import Rules

/// Where Sigma's fields are found in events.
@Suite struct SigmaMappingTests {
  /// Events that a log was cleared: the log is named in the event, and the event stands in the System log.
  static let cleared = ["Security", "Application"].map {
    #"{"event.code":"104","winlog.channel":"System","winlog.user_data.Channel":"\#($0)"}"#
  }
  static let other = #"{"event.code":"104","winlog.channel":"System"}"#

  @Test(
    "The first field that an event has is the one that is meant",
    arguments: [
      ("s", "Security", [0]), ("not s", "Security", [1, 2]), ("s", "System", [2]), ("not s", "System", [0, 1]),
    ])
  func firstOfFields(condition: String, channel: String, rows: [Int]) throws {
    let rule = Doc.map([
      "title": Doc.text("t"), "id": Doc.text("r"),
      "logsource": Doc.map(["product": Doc.text("windows"), "service": Doc.text("system")]),
      "detection": Doc.map([
        "s": Doc.map(["Channel": Doc.text(channel)]), "e": Doc.map(["EventID": Doc.text("104")]),
        "condition": Doc.text("e and \(condition)"),
      ]),
    ])
    #expect(try SigmaHarness.rows([rule], Self.cleared + [Self.other]) == rows)
  }

  @Test(
    "Fields are found under each of the names that sources give them",
    arguments: [
      ("Keywords", "0x8010000000000000", #""winlog.keywords":"0x8010000000000000""#),
      ("Level", "2", #""winlog.level":2"#), ("Level", "Error", #""log.level":"error""#),
      ("Message", "inserted", #""message":"inserted""#),
      ("Message", "inserted", #""winlog.event_data.param2":"inserted""#),
    ])
  func names(field: String, value: String, cell: String) throws {
    let rule = Doc.map([
      "title": Doc.text("t"), "id": Doc.text("r"),
      "logsource": Doc.map(["product": Doc.text("windows"), "service": Doc.text("application")]),
      "detection": Doc.search(Doc.map([field: Doc.text(value)])),
    ])
    let events = [cell, #""event.code":"1""#].map { #"{"winlog.channel":"Application",\#($0)}"# }
    #expect(try SigmaHarness.rows([rule], events) == [0])
  }

  @Test("A line of the table says what its fields are to each other")
  func lines() {
    let mapping = SigmaMapping(
      reading: """
        source p c s
          when event.code == "1"
          A = x.a x.b
          B = x.a else x.b
        """)
    #expect(mapping.problems.isEmpty)
    #expect(mapping.fields("A", of: 0) == SigmaFields([.named("x.a"), .named("x.b")]))
    #expect(mapping.fields("B", of: 0) == SigmaFields([.named("x.a"), .named("x.b")], isFirstThatIsThere: true))
  }
}
