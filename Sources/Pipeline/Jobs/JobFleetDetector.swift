import AnomalyJobs
import Detectors
import ECS
import Evidence
import Learning
import Rules

/// Anomaly jobs as a detector: a record that reaches a score is a signal about the hosts and users whose events it rests on.
///
/// Scores are those of the moment: what a job says before it has seen much is low by itself, because a percentile among few
/// buckets is. The p-value is corrected for the buckets that the job has judged (Bonferroni). Where rules are about a job,
/// they decide what its records mean, and the job says nothing beside them: nothing counts twice.
struct JobFleetDetector: Detector {
  /// A record from this score on is a signal, unless rules say otherwise.
  static let threshold = 50.0
  /// Events of a signal.
  private static let maximumEvents = 10
  /// Batches that are kept to find the events of a record; older ones are forgotten.
  private static let keptBatches = 128

  private struct Kept: Sendable {
    var observed: ObservedBatch
    var first: Int64
    var last: Int64
  }

  private var fleet: JobFleet
  private var rules: AnomalyRules
  private var kept: [Kept] = []
  let fields: [FieldID]

  var id: DetectorID { DetectorID(name: "jobs", version: "1") }

  /// The jobs as they are now.
  var jobs: [AnomalyJob] { fleet.jobs }

  /// - Parameters:
  ///   - fleet: The jobs, with what they have learnt.
  ///   - rules: Rules about records of these jobs.
  init(_ fleet: JobFleet, rules: RuleSet = RuleSet([])) {
    self.fleet = fleet
    self.rules = AnomalyRules(rules)
    fields = fleet.fields + EntityFields.all
  }

  mutating func observe(_ batch: ObservedBatch, into signals: inout [Signal]) {
    guard let times = batch.columns.dates(.timestamp) else { return }
    let present = (0..<batch.batch.count).lazy.compactMap { times[$0] }
    kept.append(Kept(observed: batch, first: present.min() ?? 0, last: present.max() ?? 0))
    if kept.count > Self.keptBatches { kept.removeFirst() }
    var found: [(index: Int, results: [JobResult])] = []
    fleet.observe(batch.columns) { found.append(($0, $1)) }
    judge(found, into: &signals)
    forget()
  }

  mutating func finish(into signals: inout [Signal]) {
    var found: [(index: Int, results: [JobResult])] = []
    fleet.finish { found.append(($0, $1)) }
    judge(found, into: &signals)
    kept = []
  }

  /// Batches from before every open bucket are not needed.
  private mutating func forget() {
    let longest = fleet.jobs.map { $0.definition.bucketSpan + $0.definition.latency }.max() ?? 0
    guard let last = kept.last?.last else { return }
    kept.removeAll { $0.last < last - (2 * longest) * 1_000_000_000 }
  }

  // MARK: Signals

  /// Records of jobs that rules are about go to the rules; the others are signals themselves.
  private mutating func judge(_ found: [(index: Int, results: [JobResult])], into signals: inout [Signal]) {
    var findings: [AnomalyRules.Finding] = []
    for (index, results) in found {
      let job = fleet.jobs[index]
      let bound = rules.threshold(ofJob: job.definition.id)
      // Each bucket ends with its own result: so many had been judged when the record came, whatever the batch.
      var bucket = job.bucketCount - results.count { if case .bucket = $0 { true } else { false } } + 1
      for result in results {
        if case .bucket = result { bucket += 1 }
        guard case .record(let record) = result, record.score >= bound ?? Self.threshold else { continue }
        let signal = signal(record, job.definition, tests: bucket)
        if bound == nil {
          signals.append(signal)
        } else {
          findings.append(AnomalyRules.Finding(record: record, job: job.definition, signal: signal))
        }
      }
    }
    rules.observe(findings, into: &signals)
  }

