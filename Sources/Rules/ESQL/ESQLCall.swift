import ECS

/// Computes functions of one row.
struct ESQLCall {
  let evaluator: ESQLEvaluator

  func value(_ function: ESQLFunction, _ arguments: [ESQLExpression]) -> Value {
    switch function {
    case .case: return branch(arguments)
    case .coalesce:
      for argument in arguments {
        let value = evaluator.value(argument)
        if !value.all.isEmpty { return value }
      }
      return .null
    case .now: return .date(evaluator.now)
    case .date_trunc, .bucket: return truncated(function, arguments)
    case .date_diff, .date_extract, .to_datetime: return ESQLDates.value(function, arguments.map(evaluator.value))
    case .to_lower, .to_upper, .length, .trim, .ltrim, .rtrim, .left, .right, .substring, .locate, .contains,
      .starts_with, .ends_with, .repeat, .space, .split, .url_decode, .from_base64, .to_base64, .json_extract:
      return ESQLTexts.value(function, arguments.map(evaluator.value))
    case .concat:
      var result: [UInt8] = []
      for argument in arguments {
        guard let text = evaluator.string(argument) else { return .null }
        result += text
      }
      return .string(result)
    case .mv_append, .mv_avg, .mv_concat, .mv_contains, .mv_count, .mv_dedupe, .mv_first, .mv_intersection, .mv_last,
      .mv_max, .mv_min, .mv_slice, .mv_sort, .mv_sum:
      return ESQLLists.value(function, arguments.map(evaluator.value))
    case .to_string, .to_long, .to_integer, .to_double, .to_boolean, .to_ip, .to_geopoint:
      let values = evaluator.value(arguments[0]).all.map { Self.convert(function, $0) }.filter { !$0.isNull }
      return Self.list(values)
    case .abs, .ceil, .floor, .negate, .round: return number(function, arguments.map(evaluator.value))
    case .greatest, .least: return extreme(arguments.map(evaluator.value), greatest: function == .greatest)
    case .cidr_match: return cidrMatch(arguments.map(evaluator.value))
    case .st_distance, .st_x, .st_y: return GeoPoint.value(function, arguments.map(evaluator.value))
    }
  }

  /// No value, one, or several.
  static func list(_ values: [Value]) -> Value {
    values.count > 1 ? .list(values) : values.first ?? .null
  }

  private func branch(_ arguments: [ESQLExpression]) -> Value {
    var index = 0
    while index + 1 < arguments.count {
      if evaluator.truth(arguments[index]) == true { return evaluator.value(arguments[index + 1]) }
      index += 2
    }
    return index < arguments.count ? evaluator.value(arguments[index]) : .null
  }

  /// `date_trunc(span, time)`, `bucket(time, span)`, `bucket(number, size)`.
  private func truncated(_ function: ESQLFunction, _ arguments: [ESQLExpression]) -> Value {
    let (span, subject) = function == .bucket ? (arguments[1], arguments[0]) : (arguments[0], arguments[1])
    guard case .span(let nanoseconds, let months) = span else {
      guard function == .bucket, let size = ESQLEvaluator.single(evaluator.value(span))?.number, size > 0,
        let number = ESQLEvaluator.single(evaluator.value(subject))?.number
      else { return .null }
      return .double((number / size).rounded(.down) * size)
    }
    guard let time = Self.time(evaluator.value(subject)) else { return .null }
    if months > 0 {
      var civil = CivilTime(Timestamp(nanoseconds: time))
      let total = Int64(civil.year) * 12 + Int64(civil.month - 1)
      let start = total - total % months
      guard let first = CivilTime(year: Int(start / 12), month: Int(start % 12) + 1, day: 1) else { return .null }
      civil = first
      return civil.timestamp.map { .date($0.nanoseconds) } ?? .null
    }
    guard nanoseconds > 0 else { return .null }
    // Weeks begin on Monday; 1970-01-05 was one.
    let week: Int64 = 604_800_000_000_000
    let origin: Int64 = nanoseconds % week == 0 ? 345_600_000_000_000 : 0
    let shifted = time.subtracting(origin)
    let rest = shifted % nanoseconds
    return .date(time.subtracting(rest < 0 ? rest + nanoseconds : rest))
  }

  /// A single time: a date, or a text that is one.
  static func time(_ value: Value) -> Int64? {
    switch ESQLEvaluator.single(value) {
    case .date(let time): time
    case .string(let text): Timestamp(iso8601: text.span)?.nanoseconds
    default: nil
    }
  }

  static func convert(_ function: ESQLFunction, _ value: Value) -> Value {
    switch function {
    case .to_string: return value.text.map(Value.string) ?? .null
    case .to_double: return ESQLEvaluator.number(value).number.map(Value.double) ?? .null
    case .to_long, .to_integer:
      if case .date(let time) = value { return .integer(time / 1_000_000) }
      if case .boolean(let truth) = value { return .integer(truth ? 1 : 0) }
      guard let number = ESQLEvaluator.number(value).number, let integer = Int64(exactly: number.rounded()) else {
        return .null
      }
      if case .integer(let exact) = ESQLEvaluator.number(value) { return .integer(exact) }
      return .integer(integer)
    case .to_boolean:
      if let number = value.number { return .boolean(number != 0) }
      return value.text.map { .boolean(CaseFolding.fold($0) == Array("true".utf8)) } ?? .null
    case .to_ip:
      if case .address = value { return value }
      return value.text.flatMap { IPAddress($0.span) }.map(Value.address) ?? .null
    case .to_geopoint: return GeoPoint(value)?.value ?? .null
    default: return .null
    }
  }

  private func number(_ function: ESQLFunction, _ values: [Value]) -> Value {
    guard let first = values.first.flatMap(ESQLEvaluator.single) else { return .null }
    let number = ESQLEvaluator.number(first)
    if case .integer(let value) = number {
      switch function {
      case .abs: return value == .min ? .null : .integer(abs(value))
      case .negate: return value == .min ? .null : .integer(-value)
      default: return number
      }
    }
    guard let value = number.number else { return .null }
    switch function {
    case .abs: return .double(abs(value))
    case .negate: return .double(-value)
    case .ceil: return .double(value.rounded(.up))
    case .floor: return .double(value.rounded(.down))
    default:
      var scale = 1.0
      if values.count > 1, case .integer(let digits) = values[1], (-15...15).contains(digits) {
        for _ in 0..<abs(digits) { scale *= digits > 0 ? 10 : 0.1 }
      }
      return .double((value * scale).rounded() / scale)
    }
  }

  private func extreme(_ values: [Value], greatest: Bool) -> Value {
    var best: Value?
    for value in values.flatMap(\.all) {
      guard let known = best else {
        best = value
        continue
      }
      if ESQLEvaluator.compare(greatest ? .greater : .less, value, known) == true { best = value }
    }
    return best ?? .null
  }

  private func cidrMatch(_ values: [Value]) -> Value {
    guard let first = ESQLEvaluator.single(values[0]), case .address(let address) = Self.convert(.to_ip, first) else {
      return .null
    }
    for text in values.dropFirst().flatMap(\.texts) {
      if IPNetwork(text)?.contains(address) == true { return .boolean(true) }
    }
    return .boolean(false)
  }
}
