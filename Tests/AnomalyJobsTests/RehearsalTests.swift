import Foundation
import Learning
import Testing

@testable import AnomalyJobs

/// Events made for a job, and what is said of them.
@Suite struct RehearsalTests {
  static func job(_ query: String, _ detector: String) throws -> JobDefinition {
    try JobSupport.job(
      detector, rest: #","datafeed_config":{"indices":["*"],"query":\#(query)}"#)
  }

  @Test(arguments: [
    #"{"bool":{"filter":[{"term":{"event.action":"started"}},{"terms":{"process.name":["curl","wget"]}}]}}"#,
    #"{"bool":{"must":[{"bool":{"should":[{"term":{"process.name":"ps"}},{"term":{"process.name":"top"}}]}}]}}"#,
    #"{"bool":{"filter":{"match":{"event.type":{"query":"start"}}},"must_not":[{"exists":{"field":"user.name"}}]}}"#,
    #"{"bool":{"must":[{"exists":{"field":"destination.ip"}}],"must_not":[{"term":{"destination.ip":"127.0.0.1"}}]}}"#,
    #"{"wildcard":{"registry.path":{"value":"*\\\\Run\\\\?*","case_insensitive":true}}}"#,
    #"{"match_all":{}}"#,
  ]) func eventsFitTheQuery(_ query: String) throws {
    let job = try Self.job(query, #"{"function":"high_count","partition_field_name":"host.name"}"#)
    let outcome = try #require(try Rehearsal.all(job).first)
    #expect(outcome.matched == outcome.events && outcome.events > 1_000)
    #expect(outcome.isFound && outcome.falseAlarms == 0, "\(outcome)")
    #expect(outcome.score ?? 0 > 50)
  }

  @Test func aQueryThatItsEventsCannotFitIsAMiss() throws {
    let query = #"{"bool":{"filter":[{"range":{"source.port":{"gte":1}}}]}}"#
    let outcome = try #require(try Rehearsal.all(Self.job(query, #"{"function":"high_count"}"#)).first)
    #expect(outcome.matched == 0 && !outcome.isFound && outcome.score == nil)
  }

  @Test func membersAreThoseOfTheSchema() throws {
    let schema = ResultShapeTests.schema.deletingLastPathComponent().appending(path: "jobs-rehearse.schema.json")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: schema)) as? [String: Any])
    let list = try #require((document["properties"] as? [String: Any])?["rehearsals"] as? [String: Any])
    let item = try #require(list["items"] as? [String: Any])
    let known = Set((item["properties"] as? [String: Any] ?? [:]).keys)
    let outcome = try #require(try Rehearsal.all(Self.job(#"{"match_all":{}}"#, #"{"function":"high_count"}"#)).first)
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(outcome)) as? [String: Any])
    #expect(Set(object.keys) == known)
  }
}