  private func signal(_ record: RecordResult, _ definition: JobDefinition, tests: Int) -> Signal {
    let detector = definition.detectors[record.detector]
    let (entities, events) = evidence(record, definition)
    let pValue = min(1, record.probability * Double(max(1, tests)))
    let time = events.first?.time ?? record.time * 1_000_000_000
    var reasons: [Signal.Reason] = []
    for (field, value) in record.names(detector) {
      reasons.append(Signal.Reason(field: field, value: value, note: "the series: \(detector.summary)"))
    }
    if let actual = record.actual.first, let typical = record.typical.first, !detector.function.isRare {
      reasons.append(
        Signal.Reason(
          field: detector.field ?? "events", value: "\(actual)", note: "typical is \((typical * 100).rounded() / 100)"))
    }
    for influencer in record.influencers {
      for value in influencer.values.prefix(3) {
        reasons.append(
          Signal.Reason(field: influencer.field, value: value, note: "without it the value would be usual"))
      }
    }
    let names = record.names(detector).map(\.value).joined(separator: ", ")
    let title = definition.description.isEmpty ? definition.id : definition.description
    return Signal(
      detector: id, ruleID: definition.id, title: names.isEmpty ? title : "\(title) (\(EntityKey.identifier(names)))",
      time: time, severity: record.score >= 75 ? .medium : .low, score: record.score, pValue: pValue,
      logLikelihoodRatio: EValue.logarithm(ofPValue: pValue), techniques: definition.techniques,
      tactics: definition.tactics, entities: entities, events: events, reasons: reasons)
  }

  /// The events of a record's series in its bucket, and what they are about.
  private func evidence(_ record: RecordResult, _ job: JobDefinition) -> ([EntityKey], [EventReference]) {
    let detector = job.detectors[record.detector]
    let wanted = record.names(detector).map { (field: FieldID.named($0.field), value: $0.value) }
    let start = record.time * 1_000_000_000
    let end = start + job.bucketSpan * 1_000_000_000
    var events: [EventReference] = []
    var entities: Set<EntityKey> = []
    for batch in kept where batch.last >= start && batch.first < end {
      let columns = batch.observed.columns
      guard let times = columns.dates(.timestamp) else { continue }
      let names = EntityColumns(columns)
      for row in 0..<columns.count {
        guard let time = times[row], time >= start, time < end,
          wanted.allSatisfy({ Self.matches(columns, $0.field, $0.value, row) })
        else { continue }
        events.append(batch.observed.reference(row: row))
        entities.formUnion([names.host(row: row), names.user(row: row), names.process(row: row)].compactMap { $0 })
        if events.count >= Self.maximumEvents { return (entities.sorted(), events) }
      }
    }
    return (entities.sorted(), events)
  }

  private static func matches(_ columns: ColumnSet, _ field: FieldID, _ value: String, _ row: Int) -> Bool {
    switch columns[field] {
    case .keyword(let column): column.string(ofRow: row) == value
    case .integer(let column): column[row].map(String.init) == value
    case .ip(let column): column[row]?.description == value
    case .boolean, .date, .double, nil: true
    }
  }

  // MARK: State

  func snapshot() -> [UInt8] {
    var writer = StateWriter(tag: "jobs", version: 2)
    writer.append(count: fleet.jobs.count)
    for job in fleet.jobs {
      writer.append(job.definition.id)
      writer.append(job.snapshot())
    }
    writer.append(rules.snapshot())
    return writer.bytes
  }

  mutating func restore(_ snapshot: [UInt8]) throws(SnapshotError) {
    var copy = fleet
    var rules = self.rules
    do {
      var reader = try StateReader(snapshot, tag: "jobs", version: 2)
      guard try reader.integer(in: 0...100_000) == copy.jobs.count else { throw StateError("there are other jobs") }
      for index in copy.jobs.indices {
        guard try reader.string() == copy.jobs[index].definition.id else { throw StateError("there are other jobs") }
        try copy.restore(index, reader.data())
      }
      try rules.restore(reader.data())
      try reader.end()
    } catch {
      throw SnapshotError("\(error)")
    }
    fleet = copy
    self.rules = rules
  }
}

extension RecordResult {
  /// The values of the series' fields, categories of messages aside, which are no field of an event.
  func names(_ detector: JobDetector) -> [(field: String, value: String)] {
    let pairs = [
      (detector.partitionField, partition), (detector.byField, by), (detector.overField, over),
    ]
    return pairs.compactMap { field, value in
      guard let field, let value, field != JobDetector.categoryField else { return nil }
      return (field, value)
    }
  }
}
