/// Computes `stats` over rows.
struct ESQLAggregation {
  /// Values that one aggregate may hold, and groups of one `stats`; what comes later is not counted.
  static let maximumValues = 10_000

  private let stats: ESQLStats
  private let columns: Int
  private var numbers: [[Value]: Int] = [:]
  private var keys: [[Value]] = []
  private var groups: [[Accumulator]] = []
  private var events: [[MatchedEvent]] = []

  init(_ stats: ESQLStats, columns: Int) {
    self.stats = stats
    self.columns = columns
  }

  mutating func add(_ row: ESQLRow, now: Int64) {
    let evaluator = ESQLEvaluator(row: row.values, kql: [], now: now)
    // A row with several values of a key counts in the group of each.
    let values = stats.keys.map { key -> Value in
      let value = evaluator.value(key.value)
      return .list(value.all.isEmpty ? [.null] : value.all)
    }
    for key in ValueCombinations.all(values[...]) {
      guard let number = group(key) else { continue }
      for (index, aggregate) in stats.aggregates.enumerated() {
        if let filter = aggregate.filter, evaluator.truth(filter) != true { continue }
        let value = aggregate.argument.map(evaluator.value)
        let order = aggregate.key.map(evaluator.value) ?? .null
        groups[number][index].add(value, order, aggregate)
      }
      row.addEvents(to: &events[number])
    }
  }

  private mutating func group(_ key: [Value]) -> Int? {
    if let known = numbers[key] { return known }
    guard keys.count < Self.maximumValues else { return nil }
    numbers[key] = keys.count
    keys.append(key)
    groups.append(stats.aggregates.map { _ in Accumulator() })
    events.append([])
    return keys.count - 1
  }

  /// One row a group, in the order in which groups were met; a single one where there are no keys, even of no rows.
  func rows(now: Int64) -> [ESQLRow] {
    var copy = self
    if stats.keys.isEmpty { _ = copy.group([]) }
    return copy.keys.indices.map { number in
      var row = ESQLRow(values: [Value](repeating: .null, count: columns), events: copy.events[number])
      for (key, value) in zip(stats.keys, copy.keys[number]) { row.values[key.column] = value }
      copy.fill(&row.values, group: number, now: now)
      return row
    }
  }

  /// Sets the results of a group in a row.
  private func fill(_ values: inout [Value], group number: Int, now: Int64) {
    for (accumulator, aggregate) in zip(groups[number], stats.aggregates) {
      values[aggregate.column] = accumulator.result(aggregate)
    }
    for result in stats.results {
      values[result.column] = ESQLEvaluator(row: values, kql: [], now: now).value(result.value)
    }
  }

  /// Sets the results of a row's own group in the row, as `inline stats` does.
  func extend(_ row: ESQLRow, now: Int64) -> ESQLRow {
    var result = row
    let evaluator = ESQLEvaluator(row: row.values, kql: [], now: now)
    let values = stats.keys.map { key -> Value in
      let value = evaluator.value(key.value)
      return .list(value.all.isEmpty ? [.null] : value.all)
    }
    guard let key = ValueCombinations.all(values[...]).first, let number = numbers[key] else { return row }
    for (key, value) in zip(stats.keys, keys[number]) { result.values[key.column] = value }
    fill(&result.values, group: number, now: now)
    return result
  }
}

/// What is remembered of one aggregate of one group.
struct Accumulator {
  private var count: Int64 = 0
  private var sum = Value.integer(0)
  private var best = Value.null
  private var bestOrder = Value.null
  /// Distinct values in the order in which they were met, or all numbers, as the function needs.
  private var values: [Value] = []
  private var seen: Set<Value> = []

  mutating func add(_ value: Value?, _ order: Value, _ aggregate: ESQLStats.Aggregate) {
    guard let value else {
      count += 1
      return
    }
    for value in value.all { add(value, order, aggregate) }
  }

  private mutating func add(_ value: Value, _ order: Value, _ aggregate: ESQLStats.Aggregate) {
    count += 1
    switch aggregate.function {
    case .count: break
    case .sum, .avg: sum = Arithmetic.value(.add, sum, ESQLEvaluator.number(value))
    case .min, .max:
      let comparison: Comparison = aggregate.function == .min ? .less : .greater
      if best.isNull || ESQLEvaluator.compare(comparison, value, best) == true { best = value }
    case .first, .last:
      let comparison: Comparison = aggregate.function == .first ? .less : .greater
      if best.isNull || ESQLEvaluator.compare(comparison, order, bestOrder) == true {
        best = value
        bestOrder = order
      }
    case .values, .count_distinct:
      if seen.count < ESQLAggregation.maximumValues, seen.insert(value).inserted { values.append(value) }
    case .top, .median, .median_absolute_deviation, .std_dev:
      if values.count < ESQLAggregation.maximumValues { values.append(value) }
    }
  }

  func result(_ aggregate: ESQLStats.Aggregate) -> Value {
    switch aggregate.function {
    case .count: return .integer(count)
    case .count_distinct: return .integer(Int64(values.count))
    case .sum: return count == 0 ? .null : sum
    case .avg: return count == 0 ? .null : sum.number.map { .double($0 / Double(count)) } ?? .null
    case .min, .max, .first, .last: return best
    case .values: return ESQLCall.list(values)
    case .top:
      let sorted = ESQLLists.ordered(values)
      let ordered = aggregate.isDescending ? Array(sorted.reversed()) : sorted
      return ESQLCall.list(Array(ordered.prefix(aggregate.limit)))
    case .median: return Self.median(values.compactMap(\.number)).map(Value.double) ?? .null
    case .median_absolute_deviation:
      let numbers = values.compactMap(\.number)
      guard let middle = Self.median(numbers) else { return .null }
      return Self.median(numbers.map { abs($0 - middle) }).map(Value.double) ?? .null
    case .std_dev:
      let numbers = values.compactMap(\.number)
      guard !numbers.isEmpty else { return .null }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
      return .double(variance.squareRoot())
    }
  }

  private static func median(_ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
