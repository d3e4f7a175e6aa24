public import Evidence
public import Learning
public import Triage

/// Everything a hunt found: what the terminal summary, the JSON output and the HTML report are made of.
public struct HuntResult: Sendable, Codable {
  /// One input and what became of it.
  public struct Input: Sendable, Codable {
    /// The input, as `EventOrigin.path` names it.
    public var path: String
    /// The format it was recognised as; `nil` when it was not read.
    public var format: String?
    /// Bytes read, after decompression.
    public var bytes: UInt64
    /// Records that became events.
    public var records: UInt64
    /// Problems by kind, as `ReadReport.counts`.
    public var problemCounts: [String: Int]
    /// The first problems of each kind.
    public var problems: [Problem]
    /// Why the input was not read or not read to its end.
    public var failure: String?

    /// Makes a value from its parts.
    public init(
      path: String, format: String?, bytes: UInt64, records: UInt64, problemCounts: [String: Int] = [:],
      problems: [Problem] = [], failure: String? = nil
    ) {
      self.path = path
      self.format = format
      self.bytes = bytes
      self.records = records
      self.problemCounts = problemCounts
      self.problems = problems
      self.failure = failure
    }
  }

  /// A place in an input that was skipped or repaired.
  public struct Problem: Sendable, Codable {
    /// Whether something was lost.
    public var effect: String
    /// A short, stable name of what is wrong.
    public var reason: String
    /// Byte offset in the input.
    public var offset: UInt64
    /// Line or record number in the input.
    public var record: UInt64
    /// The particulars: what was expected, what was found.
    public var detail: String

    /// Makes a value from its parts.
    public init(effect: String, reason: String, offset: UInt64, record: UInt64, detail: String) {
      self.effect = effect
      self.reason = reason
      self.offset = offset
      self.record = record
      self.detail = detail
    }
  }

  /// An event that an alert rests on, kept for reading.
  public struct EvidenceEvent: Sendable, Codable {
    /// The event's fingerprint, as in `EventReference.id`.
    public var id: String
    /// The input, as `EventOrigin.path` names it.
    public var path: String
    /// Line or record number in the input.
    public var record: UInt64
    /// Nanoseconds since 1970.
    public var time: Int64
    /// The whole event as ECS JSON.
    public var json: String

    /// Makes a value from its parts.
    public init(id: String, path: String, record: UInt64, time: Int64, json: String) {
      self.id = id
      self.path = path
      self.record = record
      self.time = time
      self.json = json
    }
  }

  /// One bar of the timeline.
  public struct Bucket: Sendable, Codable {
    /// Nanoseconds since 1970.
    public var start: Int64
    /// The number of events.
    public var events: Int
    /// Alerts by severity name.
    public var alerts: [String: Int]

    /// Makes a value from its parts.
    public init(start: Int64, events: Int, alerts: [String: Int]) {
      self.start = start
      self.events = events
      self.alerts = alerts
    }
  }

  /// How many events a source gave.
  public struct SourceCount: Sendable, Codable {
    /// `event.module`, `event.provider`, `event.code` and `event.category`, as far as they are known.
    public var module: String
    /// `event.provider`.
    public var provider: String
    /// `event.code`.
    public var code: String
    /// `event.category`.
    public var category: String
    /// How many.
    public var count: Int

    /// Makes a value from its parts.
    public init(module: String, provider: String, code: String, category: String, count: Int) {
      self.module = module
      self.provider = provider
      self.code = code
      self.category = category
      self.count = count
    }
  }

  /// One detector that took part.
  public struct DetectorRun: Sendable, Codable {
    /// Name and version.
    public var id: DetectorID
    /// What it looks for, in one sentence.
    public var purpose: String
    /// How many signals it gave.
    public var signals: Int

    /// Makes a value from its parts.
    public init(id: DetectorID, purpose: String, signals: Int) {
      self.id = id
      self.purpose = purpose
      self.signals = signals
    }
  }

