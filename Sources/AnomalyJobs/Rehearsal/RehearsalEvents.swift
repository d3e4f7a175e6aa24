import ECS
import Learning

/// Events made to fit a job: ordinary ones for every series, and in one bucket what a detector should find.
struct RehearsalEvents {
  let job: JobDefinition
  let detector: JobDetector
  private let example: QueryExample
  private var random: Xoshiro256
  private(set) var events: [(time: Double, fields: [String: String])] = []
  /// The bucket with the anomaly, from 0, and the number of buckets.
  let odd: Int
  let buckets: Int

  /// Monday, 2 March 2026, 00:00 UTC.
  static let start = 1_772_409_600.0
  private static let series = 3
  private static let members = 6

  init(_ job: JobDefinition, _ detector: JobDetector, seed: UInt64) {
    self.job = job
    self.detector = detector
    example = job.datafeed?.example ?? QueryExample()
    random = Xoshiro256(seed: seed)
    let perDay = max(1, Int(86_400 / job.bucketSpan))
    switch detector.function.feature {
    case .timeOfDay: (buckets, odd) = (22 * perDay, 21 * perDay + 3 * perDay / 24)
    case .timeOfWeek: (buckets, odd) = (70 * perDay, 68 * perDay + 3 * perDay / 24)
    // Long enough that most of a day is known, with an hour after the anomaly.
    default: (buckets, odd) = (max(160, perDay + 64), max(140, perDay + 44))
    }
  }

  // MARK: Series

  /// The value of a key in a series; the number says which of its values.
  private func key(_ field: String?, _ number: Int) -> String? {
    guard let field else { return nil }
    if field == JobDetector.categoryField { return nil }
    return Self.value(field, number, example)
  }

  /// One of the values that a field may have, the same for the same number.
  private static func value(_ field: String, _ number: Int, _ example: QueryExample) -> String {
    if let values = example.values[field], !values.isEmpty { return values[min(number, values.count - 1)] }
    switch FieldID.named(field).type {
    case .ip: return "10.1.\(number / 200).\(number % 200 + 1)"
    case .long, .integer, .double, .float, .scaledFloat: return "\(4_000 + number)"
    case .boolean: return number % 2 == 0 ? "false" : "true"
    case .geoPoint: return "48.\(number % 10),11.5"
    case .date: return "2026-03-02T00:00:00Z"
    case .keyword, .constantKeyword, .wildcard, .text, .matchOnlyText, .object, .flattened, .nested:
      return "\(field.split(separator: ".").last ?? "value")-\(number)"
    }
  }

  /// How many series or members the detector's keys allow.
  private var count: Int {
    let keys = [detector.overField, detector.byField, detector.partitionField].compactMap { $0 }
    guard let first = keys.first, !detector.function.isRare || detector.overField != nil else { return 1 }
    let wanted = detector.overField != nil ? Self.members : Self.series
    guard let values = example.values[first], !values.isEmpty else { return wanted }
    return min(wanted, values.count)
  }

  private func fields(series: Int) -> [String: String] {
    var fields: [String: String] = [:]
    for field in example.values.keys { fields[field] = Self.value(field, 0, example) }
    for field in job.influencers where !example.absent.contains(field) {
      fields[field] = Self.value(field, 0, example)
    }
    if let field = job.summaryCountField { fields[field] = "1" }
    if let field = detector.partitionField { fields[field] = key(field, detector.byField == nil ? series : 0) }
    if let field = detector.overField {
      fields[field] = key(field, series)
    }
    if let field = detector.byField, !detector.function.isRare {
      fields[field] = key(field, detector.overField == nil ? series : 0)
    }
    if let field = job.categorizationField { fields[field] = "the service has started \(series)" }
    for field in example.absent { fields[field] = nil }
    return fields
  }

  private mutating func add(_ bucket: Int, _ fields: [String: String], at share: Double? = nil) {
    let place = share ?? random.nextUnit()
    events.append((Self.start + (Double(bucket) + place * 0.999) * Double(job.bucketSpan), fields))
  }

  /// Whether a bucket without events has a value; a member of a population without events is not there.
  private var leavesNothing: Bool { detector.function.countsEmptyBuckets && detector.overField == nil }

  // MARK: What is usual and what is not

  /// Makes the events, in order of time.
  mutating func make() {
    for bucket in 0..<buckets {
      for series in 0..<count {
        let isOdd = bucket == odd && series == 0
        switch detector.function.feature {
        case .rare, .freqRare: addCategories(bucket, series, isOdd)
        case .timeOfDay, .timeOfWeek: addTimes(bucket, series, isOdd)
        default: addValues(bucket, series, isOdd)
        }
      }
    }
    events.sort { $0.time < $1.time }
  }

