import ECS

/// Evaluates expressions on rows: three-valued logic, and null for what several values or unlike types have no answer to.
struct ESQLEvaluator {
  let row: [Value]
  /// Which conditions in KQL the row's event fulfils.
  let kql: Set<Int>
  /// What `now()` is, in nanoseconds since 1970.
  let now: Int64

  func value(_ expression: ESQLExpression) -> Value {
    switch expression {
    case .literal(let value): return value
    case .span: return .null
    case .column(let column): return row[column]
    case .kql(let number): return .boolean(kql.contains(number))
    case .call(let function, let arguments): return ESQLCall(evaluator: self).value(function, arguments)
    case .replace(let text, let regex, let replacement):
      guard let text = string(text), let replacement = string(replacement) else { return .null }
      return .string(regex.replacing(in: text, with: replacement))
    case .arithmetic(let function, let left, let right): return arithmetic(function, left, right)
    case .compare, .isIn, .like, .regex, .words, .near, .isNull, .not, .and, .or:
      return truth(expression).map(Value.boolean) ?? .null
    }
  }

  func truth(_ expression: ESQLExpression) -> Bool? {
    switch expression {
    case .compare(let comparison, let left, let right): return Self.compare(comparison, value(left), value(right))
    case .isIn(let operand, let values):
      let operand = value(operand)
      return ThreeValued.or(values.lazy.map { Self.compare(.equal, operand, value($0)) })
    case .like(let operand, let patterns):
      guard let text = string(operand) else { return nil }
      return patterns.contains { $0.matches(text.span) }
    case .regex(let operand, let programs):
      guard let text = string(operand) else { return nil }
      return programs.contains { program in
        var matcher = RegexMatcher(program)
        return matcher.matches(text.span)
      }
    case .words(let operand, let program):
      let texts = value(operand).all.compactMap(\.text)
      guard !texts.isEmpty else { return nil }
      return texts.contains { text in
        let folded = CaseFolding.fold(text)
        var matcher = RegexMatcher(program)
        return matcher.matches(folded.span)
      }
    case .near(let operand, let wanted, let distance):
      let texts = value(operand).all.compactMap(\.text)
      guard !texts.isEmpty else { return nil }
      return texts.contains { EditDistance.isWithin(distance, CaseFolding.fold($0), wanted) }
    case .isNull(let operand): return value(operand).all.isEmpty
    case .not(let operand): return truth(operand).map { !$0 }
    case .and(let left, let right):
      let first = truth(left)
      return first == false ? false : ThreeValued.and([first, truth(right)])
    case .or(let left, let right):
      let first = truth(left)
      return first == true ? true : ThreeValued.or([first, truth(right)])
    default:
      switch value(expression) {
      case .boolean(let truth): return truth
      case .string(let text): return Self.boolean(text)
      default: return nil
      }
    }
  }

  /// A single text; `nil` for none or several.
  func string(_ expression: ESQLExpression) -> [UInt8]? { Self.single(value(expression))?.text }

  /// The value of a list of one; `nil` for null and for several.
  static func single(_ value: Value) -> Value? {
    switch value {
    case .null: nil
    case .list(let values): values.count == 1 ? values[0] : nil
    default: value
    }
  }

  private static func boolean(_ text: [UInt8]) -> Bool? {
    switch String(decoding: text, as: UTF8.self) {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// Compares single values; a text is read as the other side's type.
  static func compare(_ comparison: Comparison, _ left: Value, _ right: Value) -> Bool? {
    guard let left = single(left), let right = single(right) else { return nil }
    return Value.compare(comparison, adapted(left, to: right), adapted(right, to: left))
  }

  private static func adapted(_ value: Value, to other: Value) -> Value {
    guard case .string(let text) = value else { return value }
    switch other {
    case .integer, .double: return KQLLowering.number(text) ?? .null
    case .boolean: return boolean(text).map(Value.boolean) ?? .null
    case .date: return Timestamp(iso8601: text.span).map { .date($0.nanoseconds) } ?? .null
    case .address: return IPAddress(text.span).map(Value.address) ?? .null
    default: return value
    }
  }

  private func arithmetic(_ function: Function, _ left: ESQLExpression, _ right: ESQLExpression) -> Value {
    if case .span(let nanoseconds, let months) = right {
      return moved(value(left), nanoseconds, months, isForward: function == .add)
    }
    if case .span(let nanoseconds, let months) = left, function == .add {
      return moved(value(right), nanoseconds, months, isForward: true)
    }
    guard let left = Self.single(value(left)), let right = Self.single(value(right)) else { return .null }
    if case .date(let first) = left, case .date(let second) = right, function == .subtract {
      return .integer((first &- second) / 1_000_000)
    }
    return Arithmetic.value(function, Self.number(left), Self.number(right))
  }

  static func number(_ value: Value) -> Value {
    guard case .string(let text) = value else { return value }
    return KQLLowering.number(text) ?? .null
  }

  private func moved(_ value: Value, _ nanoseconds: Int64, _ months: Int64, isForward: Bool) -> Value {
    guard let time = ESQLCall.time(value) else { return .null }
    var moved = isForward ? time.adding(nanoseconds) : time.subtracting(nanoseconds)
    if months != 0 {
      guard let shifted = DateMath.Unit.month.add(isForward ? months : -months, to: moved) else { return .null }
      moved = shifted
    }
    return .date(moved)
  }
}
