import AnomalyJobs
import Detectors
import ECS
import Evidence
import Rules

/// Rules about the records of anomaly jobs, bound to the jobs that run.
///
/// A record becomes an event as Elastic's index of results has it (`ResultJSON`), with the values of the series and of its
/// influencers under their fields' own names, so that exceptions, suppression and overrides see what they see there. What
/// a rule says of it is the rule's signal about the record's evidence.
struct AnomalyRules: Sendable {
  /// A record and what it rests on.
  struct Finding {
    var record: RecordResult
    var job: JobDefinition
    /// What is said of the record where no rule speaks for the job.
    var signal: Signal
  }

  private var runner: RuleRunner
  private let selection: FieldSelection
  /// The least score that a rule of a job asks for, by the job's identifier.
  private let thresholds: [String: Double]

  /// Rules about records, all of them of jobs that run.
  init(_ rules: RuleSet) {
    runner = RuleRunner(rules)
    selection = FieldSelection(rules.fields + [.timestamp] + EntityFields.all)
    var thresholds: [String: Double] = [:]
    for binding in rules.rules.compactMap(\.anomalyBinding) {
      let threshold = Double(binding.threshold)
      for job in binding.jobs { thresholds[job] = min(threshold, thresholds[job] ?? threshold) }
    }
    self.thresholds = thresholds
  }

  /// The least score that a rule about a job asks for; `nil` if no rule is about it.
  func threshold(ofJob id: String) -> Double? { thresholds[id] }

  /// What the rules say of records, which come in the order in which their buckets closed.
  mutating func observe(_ findings: [Finding], into signals: inout [Signal]) {
    guard !findings.isEmpty else { return }
    let columns = ColumnSet(Self.batch(findings), selection)
    var matches: [RuleMatch] = []
    runner.observe(
      columns,
      reference: { row in
        EventReference(id: "", path: findings[row].job.id, record: UInt64(row), time: findings[row].signal.time)
      }, into: &matches)
    for match in matches {
      guard let row = match.events.last.map({ Int($0.reference.record) }), findings.indices.contains(row) else {
        continue
      }
      signals.append(Self.joined(runner.rules.signal(of: match, in: columns), findings[row]))
    }
  }

  /// A rule's signal, about what the record rests on instead of about the record.
  private static func joined(_ said: Signal, _ finding: Finding) -> Signal {
    var signal = said
    let bare = finding.signal
    signal.time = bare.time
    signal.pValue = bare.pValue
    signal.events = bare.events
    signal.entities = bare.entities + said.entities.filter { !bare.entities.contains($0) }
    if signal.techniques.isEmpty { signal.techniques = bare.techniques }
    if signal.tactics.isEmpty { signal.tactics = bare.tactics }
    let score = (finding.record.score * 10).rounded() / 10
    let job = Signal.Reason(field: "record_score", value: "\(score)", note: "by the anomaly job '\(finding.job.id)'")
    signal.reasons = Array(([job] + bare.reasons).prefix(maximumReasons))
    return signal
  }

  private static let maximumReasons = 8

  // MARK: Events

  /// One event a record.
  private static func batch(_ findings: [Finding]) -> EventBatch {
    var text: [UInt8] = []
    var starts: [Int] = []
    for finding in findings {
      var writer = ResultJSON(finding.job)
      starts.append(text.count)
      text += writer.line(.record(finding.record))
    }
    var builder = BatchBuilder(origin: EventOrigin(path: "jobs", format: "job-results"))
    builder.load(text: text)
    var parser = JSONDocumentParser()
    for (row, finding) in findings.enumerated() {
      var position = starts[row]
      do throws(JSONError) {
        try parser.parse(text.span, at: &position, into: &builder)
      } catch {
        // What the writer writes parses; were it not so, the record would have no fields and no rule would match it.
        builder.abandonRow()
      }
      let (nanoseconds, overflow) = finding.record.time.multipliedReportingOverflow(by: 1_000_000_000)
      if !overflow { builder.append(.timestamp, date: Timestamp(nanoseconds: nanoseconds)) }
      for (field, value) in finding.record.names(finding.job.detectors[finding.record.detector]) {
        builder.append(.named(field), string: value)
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    return builder.finish()
  }

  // MARK: State

  func snapshot() -> [UInt8] { runner.snapshot() }

  mutating func restore(_ snapshot: [UInt8]) throws(RuleStateError) { try runner.restore(snapshot) }
}
