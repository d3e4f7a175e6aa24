#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Decides which findings become alerts so that each scope (the fleet, a group, a tenant, a detector) stays within the false
/// alerts a day that its operator accepts.
///
/// Each group has its recent scores (the warm start, and the scale under drift), each scope a `BudgetController`. A score is
/// put on one scale for all: its surplus, ln of the budget over the number of scores a day that would be as extreme. A
/// surplus of 0 is what the budget has room for on average if the future is like the reference. Only what lies above the
/// controllers' thresholds of all its scopes is shown, or what online false-discovery control is certain of.
///
/// The guarantee of the controllers is for any sequence, so neither drift nor dependence nor a wrong scale breaks it; the
/// scale only decides how good the alerts are that fit in.
public struct AlertBudget: Sendable {
  /// How the budget works.
  public struct Configuration: Sendable, Hashable {
    /// False alerts a day for a scope that is not named in `scopes`.
    public var perDay: Double
    /// False alerts a day of single scopes, by name.
    public var scopes: [String: Double] = [:]
    /// The threshold of a new scope, in nats of surplus: 0 expects to spend the budget from the first day on.
    public var firstThreshold = 1.0
    /// Surplus is limited to this: how far the threshold can rise.
    public var ceiling = 4.0
    /// The threshold does not fall below this surplus.
    public var floor = -1.5
    /// The part of a false alert that is charged before the verdict, 0 … 1. The more, the less the delay of verdicts can
    /// cost, and the more an incident waits for its own verdicts.
    public var provisional = 0.25
    /// The share of verdicts that are wrong, 0 … 0.4; nil estimates it from what was judged twice (`noteSecondVerdict`). A false
    /// alert is charged so that it costs one on average although some are called true.
    public var wrongVerdicts: Double?
    /// Scores kept for each group.
    public var referenceSize = 4_096
    /// A group shows nothing by budget until it has seen this many scores.
    public var minimumReference = 200
    /// Scopes and groups held; those that come later share one.
    public var capacity = 10_000
    /// Alerts whose verdict is awaited, at most; the oldest count as false then.
    public var pendingCapacity = 100_000
    /// The level of the false-discovery floor; 0 turns it off.
    public var falseDiscoveryRate = 0.1
    /// Days of an epoch of the floor.
    public var epoch = 30.0
    /// A case takes no more findings after a pause of so many days.
    public var casePause = 1.0 / 24
    /// A case takes no more findings so many days after it was opened.
    public var caseSpan = 1.0

    /// A configuration.
    public init(perDay: Double) { self.perDay = perDay }
  }

  /// What became of a finding.
  public struct Decision: Sendable, Hashable {
    /// Why it is shown or not.
    public enum Reason: String, Sendable, Hashable, Codable {
      /// There is budget for it.
      case budget
      /// Its evidence is beyond doubt at the level of false discoveries.
      case evidence
      /// It is held back.
      case held
      /// Its group has not been seen long enough.
      case learning
      /// It belongs to a case that is an alert already, and costs nothing more.
      case joined
      /// It is owed to the reader whatever the budget says, and is charged like any other.
      case owed
    }
    /// See `Reason`.
    public var reason: Reason
    /// Its surplus in nats; the more, the rarer than the budget asks.
    public var surplus: Double
    /// The highest threshold of its scopes.
    public var threshold: Double
    /// Whether it becomes an alert.
    public var isShown: Bool { reason != .held && reason != .learning }
  }

  struct Pending: Sendable {
    var group: String
    var score: Double
    var scopes: [String]
    var charge: Double
    var caseName: String?
  }

  /// How it works.
  public internal(set) var configuration: Configuration
  var references: [String: RecentScores] = [:]
  var controllers: [String: BudgetController] = [:]
  var tallies: [String: BudgetTally] = [:]
  var floors: [String: DiscoveryFloor] = [:]
  var epochs: [String: Int] = [:]
  var pending: [String: Pending] = [:]
  var errors = VerdictErrors()
  var cases = OpenCases()
  var pendingOrder: [String] = []

