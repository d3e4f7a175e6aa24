public import Rules
public import Triage

/// What a hunt is told.
public struct HuntOptions: Sendable {
  /// How telemetry is read.
  public var reader = TelemetryReader()
  /// Folders and files with rules beside the bundled ones.
  public var rulePaths: [String] = []
  /// Files of indicators of compromise that threat-match rules refer to: ECS documents with `threat.indicator.*`, one a line.
  public var indicatorPaths: [String] = []
  /// Values for the placeholders of Sigma rules, beside those that rule files give.
  public var placeholders: [(name: String, value: String)] = []
  /// How files that are no telemetry are scanned; nil for not at all.
  public var scan: ScanRun.Options?
  /// Folders and files with anomaly jobs.
  public var jobPaths: [String] = []
  /// Where anomaly jobs go on from what earlier hunts taught them, and leave what this one did; by default they begin with nothing.
  public var jobState: JobStateFolder?
  /// Whether the bundled rules are run.
  public var usesBundledRules = true
  /// Whether EQL rules ignore case everywhere, also in `==`, `in` and functions without `~`.
  public var ignoresCase = false
  /// Constants and macros that EQL rules may use.
  public var definitions = Definitions()
  /// Whether rarity and first-seen detectors are run.
  public var usesRarity = true
  /// Bytes of events that are held to bring them into order of time, and again to show evidence.
  public var memoryLimit = 1 << 30
  /// Files with verdicts that re-rank alerts; verdicts in the store are used as well.
  public var feedbackPaths: [String] = []
  /// False alerts a day that are acceptable, by scope; alerts beyond are held back. Empty shows all.
  public var budget: [BudgetScope: Double] = [:]
  /// Whether the features of all alerts are part of the result.
  public var keepsFeatures = false
  /// A model that re-ranks alerts; none by default.
  public var queueModel: QueueModel?
  /// The store that events, alerts, incidents and risks go to; none by default.
  public var storePath: String?

  /// The defaults.
  public init() {}
}

/// Why a hunt could not run at all. What is wrong with single inputs is in the result.
public struct HuntError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}

/// How far a hunt is.
public enum HuntProgress: Sendable {
  /// Reading this input.
  case reading(ReadingProgress)
  /// Looking at events: so many are done.
  case detecting(events: Int)
}
