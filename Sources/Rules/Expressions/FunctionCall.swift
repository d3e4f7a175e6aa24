import ECS

/// Computes functions. A null operand gives null; so do operands without an answer (division by zero, text that is no
/// number, a part that is not found, overflow).
enum FunctionCall {
  static func value(_ function: Function, insensitive: Bool, _ arguments: [Value]) -> Value {
    guard let first = arguments.first, !first.isNull else { return .null }
    switch function {
    case .add, .subtract, .multiply, .divide, .modulo:
      return arguments.count == 2 ? Arithmetic.value(function, first, arguments[1]) : .null
    case .length:
      if case .list(let values) = first {
        if values.count == 1, case .string = values[0] { return value(.length, insensitive: false, values) }
        return .integer(Int64(Elements.elements(of: first).count))
      }
      guard case .string(let text) = first else { return .null }
      return .integer(Int64(UTF8Scalar.count(text[...])))
    case .string:
      return first.text.map(Value.string) ?? .null
    case .number:
      return number(first, base: arguments.count > 1 ? arguments[1] : .integer(10))
    case .concat:
      var result: [UInt8] = []
      for argument in arguments {
        guard let text = argument.text else { return .null }
        result += text
      }
      return .string(result)
    case .startsWith, .endsWith, .stringContains, .indexOf:
      guard arguments.count >= 2, case .string(let text) = first, case .string(let part) = arguments[1] else {
        return .null
      }
      let whole = insensitive ? CaseFolding.fold(text) : text
      return search(function, whole, insensitive ? CaseFolding.fold(part) : part, from: arguments.dropFirst(2).first)
    case .substring: return substring(arguments)
    case .between: return between(arguments, insensitive: insensitive) ?? .string([])
    case .betweenOrNull: return between(arguments, insensitive: insensitive) ?? .null
    case .folded:
      if case .string(let text) = first { return .string(CaseFolding.fold(text)) }
      return first
    case .truth: return truth(first)
    case .week: return week(first)
    case .cidrMatch: return cidrMatch(arguments)
    case .arrayContains: return contains(arguments, insensitive: insensitive)
    case .match, .wildcard: return pattern(function, arguments, insensitive: insensitive)
    }
  }

  private static func search(_ function: Function, _ text: [UInt8], _ part: [UInt8], from start: Value?) -> Value {
    switch function {
    case .startsWith: return .boolean(text.starts(with: part))
    case .endsWith: return .boolean(text.count >= part.count && text.suffix(part.count).elementsEqual(part))
    case .stringContains: return .boolean(text.span.firstOffset(of: part.span) != nil)
    default:
      var offset = 0
      if let start {
        guard case .integer(let scalars) = start else { return .null }
        guard let found = UTF8Scalar.offset(of: Int(clamping: max(scalars, 0)), in: text) else { return .null }
        offset = found
      }
      guard let found = text.span.firstOffset(of: part.span, from: offset) else { return .null }
      return .integer(Int64(UTF8Scalar.count(text[..<found])))
    }
  }

  /// As a slice in Python: negative positions count from the end, positions outside are moved to the border.
  private static func substring(_ arguments: [Value]) -> Value {
    guard case .string(let text) = arguments[0], arguments.count >= 2, case .integer(let start) = arguments[1] else {
      return .null
    }
    let count = UTF8Scalar.count(text[...])
    var end = Int64(count)
    if arguments.count > 2 {
      guard case .integer(let given) = arguments[2] else { return .null }
      end = given
    }
    let clamp = { (position: Int64) -> Int in
      let wanted = position < 0 ? position.addingReportingOverflow(Int64(count)).partialValue : position
      return Int(min(max(wanted, 0), Int64(count)))
    }
    guard clamp(start) < clamp(end), let from = UTF8Scalar.offset(of: clamp(start), in: text),
      let to = UTF8Scalar.offset(of: clamp(end), in: text)
    else { return .string([]) }
    return .string(Array(text[from..<to]))
  }

  /// The number of a time's week: weeks begin on Monday, and the first is the one with the year's first Thursday.
  private static func week(_ value: Value) -> Value {
    let time: Timestamp? =
      switch value {
      case .date(let nanoseconds): Timestamp(nanoseconds: nanoseconds)
      case .string(let text): Timestamp(iso8601: text.span)
      default: nil
      }
    guard let time else { return .null }
    let day = CivilTime(time)
    // A week belongs to the year of its Thursday.
    let seconds = Int64(3 - day.weekday) * 86_400
    guard let thursday = Timestamp(seconds: time.seconds + seconds) else { return .null }
    let civil = CivilTime(thursday)
    guard let first = CivilTime(year: civil.year, month: 1, day: 1)?.timestamp else { return .null }
    return .integer((thursday.seconds - first.seconds) / (7 * 86_400) + 1)
  }

