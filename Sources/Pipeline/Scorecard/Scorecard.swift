public import Learning

/// How the protection of a store's endpoints went: what the performance report shows.
public struct Scorecard: Sendable, Codable {
  /// One week of the data's time.
  public struct Week: Sendable, Codable, Hashable {
    /// Its first moment, in nanoseconds since 1970.
    public var start: Int64
    /// Alerts of the week, and those of them with a verdict that decides.
    public var alerts: Int
    /// Endpoints that sent events, summed over the days.
    public var endpointDays: Int
    /// Verdicts on them: true, benign true, false.
    public var trues: Int
    /// See `trues`.
    public var benignTrues: Int
    /// See `trues`.
    public var falses: Int
    /// The share of true alerts among those with a verdict, with exact 95 % limits.
    public var precision: Estimate?
  }

  /// A value with limits.
  public struct Estimate: Sendable, Codable, Hashable {
    /// The value.
    public var value: Double
    /// The limits.
    public var lower: Double
    /// See `lower`.
    public var upper: Double

    /// An estimate by its parts.
    public init(value: Double, lower: Double, upper: Double) {
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// What one analyst said.
  public struct Analyst: Sendable, Codable, Hashable {
    /// Who.
    public var name: String
    /// Verdicts.
    public var verdicts: Int
    /// Of the alerts that others judged too, how many they judged alike.
    public var agreed: Int
    /// See `agreed`.
    public var shared: Int
  }

  /// An alert that a verdict decided, or a rule that gave many of them.
  public struct Finding: Sendable, Codable, Hashable {
    /// The alert's or the rule's identifier.
    public var id: String
    /// One line.
    public var title: String
    /// The severity's name.
    public var severity: String
    /// The host, where one is named.
    public var host: String
    /// When, in nanoseconds since 1970; of a rule, its last alert.
    public var time: Int64
    /// Alerts: one, or those of the rule.
    public var count: Int
    /// Its rank by risk among all alerts, from 1; of a rule, the share of its judged alerts that are false, in percent.
    public var rank: Int
    /// Why, in the words of the evidence or of the analyst.
    public var reason: String
  }

  /// What sends events.
  public struct Source: Sendable, Codable, Hashable {
    /// The module.
    public var name: String
    /// Events.
    public var count: Int
  }

  /// Where a model stands.
  public struct Model: Sendable, Codable, Hashable {
    /// Its name.
    public var name: String
    /// Its version.
    public var version: String
    /// Its stage.
    public var stage: String

    /// A model by its parts.
    public init(name: String, version: String, stage: String) {
      self.name = name
      self.version = version
      self.stage = stage
    }
  }

  /// First and last event, in nanoseconds since 1970.
  public var firstEvent: Int64?
  /// See `firstEvent`.
  public var lastEvent: Int64?
  /// Events.
  public var events = 0
  /// Endpoints by name that sent events, and the days that each did, summed.
  public var endpoints = 0
  /// See `endpoints`.
  public var endpointDays = 0
  /// Events by module, the most first.
  public var sources: [Source] = []
  /// Sources that stopped while others went on.
  public var silentEndpoints: [SilenceAlarm.Silence] = []
  /// Whether the telemetry was made by a program.
  public var isSimulated = false
  /// Alerts that a budget held back.
  public var heldBack = 0
  /// Alerts that accepted exceptions hide.
  public var excepted = 0
  /// Alerts that were shown, and incidents, by severity name.
  public var alerts: [String: Int] = [:]
  /// See `alerts`.
  public var incidents: [String: Int] = [:]
  /// The weeks, first to last.
  public var weeks: [Week] = []
  /// Verdicts on alerts by disposition; an alert counts with its last decisive verdict.
  public var verdicts: [String: Int] = [:]
  /// Who gave them.
  public var analysts: [Analyst] = []
  /// Precision over all verdicts in the order in which they came, as a confidence sequence: valid however often it is looked at.
  public var precision: Estimate?
  /// Seconds from an alert's last event to its first verdict: half and nine tenths are faster. Verdicts that are older than
  /// their alerts are left out.
  public var medianTriageSeconds: Double?
  /// See `medianTriageSeconds`.
  public var slowTriageSeconds: Double?
  /// Alerts confirmed as attacks, the most severe first.
  public var caught: [Finding] = []
  /// Confirmed attacks that ranked low: those that a smaller queue would have missed.
  public var nearlyMissed: [Finding] = []
  /// Attacks that were not shown and that an audit found.
  public var missed: [Finding] = []
  /// Rules by their false alerts, the most first.
  public var falseCauses: [Finding] = []
  /// Audited recall; nil without audits.
  public var audit: Audit?
  /// Promised against realised false alerts, by scope; empty without a budget.
  public var budgets: [Budget] = []
  /// What changed because of feedback; nil without verdicts.
  public var feedback: Feedback?
  /// How well the ranking tells attacks from the rest; nil where not both were judged.
  public var detection: Detection?
  /// What would change without each detector.
  public var ablation: [Ablation] = []
  /// Parts of the fleet, by kind; the worst first.
  public var slices: [Slice] = []
  /// What an adversary can do.
  public var robustness: Robustness?
  /// Alerts that several analysts judged, and those of them on which all agree.
  public var doublyJudged = 0
  /// See `doublyJudged`.
  public var agreed = 0
  /// How well the analyst alone tells a verdict, as AUROC; nil with few verdicts.
  public var analystAUROC: Double?
  /// The ten pitfalls, judged for this report.
  public var gates: [Gate] = []
  /// Why the report is refused as evidence; empty when it is not.
  public var refusals: [String] = []
  /// Models.
  public var models: [Model] = []

  /// What audits say.
  public struct Audit: Sendable, Codable, Hashable {
    /// Findings below the threshold, and those of them that were audited.
    public var unseen: Int
    /// See `unseen`.
    public var audited: Int
    /// Malicious ones among the audited.
    public var found: Int
    /// Findings of draws that are left out until all that they drew is judged, and the audits that are missing for that.
    public var waiting: Int
    /// See `waiting`.
    public var open: Int
    /// The estimate of all that were missed, and of recall; limits hold at all times.
    public var missed: Estimate
    /// See `missed`.
    public var recall: Estimate?
  }

  /// A budget and what became of it.
  public struct Budget: Sendable, Codable, Hashable {
    /// For whom: `fleet`, `detector:NAME`, `host_group:NAME`, `host:NAME`.
    public var scope: String
    /// False alerts a day that were promised.
    public var perDay: Double
    /// Days.
    public var days: Double
    /// Cases (incidents, and alerts that belong to none) that were shown: false and other ones by verdict, and those without one.
    public var falses: Int
    /// See `falses`.
    public var others: Int
    /// See `falses`.
    public var unjudged: Int

    /// Promised by now.
    public var promised: Double { perDay * days }
  }

  /// An empty card.
  public init() {}
}
