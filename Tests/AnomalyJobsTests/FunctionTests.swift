import ECS
import Learning
import Testing

@testable import AnomalyJobs

/// Every function, on a series in which one bucket is different.
@Suite struct FunctionTests {
  @Test func thereAreThirtyFiveFunctionsAndTheirAbbreviations() {
    #expect(DetectorFunction.names.count == 35)
    #expect(DetectorFunction.names.allSatisfy { DetectorFunction($0) != nil })
    for (short, long) in [
      ("high_nzc", "high_non_zero_count"), ("low_dc", "low_distinct_count"), ("avg", "mean"),
      ("high_c", "high_count"), ("low_nns", "low_non_null_sum"), ("high_avg", "high_mean"),
    ] {
      #expect(DetectorFunction(short)?.feature == DetectorFunction(long)?.feature)
      #expect(DetectorFunction(short)?.side == DetectorFunction(long)?.side)
    }
    for wrong in ["high_rare", "low_min", "high_metric", "counts", "", "high_", "rare_count"] {
      #expect(DetectorFunction(wrong) == nil)
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var function: String
    /// Values of the field in an ordinary bucket and in the odd one.
    var usual: @Sendable (inout Xoshiro256) -> [String]
    var odd: [String]
    var testDescription: String { function }
  }

  static func numbers(_ random: inout Xoshiro256, _ count: Int, _ mean: Double, _ spread: Double) -> [String] {
    (0..<count).map { _ in "\(mean + spread * JobSupport.normal(&random))" }
  }

  static let ordinary: @Sendable (inout Xoshiro256) -> [String] = { numbers(&$0, 10, 100, 10) }

  static let cases: [Case] = [
    Case(function: "count", usual: { _ in Array(repeating: "x", count: 10) }, odd: Array(repeating: "x", count: 90)),
    Case(function: "high_count", usual: ordinary, odd: Array(repeating: "100", count: 90)),
    Case(function: "low_count", usual: { numbers(&$0, 60, 1, 1) }, odd: ["1"]),
    Case(function: "non_zero_count", usual: ordinary, odd: Array(repeating: "100", count: 90)),
    Case(function: "high_non_zero_count", usual: ordinary, odd: Array(repeating: "100", count: 90)),
    Case(function: "low_non_zero_count", usual: { numbers(&$0, 60, 1, 1) }, odd: ["1"]),
    Case(
      function: "distinct_count", usual: { _ in (0..<10).map { "v\($0)" } }, odd: (0..<80).map { "v\($0)" }),
    Case(
      function: "high_distinct_count", usual: { _ in (0..<10).map { "v\($0)" } }, odd: (0..<80).map { "v\($0)" }),
    Case(function: "low_distinct_count", usual: { _ in (0..<40).map { "v\($0)" } }, odd: ["v1", "v1"]),
    Case(
      function: "info_content", usual: { _ in ["www.example.com", "mail.example.com"] },
      odd: (0..<60).map { "\(SplitMix64.mix(UInt64($0))).\(SplitMix64.mix(UInt64($0) + 999)).evil.example" }),
    Case(
      function: "high_info_content", usual: { _ in ["www.example.com", "mail.example.com"] },
      odd: (0..<60).map { "\(SplitMix64.mix(UInt64($0))).\(SplitMix64.mix(UInt64($0) + 999)).evil.example" }),
    Case(
      function: "low_info_content",
      usual: { random in (0..<30).map { _ in "\(random.next()).\(random.next())" } }, odd: ["a"]),
    Case(function: "metric", usual: ordinary, odd: Array(repeating: "400", count: 10)),
    Case(function: "mean", usual: ordinary, odd: Array(repeating: "30", count: 10)),
    Case(function: "high_mean", usual: ordinary, odd: Array(repeating: "200", count: 10)),
    Case(function: "low_mean", usual: ordinary, odd: Array(repeating: "30", count: 10)),
    Case(function: "median", usual: ordinary, odd: Array(repeating: "200", count: 10)),
    Case(function: "high_median", usual: ordinary, odd: Array(repeating: "200", count: 10)),
    Case(function: "low_median", usual: ordinary, odd: Array(repeating: "30", count: 10)),
    Case(function: "min", usual: ordinary, odd: ["100", "-90"]),
    Case(function: "max", usual: ordinary, odd: ["100", "390"]),
    Case(function: "sum", usual: ordinary, odd: Array(repeating: "100", count: 60)),
    Case(function: "high_sum", usual: ordinary, odd: Array(repeating: "100", count: 60)),
    Case(function: "low_sum", usual: ordinary, odd: ["1"]),
    Case(function: "non_null_sum", usual: ordinary, odd: Array(repeating: "100", count: 60)),
    Case(function: "high_non_null_sum", usual: ordinary, odd: Array(repeating: "100", count: 60)),
    Case(function: "low_non_null_sum", usual: ordinary, odd: ["1"]),
    Case(function: "varp", usual: ordinary, odd: ["0", "200", "0", "200", "0", "200"]),
    Case(function: "high_varp", usual: ordinary, odd: ["0", "200", "0", "200", "0", "200"]),
    Case(function: "low_varp", usual: { numbers(&$0, 40, 100, 10) }, odd: Array(repeating: "100", count: 40)),
    Case(
      function: "lat_long",
      usual: { random in ["\(48 + 0.1 * JobSupport.normal(&random)),\(11 + 0.1 * JobSupport.normal(&random))"] },
      odd: ["-33.9,151.2"]),
  ]

  static let span = 900.0
  static let buckets = 120
  static let oddBucket = 105

  static func events(_ test: Case, names: [(String, String)], oddBucket: Int? = oddBucket) -> [JobSupport.Event] {
    var random = Xoshiro256(seed: 7)
    var events: [JobSupport.Event] = []
    for bucket in 0..<buckets {
      let isOdd = bucket == oddBucket
      for (index, name) in names.enumerated() {
        let values = isOdd && index == 0 ? test.odd : test.usual(&random)
        for (place, value) in values.enumerated() {
          let time = JobSupport.monday + Double(bucket) * span + Double(place) * span / Double(values.count + 1)
          var event = JobSupport.Event(time, ["value": value, "user.name": name.0])
          event.fields.append(("host.name", name.1))
          events.append(event)
        }
      }
    }
    return events.sorted { $0.time < $1.time }
  }

  static func detector(_ test: Case, _ rest: String) -> String {
    let field = DetectorFunction(test.function)?.needsField == true ? #","field_name":"value""# : ""
    return #"{"function":"\#(test.function)"\#(field)\#(rest)}"#
  }

  /// The bucket of the most improbable record.
  static func worst(_ results: [JobResult]) -> RecordResult? {
    JobSupport.records(results).min { $0.logProbability < $1.logProbability }
  }

  @Test(arguments: cases) func findsTheOddBucketOfASeries(_ test: Case) throws {
    let job = try JobSupport.job(Self.detector(test, ""))
    let (_, results) = JobSupport.run(job, Self.events(test, names: [("u", "h")]))
    let worst = try #require(Self.worst(results))
    #expect(Double(worst.time) == JobSupport.monday + Double(Self.oddBucket) * Self.span)
    // Places have been seen too seldom for less; a variance of zero is four and a half standard deviations away.
    let limits: [String: Double] = ["lat_long": -4.5, "low_varp": -6]
    let limit = limits[test.function] ?? -9
    #expect(worst.logProbability < limit, "ln p \(worst.logProbability)")
    #expect(JobSupport.buckets(results).count == Self.buckets)
  }

  @Test(arguments: cases) func findsTheOddSeriesAmongSeveral(_ test: Case) throws {
    let rest = #","by_field_name":"user.name","partition_field_name":"host.name""#
    let job = try JobSupport.job(Self.detector(test, rest))
    let names = [("eve", "h1"), ("bob", "h1"), ("eve", "h2")]
    let (engine, results) = JobSupport.run(job, Self.events(test, names: names))
    let worst = try #require(Self.worst(results))
    #expect(worst.by == "eve")
    #expect(worst.partition == "h1")
    #expect(Double(worst.time) == JobSupport.monday + Double(Self.oddBucket) * Self.span)
    #expect(engine.size.series == 3)
  }

  @Test(arguments: cases) func findsTheOddMemberOfAPopulation(_ test: Case) throws {
    let rest = #","over_field_name":"user.name""#
    guard !test.function.contains("non_zero"), !test.function.contains("non_null") else {
      #expect(throws: JobSupport.Failure.self) { try JobSupport.job(Self.detector(test, rest)) }
      return
    }
    let job = try JobSupport.job(Self.detector(test, rest))
    let names = ["eve"] + (0..<5).map { "user\($0)" }
    let (_, results) = JobSupport.run(job, Self.events(test, names: names.map { ($0, "h") }))
    let worst = try #require(Self.worst(results))
    #expect(worst.over == "eve")
    #expect(worst.causes.count == 1)
    #expect(Double(worst.time) == JobSupport.monday + Double(Self.oddBucket) * Self.span)
  }

  @Test(arguments: cases) func isQuietWhereNothingIsOdd(_ test: Case) throws {
    let job = try JobSupport.job(Self.detector(test, #","by_field_name":"user.name""#))
    let events = Self.events(test, names: [("eve", "h"), ("bob", "h")], oddBucket: nil)
    let (_, results) = JobSupport.run(job, events)
    // 240 values: one in a million is not among them.
    #expect(
      JobSupport.records(results).allSatisfy { $0.logProbability > -13.8 }, "\(Self.worst(results)?.probability ?? 1)")
  }

  @Test(arguments: cases.filter { $0.function.hasPrefix("high_") || $0.function.hasPrefix("low_") })
  func aOneSidedFunctionIsBlindToTheOtherSide(_ test: Case) throws {
    let isHigh = test.function.hasPrefix("high_")
    let plain = test.function.drop { $0 != "_" }.dropFirst()
    let other = Case(function: (isHigh ? "low_" : "high_") + plain, usual: test.usual, odd: test.odd)
    let (_, results) = JobSupport.run(
      try JobSupport.job(Self.detector(other, "")), Self.events(test, names: [("u", "h")]))
    let time = Int64(JobSupport.monday + Double(Self.oddBucket) * Self.span)
    #expect(!JobSupport.records(results).contains { $0.time == time })
  }

  static let abbreviations = ["c", "nzc", "dc", "avg", "nns"].flatMap { [$0, "high_" + $0, "low_" + $0] }

  /// Events made for the function, with an anomaly of its kind (`Rehearsal`).
  @Test(arguments: DetectorFunction.names, ["", "over"]) func findsWhatItIsMadeFor(_ name: String, _ key: String) throws
  {
    try Self.rehearse(name, key)
  }

  @Test(arguments: abbreviations) func anAbbreviationFindsWhatItsFunctionDoes(_ name: String) throws {
    try Self.rehearse(name, "partition")
  }

  static func rehearse(_ name: String, _ key: String) throws {
    let function = try #require(DetectorFunction(name))
    var fields = function.needsField ? [#""field_name":"network.bytes""#] : []
    if function.feature == .distinctCount || function.feature == .infoContent {
      fields = [#""field_name":"dns.question.name""#]
    }
    if function.feature == .latLong { fields = [#""field_name":"source.geo.location""#] }
    if function.isRare { fields.append(#""by_field_name":"process.name""#) }
    if function.feature == .freqRare, key != "over" { fields.append(#""over_field_name":"host.name""#) }
    if !key.isEmpty { fields.append(#""\#(key)_field_name":"user.name""#) }
    let detector = #"{"function":"\#(name)","# + fields.joined(separator: ",") + "}"
    let json = detector.replacing(",}", with: "}")
    if key == "over", function.feature == .nonZeroCount || function.feature == .nonNullSum {
      #expect(throws: JobSupport.Failure.self) { try JobSupport.job(json) }
      return
    }
    let outcome = try #require(try Rehearsal.all(JobSupport.job(json)).first)
    #expect(outcome.matched == outcome.events)
    #expect(outcome.isFound, "\(outcome)")
    #expect(outcome.falseAlarms == 0, "\(outcome)")
  }
}