  private mutating func addCategories(_ bucket: Int, _ series: Int, _ isOdd: Bool) {
    let base = fields(series: series)
    guard let by = detector.byField else { return }
    // One value is kept for the anomaly.
    let allowed = example.values[by].map { $0.isEmpty ? 4 : $0.count } ?? 4
    let field = by == JobDetector.categoryField ? job.categorizationField ?? by : by
    func event(_ number: Int) -> [String: String] {
      var event = base
      let text = number < 0 ? "kernel panic in an unknown module" : "the service has started \(number)"
      event[field] = by == JobDetector.categoryField ? text : key(by, number < 0 ? allowed - 1 : number)
      return event
    }
    for number in 0..<min(3, max(1, allowed - 1)) { add(bucket, event(number)) }
    if isOdd { for _ in 0..<(detector.function.feature == .freqRare ? 20 : 1) { add(bucket, event(-1)) } }
  }

  private mutating func addTimes(_ bucket: Int, _ series: Int, _ isOdd: Bool) {
    let seconds = Int64(bucket) * job.bucketSpan
    let isUsual =
      seconds % 86_400 / 3_600 == 9 && (detector.function.feature == .timeOfDay || seconds / 86_400 % 7 < 5)
    guard isUsual || isOdd else { return }
    for _ in 0..<4 { add(bucket, fields(series: series)) }
  }

  private mutating func addValues(_ bucket: Int, _ series: Int, _ isOdd: Bool) {
    let isLow = detector.function.side == .low
    var values: [String?] = (0..<(isLow ? 24 : 8) + Int.random(in: 0...4, using: &random)).map { _ in nil }
    func numbers(_ number: (Int) -> Double) { for index in values.indices { values[index] = "\(number(index))" } }
    let noise = values.map { _ in (random.nextUnit() - 0.5) * 40 }
    switch detector.function.feature {
    case .count, .nonZeroCount:
      if isOdd {
        values =
          isLow ? (leavesNothing ? [] : [nil]) : values + Array(repeating: nil, count: 120)
      }
    case .distinctCount:
      let allowed = detector.field.flatMap { example.values[$0] }?.count ?? 0
      let (few, many) = allowed > 1 ? (max(1, allowed / 8), allowed) : (6, 80)
      let distinct = isOdd != isLow ? many : isOdd ? 1 : few
      values = (0..<max(distinct, values.count)).map { text($0 % distinct) }
    case .infoContent:
      let isRich = isOdd != isLow
      values = (0..<(isRich ? 60 : 3)).map { isRich ? "\(random.next()).\(random.next()).example" : "www\($0).example" }
    case .metric, .mean, .median: numbers { isOdd ? (isLow ? 5 : 500) : 100 + noise[$0] }
    case .max: numbers { isOdd ? 500 : 100 + noise[$0] }
    case .min: numbers { isOdd ? 1 : 100 + noise[$0] }
    case .sum, .nonNullSum: numbers { (isOdd ? (isLow ? 0.05 : 8) : 1) * (100 + noise[$0]) }
    case .varp: numbers { isOdd ? (isLow ? 100 : $0 % 2 == 0 ? 1 : 400) : 100 + noise[$0] }
    case .latLong:
      values = [isOdd ? "-33.9,151.2" : "\(48 + noise[0] / 400),\(11 + noise[1] / 400)"]
    case .rare, .freqRare, .timeOfDay, .timeOfWeek: break
    }
    let base = fields(series: series)
    for value in values {
      var event = base
      if let field = detector.field { event[field] = value ?? base[field] }
      add(bucket, event)
    }
  }

  /// A distinct value of the detector's field, of its type.
  private func text(_ number: Int) -> String {
    detector.field.map { Self.value($0, number, example) } ?? "\(number)"
  }

  // MARK: Columns

  /// The events as a batch.
  func batch() -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "rehearsal", format: "rehearsal"))
    for (index, event) in events.enumerated() {
      let time = Timestamp(nanoseconds: Int64(event.time * 1e9))
      builder.append(.timestamp, date: time)
      if job.timeField != "@timestamp" { builder.append(.named(job.timeField), date: time) }
      for (field, value) in event.fields.sorted(by: { $0.key < $1.key }) where field != "@timestamp" {
        builder.append(.named(field), string: value)
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(index)))
    }
    return builder.finish()
  }
}
