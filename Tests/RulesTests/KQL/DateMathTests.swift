import ECS
import Testing

@testable import Rules

@Suite struct DateMathTests {
  @Test(arguments: [
    ("now", "2024-05-16T12:34:56.000Z", "2024-05-16T12:34:56.000Z"),
    ("now-30d", "2024-04-16T12:34:56.000Z", "2024-04-16T12:34:56.000Z"),
    ("now-1d/d", "2024-05-15T00:00:00.000Z", "2024-05-15T23:59:59.999999999Z"),
    ("now/w", "2024-05-13T00:00:00.000Z", "2024-05-19T23:59:59.999999999Z"),
    ("now/M", "2024-05-01T00:00:00.000Z", "2024-05-31T23:59:59.999999999Z"),
    ("now/y", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999999999Z"),
    ("now+1y-1h/h", "2025-05-16T11:00:00.000Z", "2025-05-16T11:59:59.999999999Z"),
    ("2024-01-31||+1M", "2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"),
    ("2024-05", "2024-05-01T00:00:00.000Z", "2024-05-31T23:59:59.999999999Z"),
    ("2024-05-06T07", "2024-05-06T07:00:00.000Z", "2024-05-06T07:59:59.999999999Z"),
    ("2024-05-06T07:08:09", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:09.999999999Z"),
    ("2024-05-06T07:08:09.5Z", "2024-05-06T07:08:09.500Z", "2024-05-06T07:08:09.500Z"),
    ("1715000000000", "2024-05-06T12:53:20.000Z", "2024-05-06T12:53:20.000Z"),
  ])
  func reads(text: String, first: String, last: String) throws {
    let now = try #require(Timestamp(iso8601: "2024-05-16T12:34:56Z"))
    let interval = try #require(DateMath.interval(Array(text.utf8), now: now))
    #expect(Timestamp(nanoseconds: interval.lowerBound).iso8601 == first)
    #expect(Timestamp(nanoseconds: interval.upperBound).iso8601 == last)
  }

  @Test(arguments: ["", "nowhere", "now-", "now-1", "now-1q", "2024-13", "now/3d", "yesterday", "now-99999999999d"])
  func refuses(text: String) {
    #expect(DateMath.interval(Array(text.utf8), now: Timestamp(nanoseconds: 0)) == nil)
  }
}
