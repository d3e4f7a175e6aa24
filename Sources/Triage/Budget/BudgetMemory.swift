import Evidence
public import Learning

/// What budgets remember from one hunt to the next: thresholds and what was charged, recent scores, the alerts that await a verdict,
/// what was decided about whom, and for how long somebody has looked.
public struct BudgetMemory: Sendable {
  /// A kind of critical case is owed to the reader again after so many days in which none was shown.
  static let owedAfter = 30.0
  /// More kinds than this are not remembered; those that were not shown for longest are forgotten.
  static let mostKinds = 20_000

  /// The controllers, references and alerts without a verdict. Its time is `observed`.
  var budget: AlertBudget
  /// What was promised last.
  public internal(set) var limits: [BudgetScope: Double]
  /// Hunts that took part.
  public internal(set) var hunts = 0
  /// What scores mean: the model that made them.
  var scale: String
  var observed = ObservedTime()
  var placed = PlacedAlerts()
  /// The alerts of each case that awaits its verdict.
  var members: [String: [String]] = [:]
  /// When a case of a critical kind was shown last, by scope and kind, in days of `observed`.
  var shownKinds: [String: Double] = [:]

  /// Budgets in which no hunt has taken part yet.
  ///
  /// - Parameter cases: how many the first hunt has.
  init(_ limits: [BudgetScope: Double], scale: String, cases: Int = 0) {
    var configuration = AlertBudget.Configuration(perDay: 0)
    configuration.minimumReference = 1
    configuration.firstThreshold = 0
    configuration.provisional = 1
    configuration.referenceSize = max(configuration.referenceSize, 2 * cases)
    budget = AlertBudget(configuration)
    self.limits = limits
    self.scale = scale
  }

  /// Days for which somebody has looked.
  public var days: Double { observed.days }

  /// Promises what is promised now. Scopes that had another number go on with the new one from here on; those to which nothing is
  /// promised any more are released; what was held back is decided anew when it is hunted again.
  mutating func promise(_ limits: [BudgetScope: Double]) {
    var changed: [String: Double] = [:]
    var released: Set<String> = []
    for name in budget.scopes {
      let limit = BudgetScope(name).flatMap { limits[$0] ?? limits[BudgetScope($0.kind)] }
      if let limit { changed[name] = limit } else { released.insert(name) }
    }
    budget.release(released)
    for (scope, limit) in limits where scope.isSingle { changed[scope.text] = limit }
    budget.promise(changed, from: days)
    for (scope, _) in limits where scope.isSingle { budget.begin(scope.text, at: days) }
    if limits != self.limits { placed.reopenHeld() }
    self.limits = limits
  }

  /// Whether a case of some kinds is owed to the reader: one of them was not shown for long in any of its scopes.
  func isOwed(_ kinds: Set<String>, _ scopes: [String], at time: Double) -> Bool {
    kinds.contains { kind in
      scopes.allSatisfy { scope in shownKinds[scope + "\t" + kind].map { time - $0 >= Self.owedAfter } ?? true }
    }
  }

  /// Notes that a case of some kinds is shown.
  mutating func noteShown(_ kinds: Set<String>, _ scopes: [String], at time: Double) {
    for kind in kinds { for scope in scopes { shownKinds[scope + "\t" + kind] = time } }
    guard shownKinds.count > Self.mostKinds else { return }
    let latest = shownKinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostKinds * 3 / 4)
    shownKinds = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
  }
}

extension BudgetMemory: Hashable {
  /// The same state, whatever it was made of.
  public static func == (first: BudgetMemory, second: BudgetMemory) -> Bool { first.snapshot() == second.snapshot() }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(snapshot()) }
}

extension BudgetMemory: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "budget-memory"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    budget.write(to: &writer)
    writer.append(count: limits.count)
    for (scope, limit) in limits.sorted(by: { $0.key.text < $1.key.text }) {
      writer.append(scope.text)
      writer.append(limit)
    }
    writer.append(count: hunts)
    writer.append(scale)
    observed.write(to: &writer)
    placed.write(to: &writer)
    writer.append(count: members.count)
    for (id, alerts) in members.sorted(by: { $0.key < $1.key }) {
      writer.append(id)
      writer.append(count: alerts.count)
      for alert in alerts { writer.append(alert) }
    }
    writer.append(count: shownKinds.count)
    for (kind, time) in shownKinds.sorted(by: { $0.key < $1.key }) {
      writer.append(kind)
      writer.append(time)
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let budget = try AlertBudget(from: &reader)
    var limits: [BudgetScope: Double] = [:]
    for _ in 0..<(try reader.count(ofSize: 9)) {
      let (text, limit) = (try reader.string(), try reader.double())
      guard let scope = BudgetScope(text), limit.isFinite, limit >= 0 else {
        throw StateError("\(text) is no scope, or \(limit) no number a day")
      }
      limits[scope] = limit
    }
    let hunts = try reader.integer(in: 0...(1 << 50))
    self.init(limits, scale: try reader.string())
    self.budget = budget
    self.hunts = hunts
    observed = try ObservedTime(from: &reader)
    placed = try PlacedAlerts(from: &reader)
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let id = try reader.string()
      var alerts: [String] = []
      for _ in 0..<(try reader.count()) { alerts.append(try reader.string()) }
      members[id] = alerts
    }
    for _ in 0..<(try reader.count(ofSize: 9)) {
      let (kind, time) = (try reader.string(), try reader.double())
      guard time.isFinite else { throw StateError("a time is not finite") }
      shownKinds[kind] = time
    }
  }
}
