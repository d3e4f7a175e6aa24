import AnomalyJobs
import Detectors
import ECS
import Evidence
import RuleFiles
import Rules
import TestSupport
import Testing

@testable import Pipeline

/// Rules about the records of anomaly jobs.
@Suite struct AnomalyRulesTests {
  private static let job = """
    {"job_id":"failures","analysis_config":{"bucket_span":"15m","influencers":["source.ip","host.name"],
    "detectors":[{"function":"high_non_zero_count","partition_field_name":"user.name"}]},
    "datafeed_config":{"indices":["*"],"query":{"term":{"event.outcome":"failure"}}}}
    """

  private static func rule(
    _ id: String, jobs: String = #""failures""#, threshold: Int = 50, more: String = ""
  ) -> String {
    """
    [metadata]
    maturity = "production"

    [rule]
    name = "Many failures \(id)"
    rule_id = "\(id)"
    type = "machine_learning"
    machine_learning_job_id = \(jobs)
    anomaly_threshold = \(threshold)
    severity = "high"
    risk_score = 73
    \(more)

    [[rule.threat]]
    framework = "MITRE ATT&CK"
    tactic = {id = "TA0006", name = "Credential Access", reference = ""}
    [[rule.threat.technique]]
    id = "T1110"
    name = "Brute Force"
    reference = ""
    """
  }

  private static func rules(_ texts: [String], library: String = "") -> RuleSet {
    var files = RuleFiles()
    for (number, text) in texts.enumerated() { files.add(Array(text.utf8), path: "\(number).toml") }
    if !library.isEmpty { files.add(Array(library.utf8), path: "lists.ndjson") }
    #expect(files.reports.compactMap(\.error).isEmpty)
    let set = RuleSet(files.rules, library: files.library)
    #expect(set.problems.isEmpty, "\(set.problems)")
    return set
  }

  private static func jobs() throws -> [JobDefinition] {
    var library = JobLibrary()
    library.add(Array(job.utf8), path: "failures.json")
    return library.jobs
  }

  /// Two days of failures, two to four in a bucket; alice fails a hundred times in some of the last buckets.
  private static func events(bursts: Set<Int> = [180]) -> [ScriptedEvent] {
    var events: [ScriptedEvent] = []
    for bucket in 0..<192 {
      let isBurst = bursts.contains(bucket)
      for failure in 0..<(isBurst ? 100 : 2 + bucket % 3) {
        events.append(
          ScriptedEvent(
            second: Double(bucket * 900 + failure),
            [
              "event.outcome": "failure", "event.category": "authentication", "user.name": "alice",
              "source.ip": isBurst ? "10.0.0.66" : "10.0.0.1", "host.name": "dc1",
            ]))
      }
    }
    return events
  }

  private static func run(_ detector: inout JobFleetDetector, _ events: [ScriptedEvent], rows: Int) -> [Signal] {
    var signals: [Signal] = []
    let fields = detector.fields + [.timestamp]
    for batch in Script.batches(events, rows: rows) {
      detector.observe(Script.observed(batch, fields), into: &signals)
    }
    return signals
  }

  private static func signals(
    _ rules: RuleSet, _ events: [ScriptedEvent] = events(), rows: Int = 100
  ) throws -> [Signal] {
    var detector = JobFleetDetector(JobFleet(try jobs()), rules: rules)
    var signals = run(&detector, events, rows: rows)
    detector.finish(into: &signals)
    return signals
  }

  @Test func theRuleSpeaksForTheJobAndNothingIsSaidTwice() throws {
    let bare = try Self.signals(RuleSet([]))
    #expect(bare.map(\.ruleID) == ["failures"])
    #expect(bare.first?.detector.name == "jobs")
    let said = try Self.signals(Self.rules([Self.rule("r")]))
    #expect(said.map(\.ruleID) == ["r"])
    let signal = try #require(said.first)
    #expect(signal.detector.name == "rules")
    #expect(signal.severity == .high)
    #expect(signal.score == 73)
    #expect(signal.techniques == ["T1110"])
    #expect(signal.tactics == ["TA0006"])
    // About the record's events, not about the record.
    #expect(signal.events == bare.first?.events)
    #expect(!signal.events.isEmpty)
    #expect(signal.pValue == bare.first?.pValue)
    #expect(signal.entities.contains(EntityKey(.host, "dc1")) || signal.entities.contains { $0.kind == .host })
    #expect(signal.reasons.first?.field == "record_score")
    #expect(signal.reasons.contains { $0.field == "source.ip" && $0.value == "10.0.0.66" })
  }

