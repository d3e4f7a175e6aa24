public import ECS
import Learning

/// A job at work: takes events in order of time, bucket by bucket, and gives results when buckets are complete.
///
/// The events that it is given are those that its datafeed's query finds. Buckets stay open for the job's latency; an
/// event that comes after its bucket was closed is counted and left out. Memory is bounded by the job's
/// `model_memory_limit`, of which each detector has an equal share: when it is used up, series that were idle for a day make room
/// (`SizeResult.displaced`); where that is not enough, no new series are learnt (`SizeResult.refused`), and those there are go on
/// without seasons that they have not got yet (`SizeResult.isFull`).
public struct AnomalyJob: Sendable {
  /// The job's definition.
  public let definition: JobDefinition
  /// The fields whose columns it reads.
  public let fields: [FieldID]
  let names: FieldNames
  var detectors: [DetectorEngine]
  var categorizer: Categorizer?
  /// Normalizers of the buckets as a whole and of each influencer.
  var bucketNormalizer = ScoreNormalizer()
  var influencerNormalizers: [ScoreNormalizer]
  var open: [OpenBucket] = []
  /// The number of the next bucket to be closed; `nil` before the first event.
  var next: Int64?
  /// The latest time seen, in seconds.
  var latest = Int64.min
  /// The time of the latest event, in seconds since 1970; `nil` before the first.
  public var latestTime: Int64? { latest == .min ? nil : latest }
  var lateEvents = 0
  var untimedEvents = 0
  /// Events and buckets taken.
  public internal(set) var eventCount = 0
  /// Buckets judged.
  public internal(set) var bucketCount = 0

  /// A gap in the data longer than this is not walked through bucket by bucket.
  static let longestGap: Int64 = 20_000

  /// Times that can be put into buckets: from 1970 to 2223.
  static let times: Range<Int64> = 0..<8_000_000_000_000_000_000

  /// The cells of a bucket that may still get events.
  struct OpenBucket: Sendable {
    var number: Int64
    var cells: [BucketCells]
    var values = InfluencerValues()
    var events = 0
  }

  /// A job that has seen nothing.
  public init(_ definition: JobDefinition) {
    self.definition = definition
    names = FieldNames(definition.fieldNames)
    fields = names.all
    let share = definition.memoryPerDetector
    detectors = definition.detectors.enumerated().map { index, detector in
      DetectorEngine(index: index, detector, span: definition.bucketSpan, memoryLimit: share)
    }
    categorizer = Categorizer(definition)
    influencerNormalizers = definition.influencers.map { _ in ScoreNormalizer() }
  }

  // MARK: Events

  /// Takes the chosen rows of a batch, which are in order of time but for the latency.
  public mutating func add(_ columns: ColumnSet, rows: [Int32], into results: inout [JobResult]) {
    guard !rows.isEmpty else { return }
    guard let times = columns.dates(names[definition.timeField]) ?? columns.dates(.timestamp) else {
      untimedEvents += rows.count
      return
    }
    let weights = definition.summaryCountField.map { ValueColumn(columns[names[$0]]) }
    let categories = categorizer?.column(columns, rows: rows, fields: names)
    var influencers = InfluencerColumns(definition.influencers, columns, fields: names, categories: categories)
    var gatherings = definition.detectors.map { Gathering($0, columns, fields: names, categories: categories) }
    var start = 0
    while start < rows.count {
      let first = Int(rows[start])
      guard times.isPresent[first], Self.times.contains(times.values[first]) else {
        untimedEvents += 1
        start += 1
        continue
      }
      let number = bucket(of: times.values[first])
      let lower = number * definition.bucketSpan * 1_000_000_000
      let upper = lower + definition.bucketSpan * 1_000_000_000
      var end = start + 1
      while end < rows.count, times.isPresent[Int(rows[end])], times.values[Int(rows[end])] >= lower,
        times.values[Int(rows[end])] < upper
      {
        end += 1
      }
      let run = rows[start..<end]
      start = end
      for row in run { latest = max(latest, times.values[Int(row)] / 1_000_000_000) }
      guard number >= next ?? number else {
        lateEvents += run.count
        continue
      }
      if next == nil { next = number }
      closeBuckets(endingBefore: latest - definition.latency, into: &results)
      // The run may be what closed its own bucket, when it lies before the latest event by more than the latency.
      guard number >= next ?? number else {
        lateEvents += run.count
        continue
      }
      gather(run, number, times, weights, &gatherings, &influencers)
    }
  }

  private func bucket(of nanoseconds: Int64) -> Int64 {
    nanoseconds / (definition.bucketSpan * 1_000_000_000)
  }

