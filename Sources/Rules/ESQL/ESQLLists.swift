/// Functions of several values.
enum ESQLLists {
  static func value(_ function: ESQLFunction, _ arguments: [Value]) -> Value {
    let values = arguments[0].all
    switch function {
    case .mv_count: return values.isEmpty ? .null : .integer(Int64(values.count))
    case .mv_first: return values.first ?? .null
    case .mv_last: return values.last ?? .null
    case .mv_dedupe:
      var seen: Set<Value> = []
      return ESQLCall.list(values.filter { seen.insert($0).inserted })
    case .mv_min: return ordered(values).first ?? .null
    case .mv_max: return ordered(values).last ?? .null
    case .mv_sort:
      let isDescending = arguments.count > 1 && arguments[1].firstText?.lowercased() == "desc"
      let sorted = ordered(values)
      return ESQLCall.list(isDescending ? sorted.reversed() : sorted)
    case .mv_sum, .mv_avg: return sum(values, isMean: function == .mv_avg)
    case .mv_concat:
      guard !values.isEmpty, let separator = ESQLEvaluator.single(arguments[1])?.text else { return .null }
      return .string(Array(values.compactMap(\.text).joined(separator: separator)))
    case .mv_append: return ESQLCall.list(values + arguments[1].all)
    case .mv_contains: return .boolean(arguments[1].all.allSatisfy(values.contains))
    case .mv_intersection:
      let other = Set(arguments[1].all)
      var seen: Set<Value> = []
      return ESQLCall.list(values.filter { other.contains($0) && seen.insert($0).inserted })
    case .mv_slice: return slice(values, arguments)
    default: return .null
    }
  }

  /// Ascending.
  static func ordered(_ values: [Value]) -> [Value] {
    values.sorted { ESQLEvaluator.compare(.less, $0, $1) == true }
  }

  private static func sum(_ values: [Value], isMean: Bool) -> Value {
    guard !values.isEmpty else { return .null }
    var total = Value.integer(0)
    for value in values { total = Arithmetic.value(.add, total, ESQLEvaluator.number(value)) }
    guard isMean else { return total }
    return total.number.map { .double($0 / Double(values.count)) } ?? .null
  }

  /// From one index to another, both counted from 0 and from the end where negative.
  private static func slice(_ values: [Value], _ arguments: [Value]) -> Value {
    guard case .integer(let first) = ESQLEvaluator.number(arguments[1]) else { return .null }
    var last = first
    if arguments.count > 2 {
      guard case .integer(let given) = ESQLEvaluator.number(arguments[2]) else { return .null }
      last = given
    }
    let count = Int64(values.count)
    let from = max(0, first < 0 ? first.adding(count) : first)
    let to = min(count - 1, last < 0 ? last.adding(count) : last)
    return from <= to ? ESQLCall.list(Array(values[Int(from)...Int(to)])) : .null
  }
}