  @Test func oneOfSeveralJobsIsEnough() throws {
    let rules = Self.rules([Self.rule("r", jobs: #"["elsewhere", "failures"]"#)])
    #expect(try Self.signals(rules).map(\.ruleID) == ["r"])
  }

  /// Below its threshold a rule is silent, and so is the job that it speaks for.
  @Test func aRecordBelowTheThresholdIsNoAlert() throws {
    let score = try #require(try Self.signals(RuleSet([])).first?.score)
    let below = Int(score.rounded(.down))
    #expect(try Self.signals(Self.rules([Self.rule("r", threshold: below)])).count == 1)
    #expect(try Self.signals(Self.rules([Self.rule("r", threshold: below + 1)])).isEmpty)
    let both = Self.rules([Self.rule("low", threshold: 1), Self.rule("high", threshold: below + 1)])
    #expect(try Set(Self.signals(both).map(\.ruleID)) == ["low"])
  }

  @Test func exceptionsSeeTheSeriesAndItsInfluencers() throws {
    func item(_ field: String, _ value: String) -> String {
      """
      {"list_id":"quiet","item_id":"i","type":"simple","name":"n","namespace_type":"single",\
      "entries":[{"field":"\(field)","operator":"included","type":"match","value":"\(value)"}]}
      """
    }
    let rule = Self.rule(
      "r", more: #"exceptions_list = [{id = "x", list_id = "quiet", type = "detection", namespace_type = "single"}]"#)
    for (field, value, count) in [
      ("source.ip", "10.0.0.66", 0), ("user.name", "alice", 0), ("function", "high_non_zero_count", 0),
      ("user.name", "bob", 1),
    ] {
      let rules = Self.rules([rule], library: item(field, value))
      #expect(try Self.signals(rules).count == count, "\(field) \(value)")
    }
  }

  @Test func suppressionHoldsBackRecordsOfTheSameSeries() throws {
    let suppressed = Self.rules([
      Self.rule(
        "r", threshold: 25,
        more: #"alert_suppression = {group_by = ["user.name"], duration = {value = 1, unit = "d"}}"#)
    ])
    let events = Self.events(bursts: [170, 180, 190])
    let all = try Self.signals(Self.rules([Self.rule("r", threshold: 25)]), events).count
    #expect(all > 1)
    #expect(try Self.signals(suppressed, events).count == 1)
  }

  @Test(arguments: [1, 7, 1_000]) func theSizeOfBatchesChangesNothing(rows: Int) throws {
    let rules = Self.rules([Self.rule("r", threshold: 25)])
    let events = Self.events(bursts: [170, 180])
    #expect(try Self.signals(rules, events, rows: rows) == Self.signals(rules, events, rows: 100))
  }

  /// What is held back goes on being held back after a restart.
  @Test func aSnapshotKeepsWhatRulesRemember() throws {
    let rules = Self.rules([
      Self.rule(
        "r", threshold: 25,
        more: #"alert_suppression = {group_by = ["user.name"], duration = {value = 1, unit = "d"}}"#)
    ])
    let events = Self.events(bursts: [170, 190])
    let middle = ScriptedEvent.start + 175 * 900 * 1_000_000_000
    let first = events.filter { ($0.time ?? 0) < middle }
    let second = events.filter { ($0.time ?? 0) >= middle }
    var one = JobFleetDetector(JobFleet(try Self.jobs()), rules: rules)
    #expect(Self.run(&one, first, rows: 100).count == 1)
    var other = JobFleetDetector(JobFleet(try Self.jobs()), rules: rules)
    try other.restore(one.snapshot())
    var signals = Self.run(&other, second, rows: 100)
    other.finish(into: &signals)
    #expect(signals.isEmpty)
    var stranger = JobFleetDetector(JobFleet(try Self.jobs()))
    #expect(throws: SnapshotError.self) { try stranger.restore(one.snapshot()) }
  }

  @Test func rulesOfJobsThatDoNotRunWait() {
    let rules = Self.rules([
      Self.rule("bound"), Self.rule("waits", jobs: #"["a", "b"]"#),
    ]).rules
    #expect(
      WaitingRule.all(rules, jobs: ["failures"]) == [
        WaitingRule(id: "waits", name: "Many failures waits", jobs: ["a", "b"])
      ])
  }
}
