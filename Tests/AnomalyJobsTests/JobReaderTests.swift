import Testing

@testable import AnomalyJobs

/// What is wrong in a job file is said with its place.
@Suite struct JobReaderTests {
  @Test(arguments: [
    (#"{"function":"cuont"}"#, "analysis_config.detectors[0].function", "no function 'cuont'"),
    (#"{"function":"mean"}"#, "analysis_config.detectors[0]", "needs a field_name"),
    (#"{"function":"count","field_name":"x"}"#, "analysis_config.detectors[0]", "takes no field_name"),
    (#"{"function":"rare"}"#, "analysis_config.detectors[0]", "needs a by_field_name"),
    (#"{"function":"freq_rare","by_field_name":"a"}"#, "analysis_config.detectors[0]", "an over_field_name"),
    (#"{"function":"count","by_field_name":"a","over_field_name":"a"}"#, "analysis_config.detectors[0]", "different"),
    (#"{"function":"count","byfield":"a"}"#, "analysis_config.detectors[0].byfield", "not known"),
    (
      #"{"function":"count","by_field_name":"mlcategory"}"#, "analysis_config.detectors[0]", "categorization_field_name"
    ),
    (
      #"{"function":"count","custom_rules":[{"actions":["drop"]}]}"#,
      "analysis_config.detectors[0].custom_rules[0].actions[0]", "skip_result"
    ),
    (
      #"{"function":"count","custom_rules":[{"actions":["skip_result"],"conditions":[{"applies_to":"p","operator":"gt","value":1}]}]}"#,
      "analysis_config.detectors[0].custom_rules[0].conditions[0].applies_to", "applies_to is"
    ),
  ]) func detectorErrorsNameTheirPlace(detector: String, place: String, words: String) {
    let error = #expect(throws: JobSupport.Failure.self) { try JobSupport.job(detector) }
    #expect(error?.description.hasPrefix(place + ":") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    (
      "", #","datafeed_config":{"indices":["x"],"query":{"bool":{}},"aggs":{"a":{"percentiles":{"field":"b"}}}}"#,
      "percentiles"
    ),
    ("", #","analysis_limits":{"model_memory_limit":"lots"}"#, "analysis_limits.model_memory_limit"),
    ("", #","job_type":"forecast""#, "job_type"),
    ("", #","surprise":1"#, "surprise"),
    (#","latency":"soon""#, "", "analysis_config.latency"),
    ("", #","calendars":[{"events":[{"start_time":2000,"end_time":1000}]}]"#, "ends before"),
  ]) func otherErrorsNameTheirPlace(analysis: String, rest: String, words: String) {
    let error = #expect(throws: JobSupport.Failure.self) {
      try JobSupport.job(#"{"function":"count"}"#, rest: rest, analysis: analysis)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [("15m", 900), ("1h", 3_600), ("900s", 900), ("900000ms", 900), ("1d", 86_400), ("2w", 1_209_600)])
  func lengthsOfTime(text: String, seconds: Int64) throws {
    #expect(try JobSupport.job(#"{"function":"count"}"#, span: text).bucketSpan == seconds)
  }

  @Test func modulesBindDatafeedsByFileName() throws {
    var library = JobLibrary()
    let job = #"{"analysis_config":{"detectors":[{"function":"count"}]}}"#
    let feed = #"{"job_id":"JOB_ID","indices":["INDEX_PATTERN_NAME"],"query":{"term":{"event.code":"4625"}}}"#
    library.add(Array(feed.utf8), path: "ml/datafeed_failures.json")
    library.add(Array(job.utf8), path: "ml/failures.json")
    library.add(Array(#"{"id":"m","jobs":[{"id":"failures","file":"failures.json"}]}"#.utf8), path: "manifest.json")
    #expect(library.entries.map(\.kind) == ["datafeed", "job", "manifest"])
    #expect(library.jobs.first?.datafeed?.query != nil)
    #expect(library.jobs.first?.id == "failures")
  }

  @Test func aggregatedFieldsAreTheFieldsBehindThem() throws {
    let feed = #"""
      ,"datafeed_config":{"indices":["x"],"aggregations":{"buckets":{"date_histogram":{"field":"@timestamp","fixed_interval":"5m"},
      "aggregations":{"@timestamp":{"max":{"field":"@timestamp"}},"who":{"terms":{"field":"user.name"},
      "aggregations":{"bytes":{"avg":{"field":"source.bytes"}}}}}}}}
      """#
    let job = try JobSupport.job(
      #"{"function":"mean","field_name":"bytes","by_field_name":"who"}"#, rest: feed,
      analysis: #","summary_count_field_name":"doc_count","influencers":["who"]"#)
    #expect(job.detectors[0].field == "source.bytes")
    #expect(job.detectors[0].byField == "user.name")
    #expect(job.influencers == ["user.name"])
    #expect(job.summaryCountField == nil)
  }
}
