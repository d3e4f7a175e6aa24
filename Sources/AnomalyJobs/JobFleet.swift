public import ECS
import Evidence
import Rules

/// Many jobs over the same events: the queries of all datafeeds are one plan, each job gets the rows that its query finds.
public struct JobFleet: Sendable {
  /// The jobs, in the order given.
  public private(set) var jobs: [AnomalyJob]
  /// Jobs whose query does not compile, with the reason.
  public let problems: [JobError]
  private var matcher: RuleMatcher
  /// The index in `jobs` of each compiled query, and the jobs that take every event.
  private let jobOfRule: [Int]
  private let unfiltered: [Int]
  /// The latest time seen by any job, in seconds.
  private var latest: Int64?

  /// Compiles the queries of some jobs.
  public init(_ definitions: [JobDefinition]) {
    var rules: [Rule] = []
    for definition in definitions {
      guard let query = definition.datafeed?.query else { continue }
      rules.append(Rule(id: definition.id, name: definition.id, severity: .low, definition: query))
    }
    let set = RuleSet(rules)
    let broken = Dictionary(
      set.problems.filter(\.isFatal).map { ($0.ruleID, $0.diagnostic.message) }, uniquingKeysWith: { first, _ in first }
    )
    problems = definitions.compactMap { definition in
      broken[definition.id].map { JobError(path: definition.path, place: "datafeed.query", $0) }
    }
    let usable = definitions.filter { broken[$0.id] == nil }
    jobs = usable.map(AnomalyJob.init)
    let places = Dictionary(usable.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    jobOfRule = set.rules.map { places[$0.id] ?? 0 }
    unfiltered = usable.indices.filter { usable[$0].datafeed?.query == nil }
    matcher = RuleMatcher(set)
  }

  /// The fields whose columns `observe` reads.
  public var fields: [FieldID] { Array(Set(matcher.rules.fields + jobs.flatMap(\.fields) + [.timestamp])).sorted() }

  /// Takes a batch; `body` gets each job's index with the results of the buckets that are complete now.
  public mutating func observe(_ columns: ColumnSet, _ body: (Int, [JobResult]) -> Void) {
    var found = [[Int32]](repeating: [], count: jobs.count)
    for match in matcher.matches(columns) {
      match.rows.forEach { found[jobOfRule[match.rule]].append(Int32($0)) }
    }
    for job in unfiltered { found[job] = (0..<Int32(columns.count)).map { $0 } }
    if let times = columns.dates(.timestamp) {
      for row in 0..<columns.count { if let time = times[row] { latest = max(latest ?? .min, time / 1_000_000_000) } }
    }
    for (index, rows) in found.enumerated() where !rows.isEmpty {
      var results: [JobResult] = []
      jobs[index].add(columns, rows: rows, into: &results)
      if !results.isEmpty { body(index, results) }
    }
  }

  /// Closes what is open; buckets without events up to the latest time of all jobs are judged too.
  public mutating func finish(_ body: (Int, [JobResult]) -> Void) {
    for index in jobs.indices {
      var results: [JobResult] = []
      if let latest { jobs[index].advance(to: latest, into: &results) }
      jobs[index].finish(into: &results)
      body(index, results)
    }
  }

  /// Takes on what a job of the same definition had learnt.
  public mutating func restore(_ index: Int, _ snapshot: [UInt8]) throws(JobError) {
    try jobs[index].restore(snapshot)
  }
}
