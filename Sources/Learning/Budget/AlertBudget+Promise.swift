/// What changes while a budget goes on: what is promised to whom, and what scores mean.
extension AlertBudget {
  /// Whether a group has scores to compare with.
  public func hasReference(_ group: String) -> Bool { references[group] != nil }

  /// Whether an alert awaits its verdict.
  public func isAwaiting(_ id: String) -> Bool { pending[id] != nil }

  /// Promises false alerts a day to scopes from a time on, in days. Scopes that are not named stay as they are.
  ///
  /// A scope that had another number goes on from where its threshold stands; references stay.
  public mutating func promise(_ limits: [String: Double], from time: Double) {
    configuration.scopes.merge(limits) { $1 }
    configuration.capacity = max(configuration.capacity, configuration.scopes.count + 1)
    let changed = limits.filter { scope, perDay in controllers[scope].map { $0.perDay != perDay } ?? false }
    guard !changed.isEmpty else { return }
    let awaiting = awaiting(pending.keys)
    for (scope, perDay) in changed {
      controllers[scope]?.promise(perDay, from: time, awaiting: awaiting[scope] ?? 0)
    }
  }

  /// Lets a scope's time begin, in days, unless it has begun.
  public mutating func begin(_ scope: String, at time: Double) {
    let scope = known(scope, controllers.count, controllers[scope] != nil)
    if controllers[scope] == nil { advance(scope, to: time) }
  }

  /// Promises nothing to some scopes any more. Alerts that await their verdict no longer count for them; their references stay.
  public mutating func release(_ scopes: Set<String>) {
    guard !scopes.isEmpty else { return }
    for scope in scopes {
      configuration.scopes[scope] = nil
      controllers[scope] = nil
      tallies[scope] = nil
    }
    for id in pending.keys { pending[id]?.scopes.removeAll(where: scopes.contains) }
  }

  /// Forgets all scores, because those that follow are of another scale. Thresholds and charges stay.
  public mutating func forgetReferences() { references = [:] }

  /// Takes what is known of wrong verdicts instead of what was noted so far.
  public mutating func assume(_ errors: VerdictErrors) { self.errors = errors }

  /// Names of the scopes that something was promised to.
  public var scopes: [String] { controllers.keys.sorted() }
}
