import Learning

/// What one detector gathers of the events of one bucket: for every series that has events, as much as its function needs.
struct BucketCells {
  /// The key of each series: partition, by and over joined.
  var keys = SlotTable()
  var names: [SeriesName] = []
  /// The hashes of partition, by and over of each series.
  var parts: [(partition: UInt64, by: UInt64, over: UInt64)] = []
  /// Events of each series.
  var counts: [Double] = []
  var metrics: [MetricCell] = []
  var distinct: [HyperLogLog] = []
  var contents: [ContentCell] = []
  var samples: [SampleCell] = []
  var places: [PlaceCell] = []
  var ledger = InfluencerLedger()

  /// The number of a series in this bucket; a new one gets empty cells for a function.
  mutating func slot(
    _ key: UInt64, _ feature: DetectorFunction.Feature,
    naming: () -> (SeriesName, (partition: UInt64, by: UInt64, over: UInt64))
  ) -> Int {
    let (slot, isNew) = keys.slot(key)
    guard isNew else { return slot }
    let (name, part) = naming()
    names.append(name)
    parts.append(part)
    counts.append(0)
    switch feature {
    case .count, .nonZeroCount, .rare, .freqRare: break
    case .distinctCount: distinct.append(HyperLogLog())
    case .infoContent: contents.append(ContentCell())
    case .metric, .mean, .min, .max, .sum, .nonNullSum, .varp: metrics.append(MetricCell())
    case .median, .timeOfDay, .timeOfWeek: samples.append(SampleCell())
    case .latLong: places.append(PlaceCell())
    }
    return slot
  }

  /// The value of a series' bucket; `nil` where there is none (a variance of one value, a median of no value).
  func value(_ slot: Int, _ feature: DetectorFunction.Feature) -> Double? {
    switch feature {
    case .count, .nonZeroCount, .rare, .freqRare: counts[slot]
    case .distinctCount: distinct[slot].count.rounded()
    case .infoContent: contents[slot].information
    case .metric, .mean: metrics[slot].count > 0 ? metrics[slot].mean : nil
    case .min: metrics[slot].count > 0 ? metrics[slot].lowest : nil
    case .max: metrics[slot].count > 0 ? metrics[slot].highest : nil
    case .sum, .nonNullSum: metrics[slot].count > 0 ? metrics[slot].mean * metrics[slot].count : nil
    case .varp: metrics[slot].count > 1 ? metrics[slot].squares / metrics[slot].count : nil
    case .median: samples[slot].median
    case .timeOfDay, .timeOfWeek, .latLong: nil
    }
  }
}

/// Mean, variance and extremes of numbers, by B. P. Welford's method.
struct MetricCell: Sendable {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0
  var lowest = Double.infinity
  var highest = -Double.infinity

  mutating func add(_ value: Double, weight: Double) {
    count += weight
    let difference = value - mean
    mean += difference * weight / count
    squares += weight * difference * (value - mean)
    lowest = min(lowest, value)
    highest = max(highest, value)
  }
}

/// Up to 256 values, sampled evenly where there are more (reservoir sampling, J. S. Vitter 1985; the generator is fixed).
struct SampleCell: Sendable {
  private static let capacity = 256
  private(set) var values: [Float] = []
  private var seen: UInt64 = 0

  mutating func add(_ value: Double) {
    seen += 1
    guard values.count == Self.capacity else {
      values.append(Float(value))
      return
    }
    let place = SplitMix64.mix(seen) % seen
    if place < Self.capacity { values[Int(place)] = Float(value) }
  }

  var median: Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// The mean of places.
struct PlaceCell: Sendable {
  private var latitude = 0.0
  private var longitude = 0.0
  private var count = 0.0

  mutating func add(_ place: LocationModel.Place) {
    count += 1
    latitude += (place.latitude - latitude) / count
    longitude += (place.longitude - longitude) / count
  }

  var place: LocationModel.Place? {
    count > 0 ? LocationModel.Place(latitude: latitude, longitude: longitude) : nil
  }
}