  private static func truth(_ value: Value) -> Value {
    switch value {
    case .null: .null
    case .boolean: value
    case .integer(let number): .boolean(number != 0)
    case .double(let number): .boolean(number != 0)
    // Fields that no schema knows are text, whatever the source wrote.
    case .string(let text): .boolean(!text.isEmpty && text != Array("false".utf8))
    case .address, .date: .boolean(true)
    case .list(let values): .boolean(!values.isEmpty)
    case .object(let members): .boolean(!members.isEmpty)
    }
  }

  /// The text between the first `left` and the next `right` (the last one if greedy); `nil` if there is none.
  private static func between(_ arguments: [Value], insensitive: Bool) -> Value? {
    guard arguments.count >= 3, case .string(let text) = arguments[0], case .string(let left) = arguments[1],
      case .string(let right) = arguments[2]
    else { return .null }
    var greedy = false
    if arguments.count > 3, case .boolean(true) = arguments[3] { greedy = true }
    let whole = insensitive ? CaseFolding.fold(text) : text
    guard whole.count == text.count else { return nil }
    let first = insensitive ? CaseFolding.fold(left) : left
    let last = insensitive ? CaseFolding.fold(right) : right
    guard let begin = whole.span.firstOffset(of: first.span).map({ $0 + first.count }),
      var end = whole.span.firstOffset(of: last.span, from: begin)
    else { return nil }
    if greedy, last.isEmpty { end = whole.count }
    while greedy, !last.isEmpty, let next = whole.span.firstOffset(of: last.span, from: end + 1) { end = next }
    return .string(Array(text[begin..<end]))
  }

  private static func number(_ value: Value, base: Value) -> Value {
    switch value {
    case .integer, .double: return value
    case .string(let bytes):
      guard case .integer(let base) = base, (2...36).contains(base), bytes.count <= 64 else { return .null }
      var text = Substring(decoding: bytes, as: UTF8.self)
      var radix = Int(base)
      if text.hasPrefix("0x"), radix == 10 || radix == 16 {
        text = text.dropFirst(2)
        radix = 16
      }
      if let integer = Int64(text, radix: radix) { return .integer(integer) }
      guard radix == 10, let double = Double(text), double.isFinite else { return .null }
      return .double(double)
    default: return .null
    }
  }

  private static func cidrMatch(_ arguments: [Value]) -> Value {
    let address: IPAddress?
    switch arguments[0] {
    case .address(let value): address = value
    case .string(let text): address = IPAddress(text.span)
    default: address = nil
    }
    guard let address else { return .boolean(false) }
    for argument in arguments.dropFirst() {
      guard case .string(let text) = argument else { return .null }
      if IPNetwork(String(decoding: text, as: UTF8.self))?.contains(address) == true { return .boolean(true) }
    }
    return .boolean(false)
  }

  private static func contains(_ arguments: [Value], insensitive: Bool) -> Value {
    let fold = { (value: Value) -> Value in
      if insensitive, case .string(let text) = value { return .string(CaseFolding.fold(text)) }
      return value
    }
    let wanted = fold(arguments[0])
    return .boolean(arguments.dropFirst().contains { Value.compare(.equal, wanted, fold($0)) == true })
  }

  private static func pattern(_ function: Function, _ arguments: [Value], insensitive: Bool) -> Value {
    guard let text = arguments[0].text else { return .null }
    let folded = CaseFolding.fold(text)
    for argument in arguments.dropFirst() {
      guard case .string(let pattern) = argument else { return .null }
      if function == .wildcard {
        let glob = GlobPattern(pattern, insensitive: insensitive)
        if glob.matches(insensitive ? folded.span : text.span) { return .boolean(true) }
      } else if let program = try? RegexProgram(pattern, insensitive: insensitive) {
        var matcher = RegexMatcher(program)
        if matcher.matches(insensitive ? folded.span : text.span) { return .boolean(true) }
      }
    }
    return .boolean(false)
  }
}

/// Sums, differences, products, quotients and remainders: of integers as integers, else as doubles.
enum Arithmetic {
  static func value(_ function: Function, _ left: Value, _ right: Value) -> Value {
    if case .integer(let left) = left, case .integer(let right) = right { return integers(function, left, right) }
    guard let left = left.number, let right = right.number else { return .null }
    let result: Double
    switch function {
    case .add: result = left + right
    case .subtract: result = left - right
    case .multiply: result = left * right
    case .divide: result = left / right
    default: result = left.truncatingRemainder(dividingBy: right)
    }
    return result.isFinite ? .double(result) : .null
  }

  private static func integers(_ function: Function, _ left: Int64, _ right: Int64) -> Value {
    let result: (partialValue: Int64, overflow: Bool)
    switch function {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide: result = left.dividedReportingOverflow(by: right)
    default: result = left.remainderReportingOverflow(dividingBy: right)
    }
    return result.overflow ? .null : .integer(result.partialValue)
  }
}
