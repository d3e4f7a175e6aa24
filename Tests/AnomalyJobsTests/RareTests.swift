import ECS
import Learning
import Testing

@testable import AnomalyJobs

/// Categories, times and messages.
@Suite struct RareTests {
  /// Ten programs for 300 buckets, and one more in bucket 250.
  static func programs(host: (Int) -> String = { _ in "h" }) -> [JobSupport.Event] {
    var events: [JobSupport.Event] = []
    for bucket in 0..<300 {
      let start = JobSupport.monday + Double(bucket) * 900
      for program in 0..<10 {
        events.append(
          .init(
            start + Double(program), ["process.name": "p\(program)", "host.name": host(program), "user.name": "bob"]))
      }
      if bucket == 250 {
        events.append(.init(start + 20, ["process.name": "mimikatz", "host.name": host(0), "user.name": "eve"]))
      }
    }
    return events
  }

  @Test func findsANewCategoryAndWhoIsToBlame() throws {
    let job = try JobSupport.job(
      #"{"function":"rare","by_field_name":"process.name"}"#, analysis: #","influencers":["user.name","host.name"]"#)
    let (_, results) = JobSupport.run(job, Self.programs())
    let records = JobSupport.records(results)
    let record = try #require(records.min { $0.logProbability < $1.logProbability })
    #expect(record.by == "mimikatz")
    #expect(record.explanation.isFirstOccurrence == true)
    #expect(record.score > 50)
    #expect(record.influencers.first { $0.field == "user.name" }?.values == ["eve"])
    let blamed = JobSupport.influencers(results).filter { $0.score > 50 }
    #expect(blamed.contains { $0.field == "user.name" && $0.value == "eve" })
    #expect(!blamed.contains { $0.value == "bob" })
    // What was always there is never rare, and neither is anything at the start.
    #expect(!records.contains { $0.by == "p3" && $0.score > 25 })
  }

  @Test func findsAMemberOfAPopulationWithARareCategory() throws {
    for function in ["rare", "freq_rare"] {
      let job = try JobSupport.job(
        #"{"function":"\#(function)","by_field_name":"process.name","over_field_name":"host.name"}"#)
      var events: [JobSupport.Event] = []
      for bucket in 0..<100 {
        for host in 0..<20 {
          let start = JobSupport.monday + Double(bucket) * 900 + Double(host)
          for program in 0..<4 {
            events.append(.init(start, ["process.name": "p\(program)", "host.name": "h\(host)"]))
          }
          if bucket == 80, host == 7 {
            for _ in 0..<30 { events.append(.init(start, ["process.name": "odd", "host.name": "h7"])) }
          }
        }
      }
      let (_, results) = JobSupport.run(job, events)
      let worst = try #require(FunctionTests.worst(results))
      #expect(worst.over == "h7", "\(function)")
      #expect(worst.causes.first?.by == "odd", "\(function)")
    }
  }

  @Test(arguments: ["time_of_day", "time_of_week"]) func findsAnUnusualHour(function: String) throws {
    let job = try JobSupport.job(#"{"function":"\#(function)","by_field_name":"user.name"}"#)
    var events: [JobSupport.Event] = []
    for day in 0..<40 where day % 7 < 5 {
      let start = JobSupport.monday + Double(day) * 86_400
      for hour in 9..<17 { events.append(.init(start + Double(hour) * 3_600 + 60, ["user.name": "bob"])) }
      if day == 36 { events.append(.init(start + 82_800, ["user.name": "bob"])) }
    }
    let (_, results) = JobSupport.run(job, events)
    let worst = try #require(FunctionTests.worst(results))
    #expect(Double(worst.time) == JobSupport.monday + 36 * 86_400 + 82_800)
    #expect(worst.score > 25)
  }

  @Test func messagesAreSortedIntoCategories() throws {
    let job = try JobSupport.job(
      #"{"function":"rare","by_field_name":"mlcategory"}"#, analysis: #","categorization_field_name":"message""#)
    var events: [JobSupport.Event] = []
    for bucket in 0..<200 {
      let start = JobSupport.monday + Double(bucket) * 900
      events.append(.init(start, ["message": "Accepted publickey for bob from 10.0.0.\(bucket % 200) port \(bucket)"]))
      events.append(.init(start + 1, ["message": "session opened for user u\(bucket) by uid=\(bucket)"]))
      if bucket == 150 { events.append(.init(start + 2, ["message": "segfault in libc of sshd at address deadbeef"])) }
    }
    let (engine, results) = JobSupport.run(job, events)
    #expect(
      engine.size.categories == CategoryCounts(total: 3, messages: 401, frequent: 2, rare: 1, failed: 0))
    let worst = try #require(FunctionTests.worst(results))
    #expect(worst.by == "3")
    let categories = results.compactMap { if case .category(let category) = $0 { category } else { nil } }
    #expect(categories.map(\.matches) == [200, 200, 1])
    #expect(categories[0].terms == "Accepted publickey for bob from port")
  }

  @Test func whatFiltersMatchIsNoPartOfACategory() throws {
    func categories(_ filters: String) throws -> [CategoryResult] {
      let job = try JobSupport.job(
        #"{"function":"count","by_field_name":"mlcategory"}"#,
        analysis: #","categorization_field_name":"message""# + filters)
      let verbs = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]
      let events = (0..<60).map {
        JobSupport.Event(
          JobSupport.monday + Double($0), ["message": "[trace-\(verbs[$0 % 6])] \(verbs[$0 % 6]) the disk is full"])
      }
      return JobSupport.run(job, events).1.compactMap { if case .category(let category) = $0 { category } else { nil } }
    }
    #expect(try categories("").count > 1)
    let one = try categories(
      #","categorization_filters":["^\\[[^\\]]*\\] ","\\b(alpha|bravo|charlie|delta|echo|foxtrot) "]"#)
    #expect(one.map(\.terms) == ["the disk is full"])
    #expect(one.map(\.matches) == [60])
  }

  @Test("As many examples of a category are kept as the job says", arguments: [nil, 0, 1, 7])
  func examplesAreLimited(limit: Int?) throws {
    let limits = limit.map { #","analysis_limits":{"categorization_examples_limit":\#($0)}"# } ?? ""
    let job = try JobSupport.job(
      #"{"function":"count","by_field_name":"mlcategory"}"#, rest: limits,
      analysis: #","categorization_field_name":"message""#)
    let events = (0..<40).map {
      JobSupport.Event(JobSupport.monday + Double($0) * 60, ["message": "port \($0) closed"])
    }
    let (engine, results) = JobSupport.run(job, events)
    let categories = results.compactMap { if case .category(let category) = $0 { category } else { nil } }
    #expect(categories.map(\.examples.count) == [limit ?? 4])
    var other = AnomalyJob(job)
    try other.restore(engine.snapshot())
    #expect(other.snapshot() == engine.snapshot())
  }

  @Test func aFilterThatIsNoExpressionIsRefusedWithItsPlace() {
    let job = #"{"function":"count","by_field_name":"mlcategory"}"#
    let analysis = #","categorization_field_name":"message","categorization_filters":["fine","(broken"]"#
    let error = #expect(throws: JobSupport.Failure.self) { try JobSupport.job(job, analysis: analysis) }
    let text = error?.description ?? ""
    #expect(text.contains("categorization_filters") && text.contains("'(broken', at 0"), "\(text)")
  }
}
