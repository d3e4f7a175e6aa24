public import Evidence
public import Learning

/// What triage makes of signals.
public struct TriageResult: Sendable, Hashable {
  /// The alerts, the riskiest first.
  public var alerts: [Alert]
  /// The incidents, the riskiest first.
  public var incidents: [Incident]
  /// Hosts with alerts that are shown, the riskiest first.
  public var hosts: [EntityRisk]
  /// People with alerts that are shown, the riskiest first.
  public var users: [EntityRisk]
  /// Accounts of machines and services with alerts, ranked apart: they take part in nearly everything.
  public var accounts: [EntityRisk]
  /// The processes around each alert that names one, by the alert's identifier.
  public var trees: [String: ProcessTree]
  /// What people call the entities of the alerts, where that differs from the identifier.
  public var entityNames: [EntityKey: String]
  /// How feedback moved alerts, by the alert's identifier; alerts that it says nothing about are not in it.
  public var moves: [String: AlertMove] = [:]
  /// What verdicts were used; `nil` without feedback.
  public var feedback: FeedbackSummary?
  /// How a model of the queue moved alerts, before verdicts did, by the alert's identifier.
  public var modelMoves: [String: QueueModel.Move] = [:]
  /// What that model did; nil without one.
  public var queueModel: QueueModel.Summary?
  /// Alerts that a budget of false alerts had no room for, by identifier. They are in `alerts` all the same.
  public var held: Set<String> = []
  /// What the budget did: promised against realised false alerts for each scope; nil without one.
  public var budget: QueueBudget.Outcome?
  /// Promised against realised false alerts for each scope of the budget.
  public var budgets: [BudgetReport] { budget?.reports ?? [] }
  /// Alerts that accepted exceptions hide. They are in no incident, no ranking, and not in `alerts`.
  public var excepted: [Alert] = []
  /// The exception that hides each of them, by the alert's identifier.
  public var exceptionOfAlert: [String: String] = [:]
  /// All exceptions that were not removed, with what they hid.
  public var exceptions: [ExceptionUse] = []
  /// Signals that were too many even to be counted in an alert.
  public var lostSignals: Int
}
