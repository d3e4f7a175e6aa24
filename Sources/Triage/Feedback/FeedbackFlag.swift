public import Evidence

/// Something about feedback that a person should look at.
public struct FeedbackFlag: Sendable, Hashable {
  /// What is conspicuous.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Many verdicts by one analyst within minutes.
    case burst
    /// An analyst whom the others do not bear out.
    case unreliableAnalyst = "unreliable_analyst"
    /// Verdicts that claim to be given later than now.
    case future
    /// What people did that claims to be done later than now.
    case futureReaction = "future_reaction"
    /// Verdicts on subjects that are not known here and carry no traits.
    case unknownSubject = "unknown_subject"
  }

  /// What is conspicuous.
  public var kind: Kind
  /// Who; empty where nobody in particular.
  public var author: String
  /// How many verdicts it is about.
  public var count: Int

  /// In words.
  public var words: String {
    switch kind {
    case .burst: "\(author) gave \(count) verdicts in bursts; each of them counts a fifth"
    case .unreliableAnalyst: "\(author)'s \(count) verdicts are mostly not borne out by other analysts"
    case .future: "\(count) verdicts by \(author) are dated in the future; they count as given now"
    case .futureReaction: "\(count) reactions by \(author) are dated in the future; they count for nothing until then"
    case .unknownSubject: "\(count) verdicts are about subjects that are not known here and carry no traits"
    }
  }

  /// Verdicts that came too fast to have been thought about.
  static func bursts(
    _ verdicts: [Verdict], _ policy: FeedbackPolicy
  ) -> (verdicts: Set<String>, flags: [FeedbackFlag]) {
    var found: Set<String> = []
    var flags: [FeedbackFlag] = []
    let byAuthor = Dictionary(grouping: verdicts, by: \.author)
    for (author, given) in byAuthor.sorted(by: { $0.key < $1.key }) {
      let ordered = given.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
      var first = 0
      var burst: Set<String> = []
      for last in ordered.indices {
        while TimeSpan(first: ordered[first].time, last: ordered[last].time).length > policy.burstSpan { first += 1 }
        guard last - first + 1 > policy.burstCount else { continue }
        // A burst goes on one verdict at a time; all of its beginning is taken once.
        let new = burst.contains(ordered[last > 0 ? last - 1 : 0].id) ? last...last : first...last
        for index in new { burst.insert(ordered[index].id) }
      }
      guard !burst.isEmpty else { continue }
      flags.append(FeedbackFlag(kind: .burst, author: author, count: burst.count))
      found.formUnion(burst)
    }
    return (found, flags)
  }

  /// Verdicts later than the present, by author; a day is left to clocks that differ.
  static func future(_ verdicts: [Verdict], present: Int64) -> [FeedbackFlag] {
    let late = verdicts.filter { isFuture($0.time, present: present) }
    return byAuthor(late.map(\.author), .future)
  }

  /// Reactions later than the present, by author.
  public static func future(_ reactions: [FeedbackReaction], present: Int64) -> [FeedbackFlag] {
    let late = reactions.filter { isFuture($0.time, present: present) }
    return byAuthor(late.map(\.author), .futureReaction)
  }

  /// Whether a time is later than the present by more than the day that is left to clocks that differ.
  public static func isFuture(_ time: Int64, present: Int64) -> Bool {
    let limit = present.addingReportingOverflow(TimeSpan.day)
    return !limit.overflow && time > limit.partialValue
  }

  private static func byAuthor(_ authors: [String], _ kind: Kind) -> [FeedbackFlag] {
    let counts = authors.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { FeedbackFlag(kind: kind, author: $0.key, count: $0.value) }
  }

  static func unreliable(_ reliability: AnalystReliability, _ policy: FeedbackPolicy) -> [FeedbackFlag] {
    reliability.analysts.values.filter { $0.reliability < policy.leastReliability }.sorted { $0.name < $1.name }
      .map { FeedbackFlag(kind: .unreliableAnalyst, author: $0.name, count: $0.verdicts) }
  }
}
