public import AnomalyJobs
import ECS
import Store

/// Runs anomaly jobs over telemetry: files, or a store.
public struct JobRun {
  /// What a run is told.
  public struct Options: Sendable {
    /// How telemetry is read.
    public var reader = TelemetryReader()
    /// Bytes of events that are held to bring them into order of time.
    public var memoryLimit = 1 << 30
    /// Whether scores are computed again at the end, by all that is known then.
    public var renormalizes = true
    /// Whether events are judged as they come: in the order of time within what came together only, and with results that go out when
    /// their bucket is complete, for good. What comes later than a job's latency allows is late.
    public var isLive = false

    /// The defaults.
    public init() {}
  }

  /// How a run went.
  public struct Outcome: Sendable {
    /// What was read; empty for a store.
    public var inputs: [HuntResult.Input]
    /// Events that were read, and of them those that each job took, by its identifier.
    public var events: Int
    /// Events that each job took, by the job's identifier.
    public var taken: [String: Int]
  }

  var fleet: JobFleet
  /// The snapshot that each job went on from, by the job's identifier.
  var parents: [String: Int] = [:]
  private let options: Options
  /// Results held for renormalization; beyond this many the oldest go out as they are.
  private static let heldResults = 1 << 20

  /// Prepares a run; a job whose query cannot be compiled is an error.
  public init(_ jobs: [JobDefinition], options: Options = Options()) throws(JobError) {
    fleet = JobFleet(jobs)
    if let problem = fleet.problems.first { throw problem }
    self.options = options
  }

  /// The jobs as they are now.
  public var jobs: [AnomalyJob] { fleet.jobs }

  /// Takes on what a job, by its place, had learnt.
  public mutating func restore(_ snapshot: [UInt8], at index: Int = 0) throws(JobError) {
    guard fleet.jobs.indices.contains(index) else { return }
    try fleet.restore(index, snapshot)
  }

  /// Runs over everything below `paths`; `body` gets results with the job that they are of.
  public mutating func run(
    _ paths: [String], progress: @escaping (ReadingProgress) -> Void = { _ in },
    _ body: @escaping (AnomalyJob, [JobResult]) throws -> Void
  ) throws -> Outcome {
    let session = JobSession(
      fleet, renormalizes: options.renormalizes && !options.isLive, limit: Self.heldResults, body)
    var orderer = TimeOrderer(memoryLimit: options.memoryLimit)
    let (limit, isLive) = (options.memoryLimit, options.isLive)
    let inputs = try options.reader.read(paths) {
      progress($0)
    } into: { batch in
      let nothing = [EventFingerprint](repeating: EventFingerprint(low: 0, high: 0), count: batch.count)
      orderer.add(batch, rows: Array(0..<batch.count), fingerprints: nothing)
      if isLive { orderer.finish() }
      while let ordered = orderer.next() {
        try session.observe(ordered.batch)
      }
      if isLive { orderer = TimeOrderer(memoryLimit: limit) }
    }
    orderer.finish()
    while let ordered = orderer.next() { try session.observe(ordered.batch) }
    return try finish(session, inputs)
  }

  /// Runs over the events of a store.
  public mutating func run(
    store path: String, _ body: @escaping (AnomalyJob, [JobResult]) throws -> Void
  ) throws -> Outcome {
    let store = try EventStore(existing: path)
    let session = JobSession(fleet, renormalizes: options.renormalizes, limit: Self.heldResults, body)
    try store.forEachBatchInTimeOrder { stored in try session.observe(stored.batch) }
    return try finish(session, [])
  }

  private mutating func finish(_ session: JobSession, _ inputs: [HuntResult.Input]) throws -> Outcome {
    try session.finish()
    fleet = session.fleet
    let taken = Dictionary(fleet.jobs.map { ($0.definition.id, $0.eventCount) }, uniquingKeysWith: +)
    return Outcome(inputs: inputs, events: session.events, taken: taken)
  }
}

/// The state of a run. A class because reading pushes into it from closures; it never leaves one thread.
private final class JobSession {
  var fleet: JobFleet
  private(set) var events = 0
  private let selection: FieldSelection
  private let renormalizes: Bool
  private let limit: Int
  private let body: (AnomalyJob, [JobResult]) throws -> Void
  private var held: [[JobResult]]
  private var heldCount = 0

  init(
    _ fleet: JobFleet, renormalizes: Bool, limit: Int, _ body: @escaping (AnomalyJob, [JobResult]) throws -> Void
  ) {
    self.fleet = fleet
    self.renormalizes = renormalizes
    self.limit = limit
    self.body = body
    selection = FieldSelection(fleet.fields)
    held = [[JobResult]](repeating: [], count: fleet.jobs.count)
  }

  func observe(_ batch: EventBatch) throws {
    events += batch.count
    fleet.observe(ColumnSet(batch, selection)) { index, results in hold(index, results) }
    if heldCount > limit || !renormalizes { try giveOut() }
  }

  func finish() throws {
    fleet.finish { index, results in hold(index, results) }
    try giveOut()
  }

  private func hold(_ index: Int, _ results: [JobResult]) {
    held[index] += results
    heldCount += results.count
  }

  private func giveOut() throws {
    for index in held.indices where !held[index].isEmpty {
      if renormalizes { fleet.jobs[index].renormalize(&held[index]) }
      fleet.jobs[index].dropExpired(&held[index])
      try body(fleet.jobs[index], held[index])
      held[index] = []
    }
    heldCount = 0
  }
}
