import ECS
import Learning
import Testing

@testable import AnomalyJobs

/// How a job treats events, buckets and its own state.
@Suite struct JobEngineTests {
  static let count = #"{"function":"high_count","partition_field_name":"host.name"}"#

  static func steady(_ buckets: Int, hosts: Int = 3, spike: Int? = nil, seed: UInt64 = 3) -> [JobSupport.Event] {
    var random = Xoshiro256(seed: seed)
    var events: [JobSupport.Event] = []
    for bucket in 0..<buckets {
      for host in 0..<hosts {
        let mean = bucket == spike && host == 1 ? 120.0 : 10
        for _ in 0..<JobSupport.poisson(mean, &random) {
          let time = JobSupport.monday + (Double(bucket) + random.nextUnit()) * 900
          events.append(.init(time, ["host.name": "h\(host)", "user.name": "u\(bucket % 5)"]))
        }
      }
    }
    return events.sorted { $0.time < $1.time }
  }

  @Test(arguments: [1, 7, 500, 100_000]) func resultsDoNotDependOnBatches(batch: Int) throws {
    let job = try JobSupport.job(Self.count, analysis: #","influencers":["user.name"]"#)
    let events = Self.steady(60, spike: 50)
    func lines(_ batch: Int) -> [[UInt8]] {
      var json = ResultJSON(job)
      return JobSupport.run(job, events, batch: batch).1.map { json.line($0) }
    }
    #expect(lines(batch) == lines(4_096))
  }

  @Test func aSnapshotGoesOnAsTheJobWouldHave() throws {
    let job = try JobSupport.job(
      Self.count
        + #",{"function":"rare","by_field_name":"user.name"},{"function":"time_of_day","by_field_name":"host.name"},{"function":"metric","field_name":"n","by_field_name":"host.name"}"#
    )
    let events = Self.steady(120, spike: 110)
    let cut = events.firstIndex { $0.time >= JobSupport.monday + 80 * 900 } ?? 0
    var whole = AnomalyJob(job)
    var first: [JobResult] = []
    JobSupport.feed(&whole, Array(events[..<cut]), &first)
    // The next event closes the last bucket of the first part.
    JobSupport.feed(&whole, [.init(JobSupport.monday + 80 * 900)], &first)
    var restored = AnomalyJob(job)
    try restored.restore(whole.snapshot())
    var a: [JobResult] = []
    var b: [JobResult] = []
    JobSupport.feed(&whole, Array(events[cut...]), &a)
    JobSupport.feed(&restored, [.init(JobSupport.monday + 80 * 900)] + Array(events[cut...]), &b)
    whole.finish(into: &a)
    restored.finish(into: &b)
    var json = ResultJSON(job)
    #expect(a.map { json.line($0) } == b.map { json.line($0) })
    #expect(JobSupport.records(b).contains { $0.score > 50 && $0.partition == "h1" })
  }

  @Test func damagedSnapshotsAreRefused() throws {
    let job = try JobSupport.job(Self.count)
    var engine = AnomalyJob(job)
    var results: [JobResult] = []
    JobSupport.feed(&engine, Self.steady(30), &results)
    let good = engine.snapshot()
    for length in stride(from: 0, to: good.count, by: max(1, good.count / 200)) {
      var fresh = AnomalyJob(job)
      #expect(throws: JobError.self) { try fresh.restore(Array(good[..<length])) }
      #expect(fresh.eventCount == 0)
    }
    var other = AnomalyJob(try JobSupport.job(#"{"function":"count"}"#))
    #expect(throws: JobError.self) { try other.restore(good) }
  }

  @Test func memoryIsLimitedAndSaidToBe() throws {
    let job = try JobSupport.job(Self.count, rest: #","analysis_limits":{"model_memory_limit":"1mb"}"#)
    let events = (0..<6_000).map { JobSupport.Event(JobSupport.monday + Double($0) / 10, ["host.name": "host-\($0)"]) }
    let (engine, results) = JobSupport.run(job, events)
    let size = try #require(JobSupport.size(results))
    #expect(size.status == "hard_limit")
    #expect(size.refused > 0)
    #expect(engine.detectors[0].store.size <= 1 << 20)
    #expect(size.series + size.refused == 6_000)
  }

  /// Detectors whose series want seasons in time, and how many series fit into a megabyte at first.
  static let growing = [
    (Self.count, 1_760),
    (#"{"function":"metric","field_name":"process.pid","partition_field_name":"host.name"}"#, 700),
    (#"{"function":"count","by_field_name":"host.name","over_field_name":"user.name"}"#, 2_000),
  ]

  @Test("Series that fitted when they were new do not outgrow the limit", arguments: growing.indices)
  func seriesThatFittedDoNotOutgrowTheLimit(index: Int) throws {
    let (detector, hosts) = Self.growing[index]
    func run(_ hosts: Int) throws -> (size: SizeResult, store: SeriesStore) {
      let job = try JobSupport.job(detector, span: "1h", rest: #","analysis_limits":{"model_memory_limit":"1mb"}"#)
      let events = (0..<20).flatMap { hour in
        (0..<hosts).map { host in
          JobSupport.Event(
            JobSupport.monday + Double(hour) * 3_600 + Double(host),
            ["host.name": "h\(host)", "user.name": "u\(host % 5)", "process.pid": "\(host % 7)"])
        }
      }
      var (engine, results) = JobSupport.run(job, events)
      engine.detectors[0].store.measure()
      return (try #require(JobSupport.size(results)), engine.detectors[0].store)
    }
    let (few, fewStore) = try run(hosts / 20)
    #expect(few.status == "ok" && few.refused == 0)
    try #require(fewStore.size * 20 > 1 << 20, "so many series must want more than there is")
    let (all, store) = try run(hosts)
    #expect(all.status == "hard_limit" && all.isFull)
    #expect(all.refused == 0 && store.count == hosts)
    #expect(store.size <= 1 << 20)
    // The first to want seasons have them; the others keep a level.
    let sizes = store.models.map(\.size)
    #expect(sizes.max() == fewStore.models.map(\.size).max())
    #expect(sizes.last.map { $0 < sizes.max() ?? 0 } == true)
  }

  @Test func idleSeriesMakeRoomForNewOnes() throws {
    let job = try JobSupport.job(Self.count, span: "1h", rest: #","analysis_limits":{"model_memory_limit":"1mb"}"#)
    func events(_ hour: Int, _ names: [String]) -> [JobSupport.Event] {
      names.enumerated().map { .init(JobSupport.monday + Double(hour) * 3_600 + Double($0) / 10, ["host.name": $1]) }
    }
    func flood(_ name: String) -> [String] { (0..<2_500).map { "\(name)-\($0)" } }
    let regulars = (0..<20).map { "regular-\($0)" }
    // Regulars for two days, the second half of them away afterwards; names that come once, twice; a day and more; other such names.
    var fed = (0..<48).flatMap { events($0, regulars) }
    fed += events(48, Array(regulars[..<10]) + flood("first"))
    fed += (49..<80).flatMap { events($0, Array(regulars[..<10])) }
    fed += events(80, Array(regulars[..<10]) + flood("second"))
    var (engine, results) = JobSupport.run(job, fed)
    let before = try #require(JobSupport.size(results))
    #expect(before.refused > 0 && before.displaced > 0 && before.status != "ok", "\(before)")

    func run(_ names: [String], _ hour: Int) {
      results = []
      JobSupport.feed(&engine, events(hour, names), &results)
      engine.finish(into: &results)
    }
    run(Array(regulars[..<10]) + flood("second"), 81)
    let names = Set(engine.detectors[0].store.names.compactMap(\.partition))
    // Those of the second wave are in, and every regular still is, idle for more than a day or not.
    #expect(names.filter { $0.hasPrefix("second") }.count > 1_000)
    #expect(regulars.allSatisfy(names.contains))
    engine.detectors[0].store.measure()
    #expect(engine.detectors[0].store.size <= 1 << 20)

    // What was counted is kept with the rest.
    var other = AnomalyJob(job)
    try other.restore(engine.snapshot())
    #expect(other.size.displaced == engine.size.displaced && other.size.refused == engine.size.refused)
    #expect(other.snapshot() == engine.snapshot())
  }

  @Test func seriesInUseMakeNoRoom() throws {
    let job = try JobSupport.job(Self.count, span: "1h", rest: #","analysis_limits":{"model_memory_limit":"1mb"}"#)
    let hosts = 1_760
    let fed = (0..<60).flatMap { hour in
      (0..<hosts + (hour == 50 ? 500 : 0)).map {
        JobSupport.Event(JobSupport.monday + Double(hour) * 3_600 + Double($0), ["host.name": "h\($0)"])
      }
    }
    let (engine, results) = JobSupport.run(job, fed)
    let size = try #require(JobSupport.size(results))
    #expect(size.displaced == 0 && size.refused >= 400)
    let names = Set(engine.detectors[0].store.names.compactMap(\.partition))
    #expect((0..<hosts).allSatisfy { names.contains("h\($0)") })
  }

  @Test func resultsThatAreTooOldAreNotGivenOut() throws {
    let job = try JobSupport.job(Self.count, rest: #","results_retention_days":2"#)
    var (engine, results) = JobSupport.run(job, Self.steady(96 * 5))
    #expect(JobSupport.buckets(results).count == 96 * 5)
    engine.dropExpired(&results)
    let kept = JobSupport.buckets(results)
    #expect(kept.count == 96 * 2 + 1)
    #expect(kept.first.map { Double($0.time) } == JobSupport.monday + 3 * 86_400 - 900)
    #expect(JobSupport.size(results) != nil)
    let (keeping, all) = JobSupport.run(try JobSupport.job(Self.count), Self.steady(96 * 5))
    var same = all
    keeping.dropExpired(&same)
    #expect(same.count == all.count)
  }

  @Test func idleSeriesAreForgotten() throws {
    let job = try JobSupport.job(Self.count, analysis: #","model_prune_window":"5h""#)
    var events = Self.steady(10)
    events += Self.steady(300, hosts: 1).map { .init($0.time + 9_000, ["host.name": "other"]) }
    let (engine, _) = JobSupport.run(job, events)
    #expect(engine.size.series == 1)
  }

  @Test func latencyWaitsForLateEvents() throws {
    var events = Self.steady(40, hosts: 1)
    let late = JobSupport.Event(JobSupport.monday + 20 * 900 + 1, ["host.name": "h0"])
    let place = events.firstIndex { $0.time > late.time + 1_200 } ?? 0
    events.insert(late, at: place)
    let strict = JobSupport.run(try JobSupport.job(Self.count), events).1
    #expect(JobSupport.size(strict)?.lateEvents == 1)
    let patient = JobSupport.run(try JobSupport.job(Self.count, analysis: #","latency":"30m""#), events).1
    #expect(JobSupport.size(patient)?.lateEvents == 0)
    #expect(JobSupport.buckets(patient).reduce(0) { $0 + $1.eventCount } == events.count)
    #expect(JobSupport.buckets(strict).map(\.time) == JobSupport.buckets(patient).map(\.time))
  }

  @Test func calendarsSilenceBuckets() throws {
    let start = Int64(JobSupport.monday) + 50 * 900
    let calendar =
      #","calendars":[{"calendar_id":"c","events":[{"description":"patches","start_time":\#(start * 1_000),"end_time":\#((start + 900) * 1_000)}]}]"#
    let results = JobSupport.run(try JobSupport.job(Self.count, rest: calendar), Self.steady(60, spike: 50)).1
    #expect(!JobSupport.records(results).contains { $0.time == start })
    #expect(JobSupport.buckets(results).first { $0.time == start }?.scheduledEvents == ["patches"])
  }

  @Test func customRulesSkipResults() throws {
    let rules =
      #","custom_rules":[{"actions":["skip_result"],"scope":{"host.name":{"filter_id":"known"}},"conditions":[{"applies_to":"actual","operator":"gt","value":50}]}]"#
    let detector = #"{"function":"high_count","partition_field_name":"host.name"\#(rules)}"#
    func found(_ items: String) throws -> Bool {
      let filters = #","filters":[{"filter_id":"known","items":[\#(items)]}]"#
      let results = JobSupport.run(try JobSupport.job(detector, rest: filters), Self.steady(60, spike: 50)).1
      return JobSupport.records(results).contains { $0.actual[0] > 100 }
    }
    #expect(try found(#""h2""#))
    #expect(try !found(#""h1""#))
    #expect(try !found(#""h*""#))
  }

  @Test func aBiggerAnomalyLowersEarlierScores() throws {
    let job = try JobSupport.job(Self.count)
    var events = Self.steady(160, spike: 100)
    for index in 0..<3_000 {
      events.append(.init(JobSupport.monday + 150 * 900 + Double(index) / 10, ["host.name": "h1"]))
    }
    var (engine, results) = JobSupport.run(job, events.sorted { $0.time < $1.time })
    let spike = Int64(JobSupport.monday) + 100 * 900
    engine.renormalize(&results)
    let record = try #require(JobSupport.records(results).first { $0.time == spike && $0.partition == "h1" })
    #expect(record.score < record.initialScore)
    #expect(record.initialScore > 50)
  }

  @Test func modelPlotsAndForecastsHoldTheValues() throws {
    let job = try JobSupport.job(
      #"{"function":"count"}"#, rest: #","model_plot_config":{"enabled":true}"#)
    let (engine, results) = JobSupport.run(job, Self.steady(300, hosts: 1))
    let plots = results.compactMap { if case .plot(let plot) = $0 { plot } else { nil } }
    #expect(plots.count > 250)
    let inside = plots.suffix(200).count { $0.lower <= $0.actual ?? -1 && $0.actual ?? -1 <= $0.upper }
    #expect(inside >= 180)
    let forecast = engine.forecast(buckets: 96)
    #expect(forecast.count == 96)
    #expect(
      forecast.allSatisfy { $0.forecast.lower < 10 && $0.forecast.upper > 10 && abs($0.forecast.median - 10) < 2 })
  }

  @Test func frequentValuesCanBeLeftOut() throws {
    let detector = #"{"function":"high_count","by_field_name":"host.name","exclude_frequent":"by"}"#
    let results = JobSupport.run(try JobSupport.job(detector), Self.steady(60, spike: 50)).1
    #expect(!JobSupport.records(results).contains { $0.by == "h1" && $0.time > Int64(JobSupport.monday) + 30 * 900 })
  }

  @Test func eventsWithoutAValueAreASeriesOnlyIfAskedFor() throws {
    let events = Self.steady(30, hosts: 1).enumerated().map { index, event in
      index % 2 == 0 ? event : JobSupport.Event(event.time)
    }
    func series(_ rest: String) throws -> Int {
      let job = try JobSupport.job(#"{"function":"count","by_field_name":"host.name"\#(rest)}"#)
      return JobSupport.run(job, events).0.size.series
    }
    #expect(try series("") == 1)
    #expect(try series(#","use_null":true"#) == 2)
  }

  /// One host is there in every bucket, three others now and then; the first has the spike.
  @Test(arguments: [("none", true), ("over", false), ("all", false), ("by", true)])
  func frequentMembersCanBeLeftOut(choice: String, isFound: Bool) throws {
    var random = Xoshiro256(seed: 9)
    var events: [JobSupport.Event] = []
    for bucket in 0..<120 {
      for host in 0..<4 where host == 0 || bucket % 8 == host {
        for _ in 0..<(bucket == 110 && host == 0 ? 200 : JobSupport.poisson(10, &random)) {
          let time = JobSupport.monday + (Double(bucket) + random.nextUnit()) * 900
          events.append(.init(time, ["host.name": "h\(host)"]))
        }
      }
    }
    let detector = #"{"function":"high_count","over_field_name":"host.name","exclude_frequent":"\#(choice)"}"#
    let results = JobSupport.run(try JobSupport.job(detector), events.sorted { $0.time < $1.time }).1
    #expect(JobSupport.records(results).contains { $0.over == "h0" && $0.actual[0] == 200 } == isFound)
  }

  @Test func useNullHoldsForPartitionsToo() throws {
    let events = Self.steady(30, hosts: 1).enumerated().map { index, event in
      index % 2 == 0 ? event : JobSupport.Event(event.time)
    }
    func names(_ rest: String) throws -> [String?] {
      let job = try JobSupport.job(#"{"function":"count","partition_field_name":"host.name"\#(rest)}"#)
      return JobSupport.run(job, events).0.detectors[0].store.names.map(\.partition)
    }
    #expect(try names("") == ["h0"])
    #expect(try names(#","use_null":true"#) == ["h0", ""])
  }
}
