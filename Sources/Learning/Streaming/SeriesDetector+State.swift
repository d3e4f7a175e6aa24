extension SeriesDetector: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "series-detector"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Values, and means of them but for rounding, are not larger.
  fileprivate static let bound = 2 * largest

  /// Writes the state: about 8 bytes for each point that is remembered.
  public func write(to writer: inout StateWriter) {
    configuration.write(to: &writer)
    writer.append(count: count)
    value.write(to: &writer)
    level.range.write(to: &writer)
    writer.append(level.recent.values)
    writer.append(count: level.recent.next)
    for (mean, count) in zip(timeOfDay.means, timeOfDay.counts) {
      writer.append(count: count)
      if count > 0 { writer.append(mean) }
    }
    writer.append(timeOfDay.record.largest)
    writer.append(shape.values)
    writer.append(shape.record.largest)
    writer.append(tail.arrivals)
    writer.append(count: tail.next)
    writer.append(incident.evidence.isFinite)
    writer.append(incident.evidence)
    writer.append(count: incident.at)
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    self.init(try Configuration(from: &reader))
    count = try reader.integer(in: 0...(1 << 60))
    value = try RangeRecord(from: &reader)
    level.range = try RangeRecord(from: &reader)
    level.recent.values = try reader.values(within: Self.bound, atMost: level.recent.capacity)
    level.recent.next = try reader.place(inRing: level.recent.values.count, of: level.recent.capacity)
    for slot in timeOfDay.means.indices {
      timeOfDay.counts[slot] = try reader.integer(in: 0...TimeOfDayRecord.counted)
      if timeOfDay.counts[slot] > 0 { timeOfDay.means[slot] = try reader.value(within: Self.bound) }
    }
    timeOfDay.record = timeOfDay.record.remembering(try reader.surprise())
    shape.values = try reader.values(within: Self.bound, atMost: 2 * shape.capacity)
    shape.record = shape.record.remembering(try reader.surprise())
    let arrivals = try reader.values(within: .greatestFiniteMagnitude, atMost: TailEstimate.capacity)
    let isFull = arrivals.count == TailEstimate.capacity
    tail = TailEstimate(
      arrivals: arrivals, next: try reader.integer(in: 0...(isFull ? TailEstimate.capacity - 1 : 0)))
    let hasIncident = try reader.bool()
    incident.evidence = try reader.double()
    guard hasIncident ? incident.evidence.isFinite : incident.evidence == -.infinity else {
      throw StateError("the last incident of a series is damaged")
    }
    incident.at = try reader.integer(in: 0...count)
  }
}

extension SeriesDetector.Configuration {
  fileprivate static let limit = 1 << 30

  fileprivate func write(to writer: inout StateWriter) {
    for number in [meanWindow, subsequenceLength, subsequenceNeighbours, history, rest, settling] {
      writer.append(count: number)
    }
    for number in [subsequenceHalfLife, timeOfDayHalfLife, slotSeconds, timeOfDayMargin] { writer.append(number) }
  }

  fileprivate init(from reader: inout StateReader) throws(StateError) {
    meanWindow = try reader.integer(in: 0...Self.limit)
    subsequenceLength = try reader.integer(in: 0...Self.limit)
    subsequenceNeighbours = try reader.integer(in: 0...Self.limit)
    history = try reader.integer(in: 0...Self.limit)
    rest = try reader.integer(in: 0...Self.limit)
    settling = try reader.integer(in: 0...Self.limit)
    subsequenceHalfLife = try reader.finite()
    timeOfDayHalfLife = try reader.finite()
    slotSeconds = try reader.finite()
    timeOfDayMargin = try reader.finite()
  }
}

extension RangeRecord {
  fileprivate func write(to writer: inout StateWriter) {
    writer.append(low <= high)
    guard low <= high else { return }
    writer.append(low)
    writer.append(high)
  }

  fileprivate init(from reader: inout StateReader) throws(StateError) {
    self.init()
    guard try reader.bool() else { return }
    self.init(low: try reader.finite(), high: try reader.finite())
    guard low <= high, abs(low) <= SeriesDetector.bound, abs(high) <= SeriesDetector.bound else {
      throw StateError("the range of a series is damaged")
    }
  }
}

extension StateWriter {
  fileprivate mutating func append(_ values: [Double]) {
    append(count: values.count)
    for value in values { append(value) }
  }
}

extension StateReader {
  fileprivate mutating func value(within limit: Double) throws(StateError) -> Double {
    let value = try finite()
    guard abs(value) <= limit else { throw StateError("a value of a series is too large") }
    return value
  }

  fileprivate mutating func values(within limit: Double, atMost capacity: Int) throws(StateError) -> [Double] {
    let count = try count(ofSize: 8)
    guard count <= capacity else { throw StateError("a series remembers \(count) values where \(capacity) have room") }
    var result: [Double] = []
    result.reserveCapacity(count)
    for _ in 0..<count { result.append(try value(within: limit)) }
    return result
  }

  /// Where the next value goes in a ring that holds so many.
  fileprivate mutating func place(inRing count: Int, of capacity: Int) throws(StateError) -> Int {
    let next = try integer(in: 0...(capacity - 1))
    guard count == capacity || next == count else { throw StateError("a ring of values is damaged") }
    return next
  }

  fileprivate mutating func surprise() throws(StateError) -> Double {
    let value = try finite()
    guard value >= 0 else { throw StateError("the record of a series is negative") }
    return value
  }
}
