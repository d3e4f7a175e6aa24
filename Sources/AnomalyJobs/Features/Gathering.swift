import ECS
import Learning

/// The columns that one detector reads of one batch, and the loops that fill a bucket's cells from them.
struct Gathering {
  let feature: DetectorFunction.Feature
  private let partition: KeyColumn?
  private let by: KeyColumn?
  private let over: KeyColumn?
  private let usesNull: Bool
  private let values: ValueColumn?
  private let texts: KeyColumn?
  private let field: Column?
  /// The series of each code of the only key column, in the bucket that is being filled; -1 until it is asked for.
  private var memo: [Int32] = []
  private let only: KeyColumn?

  /// - Parameter categories: The column of message categories, for `mlcategory`.
  init(_ detector: JobDetector, _ columns: ColumnSet, fields: FieldNames, categories: KeyColumn?) {
    let rows = columns.count
    func key(_ name: String?) -> KeyColumn? {
      guard let name else { return nil }
      if name == JobDetector.categoryField { return categories }
      return KeyColumn(columns[fields[name]], rows: rows)
    }
    feature = detector.function.feature
    partition = key(detector.partitionField)
    by = key(detector.byField)
    over = key(detector.overField)
    usesNull = detector.usesNull
    field = detector.field.flatMap { columns[fields[$0]] }
    switch feature {
    case .metric, .mean, .median, .min, .max, .sum, .nonNullSum, .varp: values = ValueColumn(field)
    default: values = nil
    }
    switch feature {
    case .distinctCount, .infoContent, .latLong: texts = KeyColumn(field, rows: rows)
    default: texts = nil
    }
    let keys = [partition, by, over].compactMap { $0 }
    only = keys.count == 1 && !(usesNull && over == nil) ? keys[0] : nil
  }

  /// Forgets the numbers of series: another bucket is filled now.
  mutating func beginBucket() {
    memo = only.map { [Int32](repeating: -1, count: $0.codeCount) } ?? []
  }

  /// The series of a row; `nil` where a key is missing.
  private mutating func slot(_ row: Int, _ cells: inout BucketCells) -> Int? {
    if let only {
      let code = only.codes[row]
      guard code > 0 else { return nil }
      if memo[Int(code)] >= 0 { return Int(memo[Int(code)]) }
      let slot = makeSlot(row, &cells)
      memo[Int(code)] = Int32(slot)
      return slot
    }
    if !usesNull {
      if let partition, partition.codes[row] == 0 { return nil }
      if let by, by.codes[row] == 0 { return nil }
    }
    if let over, over.codes[row] == 0 { return nil }
    return makeSlot(row, &cells)
  }

  private func makeSlot(_ row: Int, _ cells: inout BucketCells) -> Int {
    let partitionHash = partition.map { $0.hash($0.codes[row]) } ?? 0
    let byHash = by.map { $0.hash($0.codes[row]) } ?? 0
    let overHash = over.map { $0.hash($0.codes[row]) } ?? 0
    let key = KeyHash.join(KeyHash.join(partitionHash, byHash), overHash)
    return cells.slot(key, feature) {
      let name = SeriesName(
        partition: partition.map { $0.text($0.codes[row]) }, by: by.map { $0.text($0.codes[row]) },
        over: over.map { $0.text($0.codes[row]) })
      return (name, (partitionHash, byHash, overHash))
    }
  }

  /// Adds the events of some rows, which all lie in one bucket.
  mutating func add(
    _ rows: ArraySlice<Int32>, times: ScalarColumn<Int64>, weights: ValueColumn?, influencers: InfluencerColumns,
    into cells: inout BucketCells
  ) {
    for row32 in rows {
      let row = Int(row32)
      guard let slot = slot(row, &cells) else { continue }
      var weight = 1.0
      if let weights {
        guard let count = weights[row], count > 0, count < 1e9 else { continue }
        weight = count
      }
      guard addValue(row, slot, weight, times, &cells) else { continue }
      cells.counts[slot] += weight
      if !influencers.isEmpty { cells.ledger.add(slot: slot, influencers, row: row, weight: weight) }
    }
  }

  /// Adds what the function looks at; false where the event has none of it.
  @inline(__always)
  private func addValue(
    _ row: Int, _ slot: Int, _ weight: Double, _ times: ScalarColumn<Int64>, _ cells: inout BucketCells
  ) -> Bool {
    switch feature {
    case .count, .nonZeroCount, .rare, .freqRare: return true
    case .metric, .mean, .min, .max, .sum, .nonNullSum, .varp:
      guard let value = values?[row], abs(value) < 1e30 else { return false }
      cells.metrics[slot].add(value, weight: weight)
    case .median:
      guard let value = values?[row], abs(value) < 1e30 else { return false }
      cells.samples[slot].add(value)
    case .distinctCount:
      guard let texts, texts.codes[row] > 0 else { return false }
      cells.distinct[slot].insert(texts.hash(texts.codes[row]))
    case .infoContent:
      guard let texts, texts.codes[row] > 0 else { return false }
      let bytes = Array(texts.text(texts.codes[row]).utf8.prefix(65_536))
      cells.contents[slot].add(bytes.span, hash: texts.hash(texts.codes[row]))
    case .timeOfDay, .timeOfWeek:
      let period: Int64 = feature == .timeOfDay ? 86_400 : 604_800
      let shift: Int64 = feature == .timeOfDay ? 0 : 3 * 86_400
      let seconds = (times.values[row] / 1_000_000_000 + shift) % period
      cells.samples[slot].add(Double((seconds + period) % period))
    case .latLong:
      guard let texts, let place = PlaceText.place(texts.text(texts.codes[row])) else { return false }
      cells.places[slot].add(place)
    }
    return true
  }
}

/// The fields of a job by name. The ending of a multi-field (`name.keyword`) is left out.
struct FieldNames: Sendable {
  private var fields: [String: FieldID] = [:]

  init(_ names: [String]) {
    for name in names { fields[name] = .named(Self.plain(name)) }
  }

  subscript(name: String) -> FieldID { fields[name] ?? .named(Self.plain(name)) }

  var all: [FieldID] { Array(Set(fields.values)).sorted() }

  private static func plain(_ name: String) -> String {
    for ending in [".keyword", ".caseless"] where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}

/// The influencers of the rows of a batch, as numbers of the bucket's values.
struct InfluencerColumns {
  private let columns: [KeyColumn]
  private var memo: [[Int32]]

  init(_ names: [String], _ columns: ColumnSet, fields: FieldNames, categories: KeyColumn?) {
    self.columns = names.map { name in
      if name == JobDetector.categoryField, let categories { return categories }
      return KeyColumn(columns[fields[name]], rows: columns.count)
    }
    memo = []
  }

  var isEmpty: Bool { columns.isEmpty }

  /// Numbers the values of a bucket's rows.
  mutating func beginBucket(_ rows: ArraySlice<Int32>, _ values: inout InfluencerValues) {
    memo = columns.map { [Int32](repeating: -1, count: $0.codeCount) }
    for (index, column) in columns.enumerated() {
      for row in rows {
        let code = Int(column.codes[Int(row)])
        guard code > 0, memo[index][code] < 0 else { continue }
        memo[index][code] = values.number(index, column.hash(UInt32(code))) { column.text(UInt32(code)) }
      }
    }
  }

  var count: Int { columns.count }

  /// The number of a row's value; -1 where it is missing.
  func id(_ influencer: Int, _ row: Int) -> Int32 { memo[influencer][Int(columns[influencer].codes[row])] }
}
