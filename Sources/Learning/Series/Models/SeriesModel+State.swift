extension SeriesModel {
  // MARK: Forecast

  /// What is expected of a bucket after the last one learnt; `nil` when nothing was learnt.
  public func forecast(at bucket: Int64, _ settings: SeriesSettings) -> SeriesForecast? {
    guard samples > 0 else { return nil }
    let ahead = Double(max(0, bucket - lastBucket))
    var outlook = outlook(at: bucket, ahead: ahead, settings)
    // The further ahead, the less the level is still known: it may have changed since.
    let drift = ahead / settings.memory
    outlook.base.uncertainty += variance(outlook.base.mean) * drift
    if let mean = outlook.shifted?.mean { outlook.shifted?.uncertainty += variance(mean) * drift }
    let expected = outlook.likelier
    let deviation = (variance(expected.mean) + expected.uncertainty).squareRoot()
    func quantile(_ share: Double) -> Double {
      SeriesForecast.quantile(share, around: expected.mean, deviation, settings.kind) { tails($0, outlook, settings) }
    }
    let (low, high) = (quantile(0.025), quantile(0.975))
    return SeriesForecast(mean: expected.mean, lower: low, upper: high)
  }

  // MARK: State

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    for count in [samples, active, changes] { writer.append(UInt64(count)) }
    writer.append(signed: lastBucket)
    level.write(to: &writer)
    season.write(to: &writer)
    switch residuals {
    case .count(let state): state.write(to: &writer)
    case .metric(let state): state.write(to: &writer)
    }
    multi.write(to: &writer)
    change.write(to: &writer)
    shift.write(to: &writer)
  }

  /// Restores a state that a series of the same settings wrote.
  public init(from reader: inout StateReader, _ settings: SeriesSettings) throws(StateError) {
    samples = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    active = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    changes = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    lastBucket = try reader.signed()
    level = try SeriesLevel(from: &reader)
    season = try SeriesSeason(from: &reader)
    switch settings.kind {
    case .count: residuals = .count(try CountResiduals(from: &reader))
    case .metric: residuals = .metric(try MetricResiduals(from: &reader))
    }
    multi = try MultiBucket(from: &reader)
    change = try ChangeTracker(from: &reader)
    shift = try LevelShift(from: &reader)
  }
}
