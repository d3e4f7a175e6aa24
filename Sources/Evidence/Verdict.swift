/// A judgement on an alert, an incident or another subject, explicit or inferred.
public struct Verdict: Sendable, Hashable, Codable, Identifiable {
  /// What was decided.
  public enum Disposition: String, Sendable, Hashable, Codable, CaseIterable {
    /// Malicious, and rightly found.
    case truePositive = "true_positive"
    /// The finding is wrong: what it claims did not happen.
    case falsePositive = "false_positive"
    /// What it claims did happen, and is allowed here.
    case benignTruePositive = "benign_true_positive"
    /// The same as another subject that is judged on its own.
    case duplicate
    /// Looked at without a conclusion.
    case unsure

    /// Whether the subject is malicious; `nil` where the verdict does not say.
    public var isMalicious: Bool? {
      switch self {
      case .truePositive: true
      case .falsePositive, .benignTruePositive: false
      case .duplicate, .unsure: nil
      }
    }
  }

  /// The sorts of subject.
  public enum SubjectKind: String, Sendable, Hashable, Codable, CaseIterable {
    case alert
    case incident
    case file
    case user
    case signal
    /// One fact of an alert's explanation: the subject is `ALERT#FIELD`.
    case explanation
  }

  /// How widely a verdict is meant.
  public enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
    /// For this subject and nothing else.
    case this
    /// For what happens on the same host.
    case host
    /// For what the same account does.
    case user
    /// For everything similar: the default.
    case similar
  }

  /// Stable identifier.
  public var id: String
  /// One of `SubjectKind`; other words are kept, and mean nothing.
  public var subjectKind: String
  /// The identifier of what is judged.
  public var subjectID: String
  /// What was decided.
  public var disposition: Disposition
  /// Who, or which process inferred it.
  public var author: String
  /// When, in nanoseconds since 1970.
  public var time: Int64
  /// 0 … 1.
  public var confidence: Double
  /// Free text.
  public var note: String
  /// How widely it is meant; `similar` where nothing is said.
  public var scope: Scope?
  /// Through what it came: `console`, `elastic`, a file's name.
  public var source: String?
  /// What the subject looked like when it was judged (`rule`, `process`, `parent`, `host_group`, …), so that the verdict
  /// can be applied where the subject itself is not at hand.
  public var traits: [String: String]?

  /// The source of verdicts that were inferred from what people did.
  public static let inferredSource = "implicit"
  /// What was inferred with less confidence settles nothing.
  public static let leastInferred = 0.5

  /// Whether the subject is malicious, where the verdict settles that: what was inferred with little confidence moves ranks and labels,
  /// and is nobody's answer to an alert, an audit or a budget.
  public var decision: Bool? {
    source == Self.inferredSource && confidence < Self.leastInferred ? nil : disposition.isMalicious
  }

  /// A verdict from its parts.
  public init(
    id: String, subjectKind: String, subjectID: String, disposition: Disposition, author: String, time: Int64,
    confidence: Double, note: String, scope: Scope? = nil, source: String? = nil, traits: [String: String]? = nil
  ) {
    self.id = id
    self.subjectKind = subjectKind
    self.subjectID = subjectID
    self.disposition = disposition
    self.author = author
    self.time = time
    self.confidence = confidence
    self.note = note
    self.scope = scope
    self.source = source
    self.traits = traits
  }
}
