import Evidence

/// How far along the kill chain a sequence of alerts goes.
enum TacticChain {
  /// The tactics that a signal serves: those it names itself, else those of its techniques.
  static func tactics(_ signal: Signal) -> [AttackTactic] {
    let named = signal.tactics.compactMap { AttackTactic($0) }
    if !named.isEmpty { return named }
    return signal.techniques.flatMap { AttackCatalog.technique($0)?.tactics ?? [] }
  }

  /// The length of the longest sequence of strictly advancing tactics, at most one from each step, in the order of the
  /// steps. Tactics of reconnaissance to impact advance in the order of the ATT&CK matrix.
  static func length(_ steps: [[AttackTactic]]) -> Int {
    var best: [AttackTactic: Int] = [:]
    for step in steps {
      var next = best
      for tactic in step {
        let before = best.filter { $0.key < tactic }.values.max() ?? 0
        next[tactic] = max(next[tactic] ?? 0, before + 1)
      }
      best = next
    }
    return best.values.max() ?? 0
  }
}
