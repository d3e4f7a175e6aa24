extension AdaptiveWindow: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "adaptive-window"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state: sixteen bytes a bucket, of which there are five for each doubling of the window.
  public func write(to writer: inout StateWriter) {
    writer.append(delta)
    for number in [clock, shortest, grace, ticks, changes, levels.count] { writer.append(count: number) }
    for value in [sum, spread] { writer.append(value) }
    for level in levels {
      writer.append(count: level.count)
      for bucket in level {
        writer.append(bucket.sum)
        writer.append(bucket.spread)
      }
    }
  }

  /// Restores a state. How many values the window has follows from its buckets.
  public init(from reader: inout StateReader) throws(StateError) {
    let delta = try reader.double()
    let most = 1 << 60
    self.init(
      delta: delta, clock: try reader.integer(in: 1...most), shortest: try reader.integer(in: 1...(1 << 30)),
      grace: try reader.integer(in: 1...most))
    guard self.delta == delta else { throw StateError("the chance of a false alarm is \(delta)") }
    ticks = try reader.integer(in: 0...most)
    changes = try reader.integer(in: 0...most)
    // Fifty doublings are more values than anything sends.
    let depth = try reader.integer(in: 1...50)
    sum = try reader.double()
    spread = try reader.double()
    levels = []
    for level in 0..<depth {
      var buckets: [Bucket] = []
      for _ in 0..<(try reader.integer(in: 0...Self.bucketsPerSize)) {
        buckets.append(Bucket(sum: try reader.double(), spread: try reader.double()))
      }
      count += buckets.count << level
      levels.append(buckets)
    }
  }
}
