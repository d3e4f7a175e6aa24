import ECS

/// Evaluates conditions on one segment: statistics first, then dictionaries, then rows.
struct PredicateEvaluation {
  let reader: SegmentReader

  /// The rows that meet a condition.
  func rows(_ predicate: EventPredicate) throws(MalformedBytes) -> RowSelection {
    switch predicate {
    case .all: return .all
    case .equals(let field, let text): return try equal(field, [text])
    case .isOneOf(let field, let texts): return try equal(field, Array(texts))
    case .contains(let field, let text, let ignoringCase):
      return try keywordRows(field, .contains(Array(text.utf8), ignoringCase: ignoringCase))
    case .matches(let field, let pattern, let ignoringCase):
      return try keywordRows(field, .pattern(Array(pattern.utf8), ignoringCase: ignoringCase))
    case .between(let field, let low, let high): return try between(field, low, high)
    case .exists(let field): return try exists(field)
    case .and(let parts):
      var result = RowSelection.all
      for part in parts {
        if case .none = result { return .none }
        result = result.intersection(try rows(part))
      }
      return result
    case .or(let parts):
      var result = RowSelection.none
      for part in parts {
        if case .all = result { return .all }
        result = result.union(try rows(part))
      }
      return result
    case .not(let part): return try rows(part).complement
    }
  }

  private func equal(_ field: FieldID, _ texts: [String]) throws(MalformedBytes) -> RowSelection {
    switch field.type.family {
    case .keyword:
      let values = texts.map { Array($0.utf8) }
      guard mayContain(field, values) else { return .none }
      return try keywordRows(field, values.count == 1 ? .equals(values[0]) : .oneOf(Set(values)))
    case .ip:
      let addresses = Set(texts.compactMap { IPAddress($0) })
      guard !addresses.isEmpty else { return .none }
      return try keywordRows(field, .addresses(addresses))
    case .integer, .date, .boolean:
      let numbers = Set(texts.compactMap { Self.number($0, field.type.family) })
      guard let low = numbers.min(), let high = numbers.max(), mayHold(field, low, high) else { return .none }
      return select(try reader.integers(field)) { numbers.contains($0) }
    case .double:
      let numbers = Set(texts.compactMap { Double($0) })
      return select(try reader.doubles(field)) { numbers.contains($0) }
    }
  }

  private static func number(_ text: String, _ family: ColumnFamily) -> Int64? {
    let bytes = Array(text.utf8)
    switch family {
    case .date: return CellValue.date(bytes.span, .string) ?? Int64(text)
    case .boolean: return CellValue.boolean(bytes.span, .string)
    default: return CellValue.integer(bytes.span, .string)
    }
  }

  /// False when the filters of all streams of a field say that none of the values is there.
  private func mayContain(_ field: FieldID, _ values: [[UInt8]]) -> Bool {
    let hashes = values.map { StoreHash.hash($0.span) }
    for stream in reader.header.slots(of: field) {
      let entry = reader.header.streams[Int(stream)]
      if entry.kind == .null { continue }
      guard entry.kind == .string, entry.isColumn else { return true }
      if hashes.contains(where: { entry.filter.mayContain($0) }) { return true }
    }
    return false
  }

  /// False when the extremes of all streams of a field exclude a range.
  private func mayHold(_ field: FieldID, _ low: Int64, _ high: Int64) -> Bool {
    let family = field.type.family
    for stream in reader.header.slots(of: field) {
      let entry = reader.header.streams[Int(stream)]
      if entry.kind == .null { continue }
      let isPlain = entry.kind == .int && family == .integer || entry.kind == .date && family == .date
      guard isPlain else { return true }
      if entry.minimum <= high, entry.maximum >= low { return true }
    }
    return false
  }

  private func between(_ field: FieldID, _ low: Int64, _ high: Int64) throws(MalformedBytes) -> RowSelection {
    guard low <= high, mayHold(field, low, high) else { return .none }
    if field.type.family == .double {
      return select(try reader.doubles(field)) { $0 >= Double(low) && $0 <= Double(high) }
    }
    return select(try reader.integers(field)) { $0 >= low && $0 <= high }
  }

  private func exists(_ field: FieldID) throws(MalformedBytes) -> RowSelection {
    switch field.type.family {
    case .keyword, .ip: try keywordRows(field, .any)
    case .integer, .date, .boolean: select(try reader.integers(field)) { _ in true }
    case .double: select(try reader.doubles(field)) { _ in true }
    }
  }

  /// Tests each distinct value once, then looks rows up by code.
  private func keywordRows(_ field: FieldID, _ matcher: TextMatcher) throws(MalformedBytes) -> RowSelection {
    guard !FieldLayout(field, in: reader.header).owners.isEmpty else { return .none }
    var hits: [Bool] = []
    if let dictionary = try ownDictionary(field) {
      hits = matcher.hits(in: dictionary)
      guard hits.contains(true) else { return .none }
    }
    let cells = try reader.keywords(field)
    if hits.isEmpty { hits = matcher.hits(in: cells.dictionary) }
    hits.insert(false, at: 0)
    var rows = cells.codes.map { hits[Int($0)] }
    for extra in cells.extras where hits[Int(extra.code)] { rows[Int(extra.row)] = true }
    return .some(rows)
  }

  /// The dictionary of a field whose values are all in one stream of strings, without reading its codes.
  private func ownDictionary(_ field: FieldID) throws(MalformedBytes) -> TextDictionary? {
    let owners = FieldLayout(field, in: reader.header).owners
    guard owners.count == 1, reader.header.streams[owners[0]].kind.isText else { return nil }
    return try reader.dictionary(ofStream: owners[0])
  }

  private func select<Value>(_ cells: NumberCells<Value>, _ test: (Value) -> Bool) -> RowSelection {
    var rows = cells.isPresent
    for row in rows.indices where rows[row] { rows[row] = test(cells.values[row]) }
    for extra in cells.extras where test(extra.value) { rows[Int(extra.row)] = true }
    return .some(rows)
  }
}
