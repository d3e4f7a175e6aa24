import Evidence

/// A row of a query: a value for each column, and the events that it rests on.
struct ESQLRow: Sendable {
  /// Events that one row refers to; the latest are kept.
  static let maximumEvents = 32

  var values: [Value]
  var events: [MatchedEvent]

  /// Adds the events to those of a group.
  func addEvents(to list: inout [MatchedEvent]) {
    for event in events where !list.contains(where: { $0.reference == event.reference }) { list.append(event) }
    if list.count > Self.maximumEvents { list.removeFirst(list.count - Self.maximumEvents) }
  }
}

/// Runs the commands of a query over rows.
enum ESQLPipeline {
  /// Rows that one row may become by `mv_expand`.
  static let maximumExpansion = 1_000

  /// Runs commands that look at one row at a time; `kql` says which conditions in KQL the event fulfils.
  static func run(_ commands: ArraySlice<ESQLCommand>, on row: ESQLRow, kql: Set<Int>, now: Int64) -> [ESQLRow] {
    var rows = [row]
    for command in commands { rows = rows.flatMap { step(command, $0, kql, now) } }
    return rows
  }

  /// Runs any commands.
  static func run(_ commands: ArraySlice<ESQLCommand>, on input: [ESQLRow], columns: Int, now: Int64) -> [ESQLRow] {
    var rows = input
    for command in commands {
      switch command {
      case .stats(let stats, let isInline):
        var aggregation = ESQLAggregation(stats, columns: columns)
        for row in rows { aggregation.add(row, now: now) }
        rows = isInline ? rows.map { aggregation.extend($0, now: now) } : aggregation.rows(now: now)
      case .limit(let count): rows = Array(rows.prefix(count))
      case .sort(let keys): rows = sorted(rows, keys, now)
      default: rows = rows.flatMap { step(command, $0, [], now) }
      }
    }
    return rows
  }

  private static func step(_ command: ESQLCommand, _ row: ESQLRow, _ kql: Set<Int>, _ now: Int64) -> [ESQLRow] {
    var row = row
    switch command {
    case .filter(let condition):
      return ESQLEvaluator(row: row.values, kql: kql, now: now).truth(condition) == true ? [row] : []
    case .eval(let assignments):
      for (column, value) in assignments {
        row.values[column] = ESQLEvaluator(row: row.values, kql: kql, now: now).value(value)
      }
      return [row]
    case .extract(let subject, let pattern):
      extract(ESQLEvaluator(row: row.values, kql: kql, now: now).string(subject), pattern, &row.values)
      return [row]
    case .expand(let column):
      guard case .list(let values) = row.values[column] else { return [row] }
      return values.prefix(maximumExpansion).map { value in
        var copy = row
        copy.values[column] = value
        return copy
      }
    case .rename(let pairs):
      for (from, to) in pairs { row.values[to] = row.values[from] }
      return [row]
    case .show, .stats, .sort, .limit: return [row]
    }
  }

  private static func extract(_ text: [UInt8]?, _ pattern: ESQLPattern, _ values: inout [Value]) {
    switch pattern {
    case .grok(let regex, let columns):
      let match = text.flatMap { regex.firstMatch(in: $0) }
      for (group, column, isInteger) in columns {
        var value = Value.null
        if let text, let match, match[2 * group] >= 0 {
          let part = Array(text[match[2 * group]..<match[2 * group + 1]])
          value = isInteger ? KQLLowering.number(part) ?? .null : .string(part)
        }
        values[column] = value
      }
    case .dissect(let pattern, let columns):
      let found = text.flatMap { pattern.values(in: $0) }
      for (part, column) in columns {
        values[column] = pattern.parts[part].key.flatMap { found?[$0] }.map(Value.string) ?? .null
      }
    }
  }

  private static func sorted(
    _ rows: [ESQLRow], _ keys: [(key: ESQLExpression, isDescending: Bool, nullsFirst: Bool)], _ now: Int64
  ) -> [ESQLRow] {
    let keyed = rows.enumerated().map { number, row in
      let evaluator = ESQLEvaluator(row: row.values, kql: [], now: now)
      return (number: number, values: keys.map { evaluator.value($0.key) }, row: row)
    }
    return keyed.sorted { left, right in
      for (index, key) in keys.enumerated() {
        let (first, second) = (left.values[index], right.values[index])
        if first.isNull || second.isNull {
          if first.isNull == second.isNull { continue }
          return first.isNull == key.nullsFirst
        }
        if ESQLEvaluator.compare(.less, first, second) == true { return !key.isDescending }
        if ESQLEvaluator.compare(.greater, first, second) == true { return key.isDescending }
      }
      return left.number < right.number
    }.map(\.row)
  }
}
