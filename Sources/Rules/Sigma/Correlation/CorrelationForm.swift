/// What a correlation does with the events that its rules match.
struct CorrelationForm: RuleForm {
  var type: SigmaCorrelation.Kind
  var timespan: Int64
  var bounds: [SigmaCorrelation.Bound]
  /// What is related, in the order of the correlation's rules.
  var members: [Member]
  /// What is captured of an event, by condition of the program.
  var captures: [[Term]]

  /// One of the things that are related.
  enum Member: Sendable {
    /// The events that fulfil a condition.
    case rule(condition: Int, Layout)
    /// What another correlation finds in events that fulfil the conditions from `first` on.
    case correlation(CorrelationForm, first: Int, keys: [Int], counted: Int?)

    /// The member's conditions.
    var conditions: Range<Int> {
      switch self {
      case .rule(let condition, _): condition..<(condition + 1)
      case .correlation(let form, let first, _, _): first..<(first + form.captures.count)
      }
    }
  }

  /// Where among the captured values the keys and the counted field are; the first that is not null counts.
  struct Layout: Sendable {
    var groups: [Range<Int>]
    var counted: Range<Int>?

    /// What an event has in common with others.
    func keys(_ values: [Value]) -> [String] { groups.map { Self.text(Self.first(values[$0])) } }

    /// What is counted of an event; `nil` where nothing is, or the event does not have it.
    func counted(_ values: [Value]) -> String? {
      guard let counted else { return nil }
      let value = Self.first(values[counted])
      return value.isNull ? nil : Self.text(value)
    }

    private static func first(_ values: ArraySlice<Value>) -> Value { values.first { !$0.isNull } ?? .null }

    private static func text(_ value: Value) -> String {
      if case .list(let values) = value { return values.map(text).joined(separator: ",") }
      return value.text.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  func makeState(_ limits: RunLimits) -> any RuleState { CorrelationState(form: self, limit: limits.heldPerRule) }

  /// Whether a number fulfils the condition.
  func holds(_ number: Int) -> Bool {
    bounds.allSatisfy { bound in
      Value.compare(bound.comparison, .integer(Int64(number)), .integer(Int64(bound.number))) == true
    }
  }

  /// Whether the answer can be given as soon as there are enough events, or only when the time span is over.
  var answersAtOnce: Bool {
    switch type {
    case .temporal, .temporalOrdered: true
    case .eventCount, .valueCount:
      bounds.allSatisfy { $0.comparison == .greater || $0.comparison == .greaterOrEqual }
    }
  }
}
