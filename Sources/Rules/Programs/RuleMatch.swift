public import ECS
public import Evidence

/// One finding of a rule: the events it rests on, in order.
public struct RuleMatch: Sendable {
  /// The rule, as an index into `RuleSet.rules`.
  public internal(set) var rule = 0
  /// The events, in the order of the rule's steps.
  public var steps: [Step]
  /// What the events have in common, in the order of the rule's keys.
  public var keys: [String] = []
  /// What was computed, such as a count.
  public var facts: [Fact] = []
  /// The name of the alert, where the event decides it and not the rule.
  public var title: String?
  /// The severity, where the event decides it.
  public var severity: Severity?
  /// The risk score, where the event decides it.
  public var risk: Int?
  /// Values that the match has as a whole, by field.
  var keyValues: [String: Value] = [:]
  /// Values of the events that pipes read.
  var kept: [(field: StepField, value: Value)] = []
  /// When the rule was fulfilled, in nanoseconds since 1970.
  public var time: Int64
  /// The row of the current batch whose event decided and the condition it fulfils, for an explanation; `nil` where time
  /// decided or the event had been waiting.
  public internal(set) var decided: (row: Int, condition: Int)?
  /// What the event that decided fulfils, where it had been waiting for late ones: kept with it, long values cut.
  public internal(set) var reasons: [MatchedCondition] = []

  /// One step of a match.
  public struct Step: Sendable {
    /// The condition of the rule's program, counted from 0.
    public var condition: Int
    /// The event; `nil` where the step asks that there is none.
    public var event: MatchedEvent?
  }

  /// Something computed.
  public struct Fact: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String

    /// A fact by its parts.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  init(steps: [Step], time: Int64) {
    self.steps = steps
    self.time = time
  }

  /// The value of a field of the event of a step, if it was kept.
  public func value(of field: FieldID, step: Int) -> String? {
    let wanted = StepField(step: step, field: field)
    guard let value = kept.first(where: { $0.field == wanted })?.value else { return nil }
    if case .list(let values) = value { return values.first?.text.map { String(decoding: $0, as: UTF8.self) } }
    return value.text.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The events, without steps that have none.
  public var events: [MatchedEvent] { steps.compactMap(\.event) }
}

/// What is kept of an event that fulfils a condition: where it is and whom it is about, never the event itself. One object
/// serves all rules that hold the event.
public final class MatchedEvent: Sendable {
  /// Where the event is.
  public let reference: EventReference
  /// Whom and what it is about.
  public let entities: [EntityKey]
  /// When it happened, in nanoseconds since 1970; for an event that does not say, when the latest event before it did.
  public let time: Int64

  /// An event by its parts.
  public init(reference: EventReference, entities: [EntityKey], time: Int64) {
    self.reference = reference
    self.entities = entities
    self.time = time
  }
}
