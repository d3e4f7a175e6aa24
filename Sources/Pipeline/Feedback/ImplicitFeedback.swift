public import Evidence
public import Learning
import Triage

/// Turns what people did into verdicts, as far as it says anything.
///
/// Reactions on subjects that also have an explicit verdict teach what reactions mean (`ReactionModel`); every other
/// reaction becomes P(malicious), and a verdict of the confidence |2·P − 1| where that is at least `leastConfidence`. What
/// nobody looked at stays without a verdict: it is not read as benign. Who opens a ticket, opens an alert again, resets a password or
/// isolates a host has looked and does not think it harmless: that raises by as much as it raised P(malicious), from `leastRise` on.
///
/// The result depends on the set of reactions and verdicts and not on their order.
public struct ImplicitFeedback: Sendable {
  /// The source of inferred verdicts.
  public static let source = Verdict.inferredSource
  /// Below this, a reaction does not become a verdict.
  public static let leastConfidence = Verdict.leastInferred
  /// Below this share of the way from the prevalence to certainty, a response does not become a verdict.
  public static let leastRise = 0.1
  /// So much counts in the estimate what one author did in one way, and what one author's verdicts say of it: of the 200 observations
  /// that the guesses are worth, too few for one person to turn what a response means for everybody.
  public static let authorMass = 10.0

  /// What was inferred, in the order of the reactions.
  public let verdicts: [Verdict]
  /// What was learnt about reactions and analysts.
  public let model: ReactionModel
  /// The analysts by the model's numbers.
  public let analysts: [String]

  /// Infers verdicts.
  ///
  /// - Parameter present: the time on the clock, in nanoseconds since 1970: what claims to be done later has no effect, and verdicts that
  ///   claim to be given later are older than all others.
  public init(_ all: [FeedbackReaction], explicit: [Verdict], present: Int64 = .max) {
    let past = all.filter { !FeedbackFlag.isFuture($0.time, present: present) }
    let reactions = BulkClosing.marked(past.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) })
    var truth: [String: (isMalicious: Bool, author: String)] = [:]
    func order(_ verdict: Verdict) -> (Int64, String) {
      (FeedbackFlag.isFuture(verdict.time, present: present) ? .min : verdict.time, verdict.id)
    }
    for verdict in explicit.sorted(by: { order($0) < order($1) }) {
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
    let sources = reactions.map { truth[$0.subjectKind + ":" + $0.subjectID]?.author ?? "" }
    let model = ReactionModel(
      Self.weighted(observations, doneBy: reactions.map(\.author), judgedBy: sources), judges: names.count,
      guess: ImplicitReaction.guess)
    var inferred: [String: Verdict] = [:]
    for (reaction, seen) in zip(reactions, observations) where seen.truth == nil && seen.verdict == nil {
      guard let verdict = Self.verdict(reaction, seen, model) else { continue }
      // Of several things that one person did at one moment, the one that says most.
      if let other = inferred[verdict.id], other.confidence >= verdict.confidence { continue }
      inferred[verdict.id] = verdict
    }
    verdicts = inferred.values.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    self.model = model
    analysts = names
  }

  /// What was done that a verdict was inferred from; nil for one that somebody gave.
  static func action(of verdict: Verdict) -> ImplicitReaction? {
    guard verdict.source == source else { return nil }
    return ImplicitReaction(rawValue: String(verdict.note.prefix { $0 != ":" }))
  }

  /// How the identifiers of inferred verdicts begin.
  static let identifiers = source + "|"

  /// How the identifiers of verdicts that are inferred from what somebody did begin.
  static func identifiers(of author: String) -> String { identifiers + author + "|" }

  private static func order(_ reaction: FeedbackReaction) -> [String] {
    [reaction.author, reaction.subjectKind, reaction.subjectID, reaction.action, String(reaction.time)]
  }

  /// The observations, equal ones counted together and nobody's for more than `authorMass` in one way of acting.
  private static func weighted(
    _ observations: [ReactionModel.Observation], doneBy authors: [String], judgedBy sources: [String]
  ) -> [ReactionModel.Observation] {
    func counts(_ names: [String]) -> [[String]: Double] {
      zip(names, observations).reduce(into: [:]) { $0[[$1.0, String($1.1.reaction)], default: 0] += 1 }
    }
    let (done, judged) = (counts(authors), counts(sources))
    var places: [ReactionModel.Observation: Int] = [:]
    var result: [ReactionModel.Observation] = []
    for (index, seen) in observations.enumerated() {
      let own = done[[authors[index], String(seen.reaction)]] ?? 1
      let others = sources[index].isEmpty ? 1 : judged[[sources[index], String(seen.reaction)]] ?? 1
      let weight = min(1, authorMass / max(own, others))
      if let place = places[seen] {
        result[place].weight += weight
      } else {
        places[seen] = result.count
        result.append(seen)
        result[result.count - 1].weight = weight
      }
    }
    return result
  }

  private static func verdict(
    _ reaction: FeedbackReaction, _ seen: ReactionModel.Observation, _ model: ReactionModel
  ) -> Verdict? {
    var seen = seen
    let isResponse = ImplicitReaction(rawValue: reaction.action)?.isResponse == true
    if isResponse, seen.isExamined == nil { seen.isExamined = true }
    let belief = model.belief(seen)
    let prevalence = model.prevalences[seen.stratum]
    let rise = isResponse ? (belief.probability - prevalence) / (1 - prevalence) * belief.examined : 0
    // Whoever did not look has said nothing.
    let certainty = abs(2 * belief.probability - 1) * belief.examined
    let isRaised = rise >= leastRise
    guard isRaised || (!isResponse && certainty >= leastConfidence) else { return nil }
    let confidence = isRaised ? rise : certainty
    let percent = Int((belief.probability * 100).rounded())
    return Verdict(
      id: identifiers(of: reaction.author) + "\(reaction.subjectKind):\(reaction.subjectID)|\(reaction.time)",
      subjectKind: reaction.subjectKind, subjectID: reaction.subjectID,
      disposition: isRaised || belief.probability > 0.5 ? .truePositive : .falsePositive, author: reaction.author,
      time: reaction.time, confidence: confidence,
      note:
        "\(reaction.action): malicious with \(percent) %, looked at with \(Int((belief.examined * 100).rounded())) %",
      source: source, traits: reaction.traits)
  }
}
