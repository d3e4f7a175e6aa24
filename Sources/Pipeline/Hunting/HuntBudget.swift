import Learning
import Store
import Triage

/// The budgets of false alerts of a hunt, which go on from where the hunt before left them in the same store.
struct HuntBudget {
  /// The queue that hunts fill.
  static let queue = "hunt"

  /// What is promised, with what earlier hunts left; nil when nothing is promised.
  let budget: QueueBudget?
  /// Why what earlier hunts left could not be used.
  let problem: String?

  init(_ options: HuntOptions, store: EventStore?) throws {
    guard !options.budget.isEmpty else {
      (budget, problem) = (nil, nil)
      return
    }
    var budget = QueueBudget(limits: options.budget)
    budget.scale = options.queueModel?.scale ?? ""
    guard let stored = try store?.budget(name: Self.queue) else {
      (self.budget, problem) = (budget, nil)
      return
    }
    do throws(StateError) {
      budget.memory = try BudgetMemory(snapshot: stored.state)
      problem = nil
    } catch {
      problem = "what \(stored.hunts) earlier hunts left of the budget cannot be used, and it begins anew: \(error)"
    }
    self.budget = budget
  }

  /// Keeps what the next hunt goes on from. Goes before the alerts: if the hunt is cut short between the two, alerts that were charged
  /// are known when it is run again, and charged once.
  static func save(_ memory: BudgetMemory?, in store: EventStore, at time: Int64) throws {
    guard let memory else { return }
    let promise = Dictionary(memory.limits.map { ($0.key.text, $0.value) }) { first, _ in first }
    try store.save(
      StoredBudget(
        name: queue, version: Int(BudgetMemory.stateVersion), promise: promise, hunts: memory.hunts, updated: time,
        state: memory.snapshot()))
  }
}
