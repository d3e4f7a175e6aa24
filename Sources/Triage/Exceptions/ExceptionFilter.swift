public import Evidence

/// Takes out of alerts what accepted exceptions hide, and counts it by exception.
public struct ExceptionFilter: Sendable {
  /// Exceptions that are obeyed, by the rule that they name, and what all exceptions amount to.
  private let byRule: [String: [AlertException]]
  private let uses: [ExceptionUse]
  private let now: Int64
  private let policy: FeedbackPolicy

  /// A filter.
  ///
  /// - Parameters:
  ///   - malicious: What alerts look like that anybody called malicious: they end the exceptions that would hide them.
  ///   - now: The time at which acceptances expire, in nanoseconds since 1970.
  public init(
    _ exceptions: [AlertException], malicious: [AlertTraits], now: Int64, policy: FeedbackPolicy = FeedbackPolicy()
  ) {
    self.now = now
    self.policy = policy
    var byRule: [String: [AlertException]] = [:]
    var uses: [ExceptionUse] = []
    for exception in exceptions.sorted(by: { $0.id < $1.id }) {
      let standing = exception.standing(at: now, contradicting: malicious, policy: policy)
      guard standing != .removed else { continue }
      uses.append(ExceptionUse(exception, standing, at: now))
      guard standing == .inForce else { continue }
      for rule in exception.traits["rule"] ?? [] { byRule[rule, default: []].append(exception) }
    }
    self.byRule = byRule
    self.uses = uses
  }

  /// What became of alerts.
  public struct Outcome: Sendable, Hashable {
    /// The alerts that are left, in their order.
    public var kept: [Alert]
    /// The alerts that are hidden, in their order.
    public var hidden: [Alert] = []
    /// The exception that hides an alert, by the alert's identifier.
    public var reasons: [String: String] = [:]
    /// All exceptions that were not removed, with what they hid.
    public var uses: [ExceptionUse]
  }

  /// Takes out what is hidden. An alert that several exceptions speak about is counted for the first of them, by identifier.
  public func apply(to alerts: [Alert]) -> Outcome {
    var outcome = Outcome(kept: [], uses: uses)
    guard !uses.isEmpty else {
      outcome.kept = alerts
      return outcome
    }
    let places = Dictionary(uses.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    for alert in alerts {
      let traits = AlertTraits(alert)
      var isHidden = false
      for exception in byRule[traits.values[.rule] ?? ""] ?? [] where !isHidden && exception.matches(traits) {
        guard let place = places[exception.id] else { continue }
        if alert.severity >= .high, !exception.hidesHigh(at: now) {
          outcome.uses[place].passedForSeverity += 1
        } else if Double(alert.signalCount) > Double(policy.volumeFactor)
          * Double(max(1, exception.grounds.largestSignals))
        {
          outcome.uses[place].passedForVolume += 1
        } else {
          outcome.uses[place].hiddenAlerts += 1
          outcome.uses[place].hiddenSignals += alert.signalCount
          outcome.reasons[alert.id] = exception.id
          isHidden = true
        }
      }
      if isHidden { outcome.hidden.append(alert) } else { outcome.kept.append(alert) }
    }
    return outcome
  }
}

/// An exception in a hunt: what it is, who wants it, and what it hid.
public struct ExceptionUse: Sendable, Hashable, Codable, Identifiable {
  /// The exception.
  public var id: String
  /// What alerts have in common that it hides.
  public var words: String
  /// What it amounts to.
  public var standing: ExceptionStanding
  /// Who accepted it, in order of time.
  public var acceptedBy: [String]
  /// Why, in the words of the latest.
  public var reason: String
  /// When the last acceptance ends, in nanoseconds since 1970; nil for never.
  public var expires: Int64?
  /// Alerts that it hid, and their signals.
  public var hiddenAlerts = 0
  /// See `hiddenAlerts`.
  public var hiddenSignals = 0
  /// Alerts that it speaks about and that were shown all the same: because of their severity, and because they hold far more
  /// signals than any that was judged harmless.
  public var passedForSeverity = 0
  /// See `passedForSeverity`.
  public var passedForVolume = 0

  /// An exception that has hidden nothing yet.
  public init(_ exception: AlertException, _ standing: ExceptionStanding, at now: Int64) {
    let acceptances = exception.acceptances
    id = exception.id
    words = exception.words
    self.standing = standing
    acceptedBy = acceptances.map(\.author)
    reason = acceptances.last?.reason ?? ""
    let ends = acceptances.map(\.expires)
    expires = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
  }

  /// `12 alerts with 40 signals; 1 more shown because of its severity`.
  public var effect: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    var text = "\(counted(hiddenAlerts, "alert")) with \(counted(hiddenSignals, "signal"))"
    if passedForSeverity > 0 { text += "; \(counted(passedForSeverity, "alert")) shown all the same for severity" }
    if passedForVolume > 0 { text += "; \(counted(passedForVolume, "alert")) shown all the same for volume" }
    return text
  }
}
