public import Evidence
public import Learning
import Triage

/// Turns what people did into verdicts, as far as it says anything.
///
/// Reactions on subjects that also have an explicit verdict teach what reactions mean (`ReactionModel`); every other
/// reaction becomes P(malicious), and a verdict of the confidence |2·P − 1| where that is at least `leastConfidence`. What
/// nobody looked at stays without a verdict: it is not read as benign.
public struct ImplicitFeedback: Sendable {
  /// The source of inferred verdicts.
  public static let source = "implicit"
  /// Below this, a reaction does not become a verdict.
  public static let leastConfidence = 0.5

  /// What was inferred, in the order of the reactions.
  public let verdicts: [Verdict]
  /// What was learnt about reactions and analysts.
  public let model: ReactionModel
  /// The analysts by the model's numbers.
  public let analysts: [String]

  /// Infers verdicts.
  public init(_ reactions: [FeedbackReaction], explicit: [Verdict]) {
    let reactions = BulkClosing.marked(reactions)
    var truth: [String: (isMalicious: Bool, author: String)] = [:]
    for verdict in explicit.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) {
      if let isMalicious = verdict.disposition.isMalicious {
        truth[verdict.subjectKind + ":" + verdict.subjectID] = (isMalicious, verdict.author)
      }
    }
    let names = Set(reactions.map(\.author)).subtracting([""]).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let observations = reactions.map { reaction in
      let known = truth[reaction.subjectKind + ":" + reaction.subjectID]
      // What somebody says of what they did themselves is no more to be trusted than what they did.
      let isOwn = known?.author == reaction.author
      return ReactionModel.Observation(
        stratum: ImplicitReaction.stratum(ofRank: reaction.rank),
        reaction: ImplicitReaction(rawValue: reaction.action)?.number ?? -1, judge: numbers[reaction.author],
        isExamined: reaction.isExamined, verdict: isOwn ? known?.isMalicious : nil,
        truth: isOwn ? nil : known?.isMalicious)
    }
    let model = ReactionModel(observations, judges: names.count, guess: ImplicitReaction.guess)
    verdicts = zip(reactions, observations).compactMap { reaction, seen in
      guard seen.truth == nil, seen.verdict == nil else { return nil }
      return Self.verdict(reaction, model.belief(seen))
    }
    self.model = model
    analysts = names
  }

  /// What was done that a verdict was inferred from; nil for one that somebody gave.
  static func action(of verdict: Verdict) -> ImplicitReaction? {
    guard verdict.source == source else { return nil }
    return ImplicitReaction(rawValue: String(verdict.note.prefix { $0 != ":" }))
  }

  private static func verdict(_ reaction: FeedbackReaction, _ belief: ReactionModel.Belief) -> Verdict? {
    // Whoever did not look has said nothing.
    let confidence = abs(2 * belief.probability - 1) * belief.examined
    guard confidence >= leastConfidence else { return nil }
    let percent = Int((belief.probability * 100).rounded())
    return Verdict(
      id: "implicit|\(reaction.author)|\(reaction.subjectKind):\(reaction.subjectID)|\(reaction.time)",
      subjectKind: reaction.subjectKind, subjectID: reaction.subjectID,
      disposition: belief.probability > 0.5 ? .truePositive : .falsePositive, author: reaction.author,
      time: reaction.time, confidence: confidence,
      note:
        "\(reaction.action): malicious with \(percent) %, looked at with \(Int((belief.examined * 100).rounded())) %",
      source: source, traits: reaction.traits)
  }
}
