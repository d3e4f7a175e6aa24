import Foundation
import Testing

@testable import AnomalyJobs

/// Every result has the members that `docs/schemas/job-result.schema.json` says, and no others.
@Suite struct ResultShapeTests {
  static let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/schemas/job-result.schema.json")

  static func results() throws -> [[UInt8]] {
    let detectors = [
      JobEngineTests.count, #"{"function":"rare","by_field_name":"mlcategory"}"#,
      #"{"function":"high_distinct_count","field_name":"user.name","over_field_name":"host.name"}"#,
      #"{"function":"lat_long","field_name":"source.geo.location","by_field_name":"host.name"}"#,
    ].joined(separator: ",")
    let job = try JobSupport.job(
      detectors, rest: #","model_plot_config":{"enabled":true}"#,
      analysis: #","categorization_field_name":"message","influencers":["user.name","host.name"]"#)
    var events = JobEngineTests.steady(80, spike: 70)
    for index in events.indices {
      let isOdd =
        events[index].time >= JobSupport.monday + 70 * 900 && events[index].time < JobSupport.monday + 71 * 900
      events[index].fields.append(("message", isOdd && index % 40 == 0 ? "\"quoted\"\u{1} panic" : "all is well"))
      events[index].fields.append(("source.geo.location", isOdd ? "-30,150" : "50,10"))
    }
    let (engine, results) = JobSupport.run(job, events)
    var json = ResultJSON(job)
    return results.map { json.line($0) } + engine.forecast(buckets: 3).map { json.line(.forecast($0)) }
  }

  @Test func membersAreThoseOfTheSchema() throws {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: Self.schema)) as? [String: Any])
    let definitions = try #require(document["$defs"] as? [String: [String: Any]])
    var kinds: Set<String> = []
    for line in try Self.results() {
      #expect(line.last == 0x0A && line.count { $0 == 0x0A } == 1)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      let type = try #require(object["result_type"] as? String)
      kinds.insert(type)
      let definition = try #require(definitions[type], "\(type)")
      let required = Set(definition["required"] as? [String] ?? [])
      let known = Set((definition["properties"] as? [String: Any] ?? [:]).keys)
      #expect(required.isSubset(of: object.keys), "\(type) lacks \(required.subtracting(object.keys))")
      let others = Set(object.keys).subtracting(known)
      let allowed: Set<String> = type == "record" || type == "influencer" ? ["user.name", "host.name"] : []
      #expect(others.isSubset(of: allowed), "\(type) has \(others)")
    }
    #expect(kinds.count == 7, "\(kinds)")
  }
}
