/// How an evaluation was made, as far as a program can check it from the tables: what the gates judge.
public struct EvaluationDesign: Sendable, Hashable, Codable {
  /// The latest time of a training row and the earliest of a test row, when both tables have times.
  public var trainingEnd: Double?
  /// See `trainingEnd`.
  public var testStart: Double?
  /// Test rows that equal a training row, of how many.
  public var testRowsInTraining: Int?
  /// See `testRowsInTraining`.
  public var testRows = 0
  /// Groups (hosts, families) on both sides.
  public var sharedGroups: Int?
  /// Groups of equal test rows that carry both labels.
  public var contradictions = 0
  /// Columns that alone tell the classes apart (AUROC ≥ 0.999).
  public var tellingColumns: [String] = []
  /// How well the source of a row alone tells its label, as AUROC; nil without sources.
  public var sourceAUROC: Double?
  /// Sources in the test, and those of them that training did not have.
  public var sources: Int?
  /// See `sources`.
  public var newSources: Int?
  /// The share of the test's time that both classes cover; nil without times.
  public var classTimeOverlap: Double?
  /// Whether the threshold was fixed before the test rows were seen.
  public var isThresholdFixed = false
  /// The share of malicious rows where the model will run, as its operator states it.
  public var prevalence: Double?
  /// What the author says about labels and about where else the model was tried.
  public var labelStatement: String?
  /// See `labelStatement`.
  public var deploymentStatement: String?

  /// A design of which nothing is known.
  public init() {}
}

/// One of the ten pitfalls of security machine learning, judged.
///
/// D. Arp, E. Quiring, F. Pendlebury, A. Warnecke, F. Pierazzi, C. Wressnegger, L. Cavallaro, K. Rieck, "Dos and don'ts of
/// machine learning in computer security", USENIX Security 2022.
public struct PitfallGate: Sendable, Hashable, Codable {
  /// The pitfalls, in the paper's order.
  public enum Pitfall: String, Sendable, Hashable, Codable, CaseIterable {
    case samplingBias = "sampling bias"
    case labelInaccuracy = "label inaccuracy"
    case dataSnooping = "data snooping"
    case spuriousCorrelations = "spurious correlations"
    case biasedParameterSelection = "biased parameter selection"
    case inappropriateBaseline = "inappropriate baseline"
    case inappropriateMeasures = "inappropriate measures"
    case baseRateFallacy = "base-rate fallacy"
    case labOnlyEvaluation = "lab-only evaluation"
    case inappropriateThreatModel = "inappropriate threat model"

    /// Whether a report without a good answer is refused.
    public var isRequired: Bool {
      switch self {
      case .dataSnooping, .inappropriateBaseline, .inappropriateMeasures, .inappropriateThreatModel: true
      default: false
      }
    }
  }

  /// How it was judged.
  public enum Outcome: String, Sendable, Hashable, Codable {
    case passed
    case failed
    /// Nothing is known that would answer it.
    case unanswered
  }

  /// Which.
  public var pitfall: Pitfall
  /// How.
  public var outcome: Outcome
  /// Why, with figures.
  public var reason: String
}
