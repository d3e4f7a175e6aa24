import ECS
import Learning

/// A compiled rule: conditions on single events, which are evaluated for all rules together, and what is done with the
/// events that fulfil them.
public struct RuleProgram: Sendable {
  /// The conditions; the form knows them by their index.
  var conditions: [EventCondition]
  /// What becomes of the events.
  var form: any RuleForm
  /// Doubts about the rule.
  var warnings: [Diagnostic]

  init(conditions: [EventCondition], form: any RuleForm, warnings: [Diagnostic] = []) {
    self.conditions = conditions
    self.form = form
    self.warnings = warnings
  }
}

/// What one event must fulfil.
struct EventCondition: Sendable, Hashable {
  /// The event category; `nil` for any.
  var category: String?
  var condition: Term
}

/// What a rule does with the events that fulfil its conditions. A kind of rule is a form and its state, one file.
protocol RuleForm: Sendable {
  /// For each condition, the values of an event that the state wants to see; empty where it wants none.
  var captures: [[Term]] { get }

  /// The state of a run that has seen nothing.
  func makeState(_ limits: RunLimits) -> any RuleState

  /// The same form, whose matches also carry these fields of their events (`RuleMatch.kept`), as far as it can.
  func keeping(_ fields: [StepField]) -> any RuleForm
}

extension RuleForm {
  func keeping(_ fields: [StepField]) -> any RuleForm { self }
}

/// What a rule remembers between events. It sees only events that fulfil some condition of its rule, in order.
protocol RuleState: Sendable {
  /// When the state wants `advance` to be called although no event fulfils a condition; `nil` if it need not be.
  var deadline: Int64? { get }

  /// Takes an event.
  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch])

  /// All events up to, not including, a time have been seen.
  mutating func advance(to time: Int64, into matches: inout [RuleMatch])

  /// The input has ended.
  mutating func finish(into matches: inout [RuleMatch])

  func write(to writer: inout StateWriter)

  /// Takes on what `write` wrote for the same form and limits.
  mutating func read(from reader: inout StateReader) throws(StateError)
}

extension RuleState {
  var deadline: Int64? { nil }
  mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {}
}

/// What a run may use.
public struct RunLimits: Sendable, Hashable {
  /// Events that come this much later than others, in nanoseconds, are still put in order before states see them.
  public var lateness: Int64
  /// Beginnings of sequences, groups and the like that one rule may hold; the oldest give way.
  public var heldPerRule: Int
  /// Events that may wait for late ones; the oldest go on.
  public var waiting: Int
  /// Whether the input is all there is: sequences that only wait for a missing event then count at its end. Otherwise they
  /// do not, because the event may have happened after the last one that was read.
  public var endsWithInput: Bool

  /// Limits; by default events come in order, and more may happen than was read.
  public init(
    lateness: Int64 = 0, heldPerRule: Int = 10_000, waiting: Int = 100_000, endsWithInput: Bool = false
  ) {
    self.endsWithInput = endsWithInput
    self.lateness = lateness
    self.heldPerRule = heldPerRule
    self.waiting = waiting
  }
}

/// An event that fulfils conditions of a rule.
struct Hit: Sendable {
  /// A condition that it fulfils and the values that the form captures of it.
  struct Fulfilled: Sendable {
    var condition: Int
    var values: [Value]
    /// What the event fulfils of the condition, for an event that waits for late ones.
    var reasons: [MatchedCondition] = []
  }

  var event: MatchedEvent
  /// Ascending by condition; at least one.
  var fulfilled: [Fulfilled]

  var time: Int64 { event.time }
}
