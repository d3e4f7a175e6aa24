/// What somebody did about a subject, without a verdict.
///
/// It is known by who did what about which subject and when: of two that have these in common one is kept.
public struct FeedbackReaction: Sendable, Hashable, Codable {
  /// `alert`, `incident`, `file`, `user`, `signal`.
  public var subjectKind: String
  /// The identifier of what it was done about.
  public var subjectID: String
  /// One of the names of `ImplicitReaction`.
  public var action: String
  /// Who; empty where nobody is known.
  public var author: String
  /// When, in nanoseconds since 1970.
  public var time: Int64
  /// Whether the subject was opened, where that is known.
  public var isExamined: Bool?
  /// Its place in the queue when it was shown, from 1, where that is known.
  public var rank: Int?
  /// What the subject looks like, by trait, for subjects that are not at hand; nil where nothing is known.
  public var traits: [String: String]?

  /// A reaction from its parts.
  public init(
    subjectKind: String, subjectID: String, action: String, author: String, time: Int64, isExamined: Bool? = nil,
    rank: Int? = nil, traits: [String: String]? = nil
  ) {
    self.subjectKind = subjectKind
    self.subjectID = subjectID
    self.action = action
    self.author = author
    self.time = time
    self.isExamined = isExamined
    self.rank = rank
    self.traits = traits
  }
}
