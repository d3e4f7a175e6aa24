import ECS
import Evidence
import Testing

@testable import Rules

/// Several samples for one value of the keys.
@Suite struct SampleTests {
  @Test(arguments: [
    (1, "A1@0 B1@1 A1@2 B1@3 A1@4 B1@5", ["0,1"]), (2, "A1@0 B1@1 A1@2 B1@3 A1@4 B1@5", ["0,1", "2,3"]),
    // Events that wait make the next sample; each value of the keys has samples of its own.
    (3, "A1@0 A1@1 A1@2 A1@3 B1@4 B1@5 B2@6 A2@7", ["0,4", "1,5", "7,6"]),
  ])
  func asManyAsAreAskedForEachOfOtherEvents(samples: Int, story: String, expected: [String]) throws {
    var options = QueryOptions()
    options.samplesPerKey = samples
    let query = #"sample by user.name [any where process.name == "A"] [any where process.name == "B"]"#
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, query: query)], options: options)
    let events = try story.split(separator: " ").map { try SequenceTests.event($0) }
    for batch in [1, 3, 8] {
      let found = try RunHarness.matches(rules, events, batch: batch)
      let places = found.map { $0.split(separator: "|", omittingEmptySubsequences: false)[2].filter { $0 != " " } }
      #expect(places == expected, "batches of \(batch)")
    }
  }
}