  /// A budget that has seen nothing.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Shows a group scores of the past, with their times in days, so that it need not learn first. A scope of this name is then
  /// measured by its own scores instead of those of the group of each finding.
  public mutating func warmStart(group: String, scores: [(score: Double, time: Double)]) {
    let group = known(group, references.count, references[group] != nil)
    for entry in scores.suffix(configuration.referenceSize) {
      references[group, default: RecentScores(capacity: configuration.referenceSize)].add(entry.score, at: entry.time)
    }
  }

  /// Decides on a finding.
  ///
  /// An analyst judges a case once, so a case is charged once: with the finding that opens it. What follows in the same case
  /// joins it while it scores at least what the bar was then. So an alert that waits for its verdict does not raise the
  /// bar for the rest of its own story.
  ///
  /// - Parameters:
  ///   - id: by which `settle` names it; a finding that joins a case has no verdict of its own.
  ///   - group: whose scores it is compared with.
  ///   - scopes: whose budgets it costs; by default its group's.
  ///   - case: what an analyst judges as one: the findings of one host without a pause, an incident; nil for a finding that stands
  ///     alone.
  ///   - score: higher is worse; any scale that stays comparable within the group.
  ///   - time: in days.
  ///   - logEValue: ln of an e-value of the detector's own; nil takes that of the group's conformal p-value.
  ///   - isOwed: Whether it is shown, and charged, even where there is no room for it. How many are owed is the caller's to bound.
  ///   - isRepeated: Whether it was decided on before: then it is neither counted as seen nor added to the references again.
  public mutating func decide(
    id: String, group: String, scopes: [String]? = nil, case name: String? = nil, score: Double, time: Double,
    logEValue: Double? = nil, isOwed: Bool = false, isRepeated: Bool = false
  ) -> Decision {
    let group = known(group, references.count, references[group] != nil)
    let scopes = (scopes ?? [group]).map { known($0, controllers.count, controllers[$0] != nil) }
    let reference = references[group] ?? RecentScores(capacity: configuration.referenceSize)
    let evidence = logEValue ?? EValue.logarithm(ofPValue: reference.pValue(score))
    let isCertain = isBelieved(evidence, group: group, time: time)
    let own = scopes.map { $0 == group ? reference : references[$0] ?? reference }
    for scope in scopes { advance(scope, to: time) }
    let rate = reference.dailyRate(at: time)
    guard reference.count >= configuration.minimumReference, let rate else {
      let reason: Decision.Reason = isCertain ? .evidence : isOwed ? .owed : .learning
      return finish(
        Decision(reason: reason, surplus: 0, threshold: .infinity),
        Pending(group: group, score: score, scopes: scopes, charge: 0), id: id, time: time, isRepeated: isRepeated)
    }
    let opened = name.flatMap { cases.bar(of: $0, at: time, configuration) }
    var isPassing = true
    var isJoining = opened != nil
    var (least, highest) = (Double.infinity, -Double.infinity)
    for (scope, past) in zip(scopes, own) {
      guard let controller = controllers[scope] else { continue }
      let rate = past.dailyRate(at: time) ?? rate
      let surplus = past.surprise(score) - log(rate / max(1e-9, controller.perDay))
      isPassing = isPassing && controller.perDay > 0 && controller.passes(surplus)
      isJoining = isJoining && min(surplus, controller.ceiling) >= min(opened ?? .infinity, controller.threshold)
      least = min(least, surplus)
      highest = max(highest, controller.threshold)
    }
    let isPart = opened != nil && (isJoining || isCertain)
    let reason: Decision.Reason =
      isPart ? .joined : isPassing ? .budget : isCertain ? .evidence : isOwed ? .owed : .held
    return finish(
      Decision(reason: reason, surplus: least, threshold: highest),
      Pending(group: group, score: score, scopes: scopes, charge: 0, caseName: name), id: id, time: time,
      isRepeated: isRepeated)
  }

