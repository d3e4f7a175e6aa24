import Evidence
import Testing

@testable import Rules

@Suite struct ThreatMatchTests {
  static let indicators = #"""
    {"@timestamp":"2024-05-10T00:00:00Z","event.category":"threat","threat":{"feed":{"name":"own"},"indicator":{"ip":"203.0.113.7","port":443,"type":"ipv4-addr","provider":"p"}}}
    {"@timestamp":"2024-05-10T00:00:00Z","event.category":"threat","threat.indicator.file.hash.sha256":["aa","bb"],"threat.indicator.type":"file"}
    {"@timestamp":"2023-05-10T00:00:00Z","event.category":"threat","threat.indicator.ip":"203.0.113.8"}
    {"@timestamp":"2024-05-10T00:00:00Z","event.category":"other","threat.indicator.ip":"203.0.113.9"}
    """#

  static func library(_ text: String = indicators) throws -> RuleLibrary {
    var library = RuleLibrary(now: KQLHarness.now)
    try library.addIndicators(ndjson: Array(text.utf8))
    return library
  }

  static func definition(_ mapping: [[ThreatMatchDefinition.Entry]]) -> ThreatMatchDefinition {
    let place = SourcePosition(line: 1, column: 1)
    return ThreatMatchDefinition(
      query: KQLDefinition("*:*"), threatQuery: KQLDefinition("@timestamp >= now-30d/d and event.category:threat"),
      threatFilters: [], mapping: mapping, indicatorPath: "threat.indicator", queryPosition: place,
      threatQueryPosition: place)
  }

  static func entry(_ field: String, _ indicator: String, not: Bool = false) -> ThreatMatchDefinition.Entry {
    .init(field: field, indicator: "threat.indicator.\(indicator)", isNegated: not)
  }

  static let events = [
    #""destination.ip":"203.0.113.7","destination.port":443"#, #""destination.ip":"203.0.113.8""#,
    #""destination.ip":"203.0.113.9""#, #""file.hash.sha256":"bb""#, #""file.hash.sha256":"cc""#,
    #""destination.ip":"203.0.113.7","destination.port":80"#,
  ].enumerated().map { RunHarness.event($0, $1) }

  @Test func anyAlternativeWillDo() throws {
    let mapping = [[Self.entry("destination.ip", "ip")], [Self.entry("file.hash.sha256", "file.hash.sha256")]]
    #expect(
      try RunHarness.matches(Self.definition(mapping), Self.events, library: Self.library()) == [
        " | matched destination.ip=203.0.113.7,indicator type=ipv4-addr,indicator provider=p,indicator feed=own | 0",
        " | matched file.hash.sha256=bb,indicator type=file | 3",
        " | matched destination.ip=203.0.113.7,indicator type=ipv4-addr,indicator provider=p,indicator feed=own | 5",
      ])
  }

  @Test func allEntriesOfAnAlternativeMustHold() throws {
    let both = [[Self.entry("destination.ip", "ip"), Self.entry("destination.port", "port")]]
    let found = try RunHarness.matches(Self.definition(both), Self.events, library: Self.library())
    #expect(found.map { $0.suffix(1) } == ["0"])
    let except = [[Self.entry("destination.ip", "ip"), Self.entry("destination.port", "port", not: true)]]
    let other = try RunHarness.matches(Self.definition(except), Self.events, library: Self.library())
    #expect(other.map { $0.suffix(1) } == ["5"])
  }

  @Test func withoutIndicatorsNothingMatchesAndThatIsSaid() throws {
    let definition = Self.definition([[Self.entry("destination.ip", "ip")]])
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, definition: definition)])
    #expect(rules.problems.map(\.isFatal) == [false])
    #expect(try RunHarness.matches(definition, Self.events) == [])
  }

  @Test func brokenIndicatorsHaveALine() throws {
    let error = #expect(throws: Diagnostic.self) { try Self.library("{\"a\":1}\n{\"b\":") }
    #expect(error?.position.line == 2)
  }
}
