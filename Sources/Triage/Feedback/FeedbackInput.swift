public import Evidence

/// Verdicts for triage to take into account.
public struct FeedbackInput: Sendable {
  /// What was said.
  public var verdicts: [Verdict]
  /// How far it may go.
  public var policy: FeedbackPolicy
  /// When, for how old verdicts are; the time of the last alert where nothing is said (`FeedbackClock`).
  public var now: Int64?
  /// The present, in nanoseconds since 1970: verdicts that claim to be later are flagged.
  public var present: Int64?

  /// Verdicts with their limits.
  public init(
    _ verdicts: [Verdict], policy: FeedbackPolicy = FeedbackPolicy(), now: Int64? = nil, present: Int64? = nil
  ) {
    self.verdicts = verdicts
    self.policy = policy
    self.now = now
    self.present = present
  }

  /// What feedback makes of alerts.
  public struct Outcome: Sendable {
    /// The alerts with their new risks, in their new order.
    public var alerts: [Alert]
    /// How each moved, by identifier.
    public var moves: [String: AlertMove]
    /// What became of the verdicts.
    public var summary: FeedbackSummary
  }

  /// Re-ranks alerts. What they look like is taken from their `traits`.
  ///
  /// - Parameters:
  ///   - incidents: the alerts of incidents, for verdicts on those.
  ///   - known: alerts that verdicts may speak about and that are not ranked themselves.
  public func applied(
    to alerts: [Alert], incidents: [String: [String]] = [:], known: [Alert] = []
  ) -> Outcome {
    var traits: [String: AlertTraits] = [:]
    for alert in known + alerts { traits[alert.id] = AlertTraits(alert) }
    let now = now ?? FeedbackClock.last(of: (known + alerts).map(\.lastSeen)) ?? 0
    let book = VerdictBook(
      verdicts, now: now, present: present, policy: policy, traits: traits, incidents: incidents)
    let ranking = FeedbackRanking(book, alerts: traits.values)
    var moves: [String: AlertMove] = [:]
    var alerts = alerts
    for index in alerts.indices {
      guard let known = traits[alerts[index].id], let move = ranking.move(alerts[index], known) else { continue }
      moves[alerts[index].id] = move
      alerts[index].risk += move.points
    }
    alerts.sort { ($0.risk, $1.firstSeen, $1.id) > ($1.risk, $0.firstSeen, $0.id) }
    return Outcome(alerts: alerts, moves: moves, summary: FeedbackSummary(book, moves))
  }
}

/// What became of verdicts.
public struct FeedbackSummary: Sendable, Hashable, Codable {
  /// Verdicts that count.
  public var verdicts: Int
  /// By how many analysts.
  public var analysts: Int
  /// Alerts that rose.
  public var raised: Int
  /// Alerts that fell.
  public var lowered: Int
  /// Alerts that the floor of their severity kept from falling further.
  public var heldAtFloor: Int
  /// Alerts that may be left out of the queue.
  public var suppressible: Int
  /// The most by which one analyst can move an alert, in points.
  public var analystBound: Double
  /// The most by which two analysts can.
  public var pairBound: Double
  /// The most by which one source can.
  public var sourceBound: Double
  /// What a person should look at.
  public var flags: [String]

  /// Sums up a book and the moves that it made.
  public init(_ book: VerdictBook, _ moves: [String: AlertMove]) {
    verdicts = book.used
    analysts = book.reliability.analysts.count
    raised = moves.values.count { $0.points > 0 }
    lowered = moves.values.count { $0.points < 0 }
    heldAtFloor = moves.values.count(where: \.isAtFloor)
    suppressible = moves.values.count { $0.suppression.isAllowed }
    analystBound = book.policy.bound(analysts: 1)
    pairBound = book.policy.bound(analysts: 2)
    sourceBound = book.policy.sourceBound
    flags = book.flags.map(\.words)
  }
}
