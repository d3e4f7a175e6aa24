import ECS
import Learning
import Testing

@testable import AnomalyJobs

/// Makes jobs from JSON and events from short descriptions.
enum JobSupport {
  /// A job with the given detectors.
  static func job(_ detectors: String, span: String = "15m", rest: String = "", analysis: String = "") throws
    -> JobDefinition
  {
    let text = """
      {"job_id":"test","analysis_config":{"bucket_span":"\(span)","detectors":[\(detectors)]\(analysis)},
      "data_description":{"time_field":"@timestamp"}\(rest)}
      """
    return try definition(text)
  }

  static func definition(_ text: String) throws -> JobDefinition {
    var library = JobLibrary()
    library.add(Array(text.utf8), path: "test.json")
    if let reason = library.entries.first(where: { !$0.loaded })?.reason { throw Failure(reason) }
    return try #require(library.jobs.first)
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  /// An event: seconds and its fields.
  struct Event {
    var time: Double
    var fields: [(String, String)]
    init(_ time: Double, _ fields: KeyValuePairs<String, String> = [:]) {
      self.time = time
      self.fields = fields.map { ($0, $1) }
    }
  }

  static func columns(_ events: [Event], _ fields: [FieldID]) -> ColumnSet {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    for (index, event) in events.enumerated() {
      builder.append(.timestamp, date: Timestamp(nanoseconds: Int64(event.time * 1e9)))
      for (name, value) in event.fields { builder.append(.named(name), string: value) }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(index)))
    }
    return ColumnSet(builder.finish(), FieldSelection(fields + [.timestamp]))
  }

  /// Runs a job over events in batches of some size.
  static func run(_ definition: JobDefinition, _ events: [Event], batch: Int = 4_096) -> (AnomalyJob, [JobResult]) {
    var job = AnomalyJob(definition)
    var results: [JobResult] = []
    feed(&job, events, batch: batch, &results)
    job.finish(into: &results)
    return (job, results)
  }

  static func feed(_ job: inout AnomalyJob, _ events: [Event], batch: Int = 4_096, _ results: inout [JobResult]) {
    for start in stride(from: 0, to: events.count, by: batch) {
      let part = Array(events[start..<min(events.count, start + batch)])
      let columns = columns(part, job.fields)
      job.add(columns, rows: (0..<Int32(part.count)).map { $0 }, into: &results)
    }
  }

  static func records(_ results: [JobResult]) -> [RecordResult] {
    results.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  static func buckets(_ results: [JobResult]) -> [BucketResult] {
    results.compactMap { if case .bucket(let bucket) = $0 { bucket } else { nil } }
  }

  static func influencers(_ results: [JobResult]) -> [InfluencerResult] {
    results.compactMap { if case .influencer(let influencer) = $0 { influencer } else { nil } }
  }

  static func size(_ results: [JobResult]) -> SizeResult? {
    for case .size(let size) in results { return size }
    return nil
  }

  /// Monday, 2 March 2026, 00:00 UTC.
  static let monday = 1_772_409_600.0

  /// A Poisson draw.
  static func poisson(_ mean: Double, _ random: inout Xoshiro256) -> Int {
    if mean > 60 {
      return max(0, Int((mean + mean.squareRoot() * normal(&random)).rounded()))
    }
    var product = random.nextUnit()
    var count = 0
    let limit = exponential(-mean)
    while product > limit {
      product *= random.nextUnit()
      count += 1
    }
    return count
  }

  static func normal(_ random: inout Xoshiro256) -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += random.nextUnit() }
    return sum
  }

  private static func exponential(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for n in 1..<400 {
      term *= abs(x) / Double(n)
      sum += term
    }
    return x < 0 ? 1 / sum : sum
  }
}
