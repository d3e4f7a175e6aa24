import AnomalyJobs
import Learning

/// What a job had learnt at the end of a run, with a number and where it came from.
public struct JobSnapshot: Sendable, Hashable {
  /// Its number among the snapshots of its job, from 1.
  public var number: Int
  /// The job's identifier.
  public var job: String
  /// When it was written, in seconds since 1970.
  public var created: Int64
  /// The time of the latest event learnt, in seconds since 1970; `nil` when there was none.
  public var latestEvent: Int64?
  /// Events learnt since the job began.
  public var events: Int
  /// Buckets judged since the job began.
  public var buckets: Int
  /// The snapshot that the run went on from; `nil` when it began with nothing.
  public var parent: Int?
  /// What whoever ran the job said about it.
  public var description: String
  /// What `AnomalyJob.restore` takes.
  public var state: [UInt8]

  private static let tag = "shrike.job-snapshot"
  private static let version: UInt64 = 1

  /// The snapshot of a job as it is now.
  init(_ job: AnomalyJob, number: Int, created: Int64, parent: Int?, description: String) {
    self.number = number
    self.job = job.definition.id
    self.created = created
    latestEvent = job.latestTime
    events = job.eventCount
    buckets = job.bucketCount
    self.parent = parent
    self.description = description
    state = job.snapshot()
  }

  /// Its bytes, with a checksum.
  var bytes: [UInt8] {
    var writer = StateWriter(tag: Self.tag, version: Self.version)
    writer.append(count: number)
    writer.append(job)
    writer.append(signed: created)
    writer.append(latestEvent != nil)
    writer.append(signed: latestEvent ?? 0)
    writer.append(count: events)
    writer.append(count: buckets)
    writer.append(count: parent ?? 0)
    writer.append(description)
    writer.append(state)
    return writer.sealed
  }

  /// Reads them; throws when they are damaged.
  init(_ bytes: [UInt8]) throws(StateError) {
    var reader = try StateReader(sealed: bytes, tag: Self.tag, version: Self.version)
    number = try reader.integer(in: 1...Int(Int32.max))
    job = try reader.string()
    created = try reader.signed()
    let hasEvent = try reader.bool()
    let latest = try reader.signed()
    latestEvent = hasEvent ? latest : nil
    events = try reader.integer(in: 0...Int.max)
    buckets = try reader.integer(in: 0...Int.max)
    let parent = try reader.integer(in: 0...Int(Int32.max))
    self.parent = parent > 0 ? parent : nil
    description = try reader.string()
    state = try reader.data()
    try reader.end()
  }
}
