/// What a correlation does with the events that its rules match.
struct CorrelationForm: RuleForm {
  var type: SigmaCorrelation.Kind
  var timespan: Int64
  var bounds: [SigmaCorrelation.Bound]
  /// For each rule, where among the captured values the keys and the counted field are; the first that is not null counts.
  var layouts: [Layout]
  var captures: [[Term]]
  var keyNames: [String]

  struct Layout: Sendable {
    var groups: [Range<Int>]
    var counted: Range<Int>?
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

  /// What an event has in common with others.
  func keys(_ fulfilled: Hit.Fulfilled) -> [String] {
    layouts[fulfilled.condition].groups.map { Self.text(Self.first(fulfilled.values[$0])) }
  }

  /// What is counted of an event; `nil` where nothing is, or the event does not have it.
  func counted(_ fulfilled: Hit.Fulfilled) -> String? {
    guard let range = layouts[fulfilled.condition].counted else { return nil }
    let value = Self.first(fulfilled.values[range])
    return value.isNull ? nil : Self.text(value)
  }

  private static func first(_ values: ArraySlice<Value>) -> Value { values.first { !$0.isNull } ?? .null }

  private static func text(_ value: Value) -> String {
    if case .list(let values) = value { return values.map(text).joined(separator: ",") }
    return value.text.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