  private mutating func finish(
    _ decision: Decision, _ entry: Pending, id: String, time: Double, isRepeated: Bool
  ) -> Decision {
    for scope in entry.scopes { tallies[scope, default: BudgetTally()].note(decision, isRepeated: isRepeated) }
    // The scale is that of cases: a long story must not make its own scores look ordinary.
    if decision.reason != .joined, !isRepeated { refer(entry, at: time) }
    if let name = entry.caseName, decision.isShown { cases.note(name, decision, at: time, configuration) }
    guard decision.isShown, decision.reason != .joined else { return decision }
    var entry = entry
    entry.charge = min(1, max(0, configuration.provisional))
    for scope in entry.scopes { controllers[scope]?.charge(entry.charge) }
    if pending.updateValue(entry, forKey: id) == nil { pendingOrder.append(id) }
    trimPending()
    return decision
  }

  /// Adds a score to the references of its group and of the scopes that have one of their own.
  private mutating func refer(_ entry: Pending, at time: Double) {
    references[entry.group, default: RecentScores(capacity: configuration.referenceSize)].add(entry.score, at: time)
    for scope in entry.scopes where scope != entry.group { references[scope]?.add(entry.score, at: time) }
  }

  mutating func advance(_ scope: String, to time: Double) {
    let configuration = configuration
    controllers[
      scope,
      default: BudgetController(
        perDay: configuration.scopes[scope] ?? configuration.perDay, firstThreshold: configuration.firstThreshold,
        ceiling: configuration.ceiling, floor: configuration.floor)
    ].advance(to: time)
  }

  private mutating func isBelieved(_ logEValue: Double, group: String, time: Double) -> Bool {
    guard configuration.falseDiscoveryRate > 0 else { return false }
    let epoch = time.isFinite ? Int(min(1e15, max(-1e15, time / max(1e-6, configuration.epoch)))) : 0
    var floor = floors[group] ?? DiscoveryFloor(level: configuration.falseDiscoveryRate)
    if epochs[group] != epoch { floor.restart() }
    epochs[group] = epoch
    let isBelieved = floor.test(logEValue: logEValue)
    floors[group] = floor
    return isBelieved
  }

  /// The name under which a group or scope is kept when there is no more room.
  func known(_ name: String, _ count: Int, _ exists: Bool) -> String {
    exists || count < configuration.capacity ? name : Self.others
  }

  /// What groups and scopes are kept under that found no room.
  public static let others = "(others)"
}

extension AlertBudget {
  /// Takes the verdict on an alert: whether it was false. False when no verdict is awaited for it.
  ///
  /// With a share ρ of wrong verdicts, "false" charges 1/(1 − ρ) of a false alert and "true" nothing. A false alert then costs one on
  /// average, and never less than one when verdicts are right.
  @discardableResult
  public mutating func settle(id: String, isFalse: Bool) -> Bool {
    guard let entry = pending.removeValue(forKey: id) else { return false }
    let final = isFalse ? 1 / (1 - wrongVerdicts) : 0
    for scope in entry.scopes {
      controllers[scope]?.charge(final - entry.charge)
      tallies[scope]?.settle(isFalse: isFalse)
    }
    // A case that was judged false is over: what comes next has to earn a place of its own.
    if isFalse, let name = entry.caseName { cases.close(name) }
    // What was no false alert is no part of normal life: an incident must not raise the bar for the rest of it.
    if !isFalse { for name in Set([entry.group] + entry.scopes) { references[name]?.remove(entry.score) } }
    return true
  }

  /// Notes that somebody else judged an alert as well, and whether they agree: what the share of wrong verdicts is estimated from.
  public mutating func noteSecondVerdict(agrees: Bool) { errors.note(agrees: agrees) }

  /// The share of wrong verdicts that charges are corrected for.
  public var wrongVerdicts: Double {
    min(VerdictErrors.highest, max(0, configuration.wrongVerdicts ?? errors.rate))
  }

  private mutating func trimPending() {
    if pendingOrder.count > 2 * configuration.pendingCapacity {
      pendingOrder.removeAll { pending[$0] == nil }
    }
    guard pending.count > configuration.pendingCapacity else { return }
    // A tenth at a time, so that a full table costs little for each alert.
    let old = pendingOrder.filter { pending[$0] != nil }.prefix(max(1, configuration.pendingCapacity / 10))
    for id in old { settle(id: id, isFalse: true) }
  }
}