  private mutating func gather(
    _ run: ArraySlice<Int32>, _ number: Int64, _ times: ScalarColumn<Int64>, _ weights: ValueColumn?,
    _ gatherings: inout [Gathering], _ influencers: inout InfluencerColumns
  ) {
    let place: Int
    if let known = open.firstIndex(where: { $0.number == number }) {
      place = known
    } else {
      place = open.firstIndex { $0.number > number } ?? open.count
      open.insert(OpenBucket(number: number, cells: detectors.map { _ in BucketCells() }), at: place)
    }
    influencers.beginBucket(run, &open[place].values)
    open[place].events += run.count
    eventCount += run.count
    for index in gatherings.indices {
      gatherings[index].beginBucket()
      gatherings[index].add(
        run, times: times, weights: weights, influencers: influencers, into: &open[place].cells[index])
    }
  }

  // MARK: Buckets

  /// Says that it is later than the last event: buckets that end before a time in seconds, less the latency, are closed.
  public mutating func advance(to time: Int64, into results: inout [JobResult]) {
    guard next != nil, time > latest else { return }
    latest = time
    closeBuckets(endingBefore: time - definition.latency, into: &results)
  }

  /// Closes every bucket that ends at or before a time in seconds.
  private mutating func closeBuckets(endingBefore time: Int64, into results: inout [JobResult]) {
    while let number = next, (number + 1) * definition.bucketSpan <= time {
      let upcoming = open.first?.number ?? time / definition.bucketSpan
      if upcoming - number > Self.longestGap { next = upcoming } else { closeNext(number, into: &results) }
    }
  }

  private mutating func closeNext(_ number: Int64, into results: inout [JobResult]) {
    var bucket = OpenBucket(number: number, cells: [])
    if open.first?.number == number {
      bucket = open.removeFirst()
    } else {
      bucket.cells = detectors.map { _ in BucketCells() }
    }
    judge(bucket, into: &results)
    next = number + 1
    bucketCount += 1
  }

  /// Closes what is open: there are no more events.
  public mutating func finish(into results: inout [JobResult]) {
    while let first = open.first?.number, let number = next {
      closeNext(first - number > Self.longestGap ? first : number, into: &results)
    }
    for category in categorizer?.results ?? [] { results.append(.category(category)) }
    results.append(.size(size))
  }

  /// Drops results that are older than the job keeps them: so many days before the latest bucket (`results_retention_days`).
  public func dropExpired(_ results: inout [JobResult]) {
    guard let days = definition.resultsRetentionDays, let next else { return }
    let oldest = (next - 1) * definition.bucketSpan - Int64(days) * 86_400
    results.removeAll { result in result.time.map { $0 < oldest } ?? false }
  }

  /// What the job holds.
  public var size: SizeResult {
    var bytes = bucketNormalizer.size + influencerNormalizers.reduce(0) { $0 + $1.size } + (categorizer?.size ?? 0)
    for detector in detectors { bytes += detector.size }
    for bucket in open { for cells in bucket.cells { bytes += cells.ledger.size } }
    let stores = detectors.map(\.store)
    return SizeResult(
      time: (next ?? 0) * definition.bucketSpan, bytes: bytes, limit: definition.memoryLimit,
      series: stores.reduce(0) { $0 + $1.count },
      bySeries: stores.reduce(0) { $0 + Set($1.names.compactMap(\.by)).count },
      overSeries: 0, partitions: stores.reduce(0) { $0 + Set($1.partitions).count },
      refused: stores.reduce(0) { $0 + $1.refused } + detectors.reduce(0) { $0 + Int(clamping: $1.rarity.unlearnt) },
      displaced: stores.reduce(0) { $0 + $1.displaced }, lateEvents: lateEvents, untimedEvents: untimedEvents,
      categories: categorizer?.counts ?? CategoryCounts(),
      isFull: stores.contains { $0.isFull(limit: definition.memoryPerDetector) })
  }

  /// What is expected of every series in the buckets to come.
  public func forecast(buckets: Int) -> [ForecastResult] {
    guard let next else { return [] }
    var results: [ForecastResult] = []
    for detector in detectors where !detector.store.models.isEmpty && !detector.isPopulation {
      for series in 0..<detector.store.count {
        let model = detector.store.models[series * detector.store.perSeries]
        for ahead in 0..<max(0, buckets) {
          let bucket = next + Int64(ahead)
          guard let found = model.forecast(at: bucket, detector.settings) else { continue }
          var plot = ModelPlotResult(
            detector: detector.index, name: detector.store.names[series], actual: nil, lower: found.lower,
            upper: found.upper, median: found.mean)
          plot.time = bucket * definition.bucketSpan
          results.append(ForecastResult(forecast: plot))
        }
      }
    }
    return results
  }
}
