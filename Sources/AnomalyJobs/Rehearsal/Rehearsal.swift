import ECS
import Learning

/// What a job does with events that are made for it: proof that its query finds them, that its detector judges them, and that
/// it finds the anomaly that they hold. One for each detector.
public struct Rehearsal: Sendable, Hashable, Codable {
  /// The job, and the detector in words.
  public var job: String
  /// The detector's index and its words.
  public var detector: Int
  /// The function with its fields.
  public var summary: String
  /// What the datafeed has beside its query: aggregations, script fields.
  public var datafeed: String
  /// Events made, and those that the datafeed's query found.
  public var events: Int
  /// Events that the datafeed's query found.
  public var matched: Int
  /// Buckets judged and records of the detector.
  public var buckets: Int
  /// Records of the detector.
  public var records: Int
  /// Records of other buckets with a score of 50 or more.
  public var falseAlarms: Int
  /// The best record of the bucket with the anomaly: its probability and score; `nil` without one.
  public var probability: Double?
  /// The score of that record, 0 … 100.
  public var score: Double?
  /// Whether that record is the most improbable one of the run.
  public var isFound: Bool

  /// Rehearses every detector of a job. The events follow from `seed`.
  public static func all(_ definition: JobDefinition, seed: UInt64 = 1) throws(JobError) -> [Rehearsal] {
    var result: [Rehearsal] = []
    for index in definition.detectors.indices { result.append(try Rehearsal(definition, index, seed: seed)) }
    return result
  }

  private init(_ definition: JobDefinition, _ index: Int, seed: UInt64) throws(JobError) {
    var made = RehearsalEvents(definition, definition.detectors[index], seed: seed)
    made.make()
    var fleet = JobFleet([definition])
    if let problem = fleet.problems.first { throw problem }
    let columns = ColumnSet(made.batch(), FieldSelection(fleet.fields))
    var results: [JobResult] = []
    fleet.observe(columns) { results += $1 }
    fleet.finish { results += $1 }
    fleet.jobs[0].renormalize(&results)

    job = definition.id
    detector = index
    summary = definition.detectors[index].summary
    let feed = definition.datafeed
    datafeed =
      (feed == nil ? ["every event"] : [feed?.isAggregated == true ? "query, aggregations" : "query"])
      .joined() + (feed?.remarks.isEmpty ?? true ? "" : ", script fields")
    events = made.events.count
    matched = fleet.jobs[0].eventCount
    buckets = fleet.jobs[0].bucketCount
    let records = results.compactMap { result -> RecordResult? in
      guard case .record(let record) = result, record.detector == index else { return nil }
      return record
    }
    self.records = records.count
    let time = Int64(RehearsalEvents.start) + Int64(made.odd) * definition.bucketSpan
    falseAlarms = records.count { $0.time != time && $0.score >= 50 }
    let best = records.filter { $0.time == time }.min { $0.logProbability < $1.logProbability }
    probability = best?.probability
    score = best?.score
    isFound =
      best.map { best in records.allSatisfy { $0.time == time || $0.logProbability > best.logProbability } } ?? false
  }

  enum CodingKeys: String, CodingKey {
    case job = "job_id"
    case detector = "detector_index"
    case summary = "detector"
    case falseAlarms = "false_alarms"
    case isFound = "found"
    case datafeed, events, matched, buckets, records, probability, score
  }
}