  /// What was read.
  public var inputs: [Input] = []
  /// Events read, duplicates not counted.
  public var eventCount = 0
  /// Records that had been read before.
  public var duplicateCount = 0
  /// Time of the first and the last event, in nanoseconds since 1970.
  public var firstEvent: Int64?
  /// Time of the last event, in nanoseconds since 1970.
  public var lastEvent: Int64?
  /// Length of a bar of the timeline, in nanoseconds.
  public var bucketSpan: Int64 = 0
  /// Events and alerts over time.
  public var timeline: [Bucket] = []
  /// Events by source, largest count first.
  public var sources: [SourceCount] = []
  /// Ranked, highest risk first.
  public var incidents: [Incident] = []
  /// Ranked, highest risk first.
  public var alerts: [Alert] = []
  /// Those that look alike, the largest group first.
  public var alertGroups: [AlertGroup] = []
  /// How feedback moved alerts, by the alert's identifier.
  public var moves: [String: AlertMove] = [:]
  /// What verdicts were used; `nil` when there were none.
  public var feedback: FeedbackSummary?
  /// How a model of the queue moved alerts, by the alert's identifier.
  public var modelMoves: [String: QueueModel.Move] = [:]
  /// What that model did; `nil` without one.
  public var queueModel: QueueModel.Summary?
  /// The features of all alerts, held back and hidden ones included, where somebody asked for them.
  public var alertTable: AlertTable?
  /// Lines of feedback files that could not be read, with file, line and reason.
  public var feedbackProblems: [String] = []
  /// Alerts that the budget of false alerts had no room for; they are in the store.
  public var heldBack = 0
  /// The same by severity.
  public var heldCounts: [Severity: Int] = [:]
  /// Cases of high or critical severity among them, the worst first, at most `mostHeldCases`.
  public var heldCases: [HeldCase] = []
  /// Alerts that accepted exceptions hide; they are in the store.
  public var excepted = 0
  /// The exceptions of the store that were not removed, with what each hid.
  public var exceptions: [ExceptionUse] = []
  /// Promised against realised false alerts for each scope in this hunt, the fleet first; empty without a budget.
  public var budgets: [BudgetReport] = []
  /// The same for all hunts into the store together; empty when this is the first.
  public var budgetTotals: [BudgetReport] = []
  /// Promises that were others in the hunt before.
  public var budgetChanges: [BudgetChange] = []
  /// Why what earlier hunts left of the budget could not be used; nil otherwise.
  public var budgetProblem: String?
  /// Cases that earlier hunts had shown already, and that cost nothing again.
  public var shownBefore = 0
  /// Hosts, highest risk first.
  public var hosts: [EntityRisk] = []
  /// Users, highest risk first.
  public var users: [EntityRisk] = []
  /// Accounts of machines and services, ranked apart: they take part in nearly everything.
  public var accounts: [EntityRisk] = []
  /// Process trees by alert.
  public var processTrees: [String: ProcessTree] = [:]
  /// The events that alerts rest on, by fingerprint.
  public var events: [String: EvidenceEvent] = [:]
  /// Values that were not of their field's type.
  public var mistypedValues = 0
  /// Events without a usable `@timestamp`.
  public var untimedEvents = 0
  /// What people call hosts, users, processes and the rest, where that differs from the identifier.
  public var entityNames: [EntityKey: String] = [:]
  /// The detectors that took part.
  public var detectors: [DetectorRun] = []
  /// The program's version, as `shrike --version` says it.
  public var version = ""
  /// Events that came too late to be put in order of time.
  public var lateEvents = 0
  /// The rules that were run, and those that could not be.
  public var ruleCount = 0
  /// Rules that could not be run, and why.
  public var ruleProblems: [String] = []
  /// Rules about anomaly jobs that did not run.
  public var waitingRules: [WaitingRule] = []
  /// Why events of some alerts are missing; `nil` when none are for that reason.
  public var evidenceProblem: String?
  /// Seconds of wall-clock time.
  public var elapsed: Double = 0
  /// When the hunt was run, in nanoseconds since 1970.
  public var startedAt: Int64 = 0
  /// Whether the telemetry was made by `shrike simulate`.
  public var isSimulated = false

  /// A result with nothing in it.
  public init() {}
}
