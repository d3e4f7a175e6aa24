/// A judgement on an alert or an incident, explicit or inferred.
public struct Verdict: Sendable, Hashable, Codable, Identifiable {
  /// What was decided.
  public enum Disposition: String, Sendable, Hashable, Codable, CaseIterable {
    case truePositive = "true_positive"
    case falsePositive = "false_positive"
    case benignTruePositive = "benign_true_positive"
    case duplicate
    case unsure
  }

  /// Stable identifier.
  public var id: String
  /// `alert`, `incident`, `file`, `user`, `signal`.
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

  /// A verdict from its parts.
  public init(
    id: String, subjectKind: String, subjectID: String, disposition: Disposition, author: String, time: Int64,
    confidence: Double, note: String
  ) {
    self.id = id
    self.subjectKind = subjectKind
    self.subjectID = subjectID
    self.disposition = disposition
    self.author = author
    self.time = time
    self.confidence = confidence
    self.note = note
  }
}
