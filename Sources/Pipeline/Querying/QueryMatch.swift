/// What a query found: one event, several that belong together, or numbers about them.
public struct QueryMatch: Sendable {
  /// The matches before it, and one.
  public var number: Int
  /// When the query was fulfilled, in nanoseconds since 1970.
  public var time: Int64
  /// What the events have in common.
  public var keys: [String]
  /// What pipes computed, by name.
  public var facts: [(name: String, value: String)]
  /// The events in the order of the query.
  public var steps: [Step]

  /// One step of the query.
  public enum Step: Sendable {
    case event(Event)
    /// There was no such event, as the query asks.
    case missing
  }

  /// An event.
  public struct Event: Sendable {
    /// The input that it was read from.
    public var path: String
    /// Line or record number in the input.
    public var record: UInt64
    /// When it happened, in nanoseconds since 1970; `nil` where it does not say.
    public var time: Int64?
    /// Where it happened; empty where that is not known.
    public var host: String
    /// Who did it.
    public var user: String
    /// What happened, in a few words.
    public var what: String
    /// The event as ECS JSON; `nil` where it had to make room before the match was complete.
    public var json: String?

    /// An event by its parts.
    public init(
      path: String, record: UInt64, time: Int64?, host: String, user: String, what: String, json: String?
    ) {
      self.path = path
      self.record = record
      self.time = time
      self.host = host
      self.user = user
      self.what = what
      self.json = json
    }
  }

  /// A match by its parts.
  public init(number: Int, time: Int64, keys: [String], facts: [(name: String, value: String)], steps: [Step]) {
    self.number = number
    self.time = time
    self.keys = keys
    self.facts = facts
    self.steps = steps
  }
}

/// How a query went.
public struct QueryOutcome: Sendable {
  /// What was read; empty for a store.
  public var inputs: [HuntResult.Input]
  /// Events that were asked.
  public var events: Int
  /// Matches that were found.
  public var matches: Int
}
