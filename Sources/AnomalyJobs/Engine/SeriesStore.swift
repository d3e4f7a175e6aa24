import Learning

/// The models of a detector's series, by the hash of their name.
struct SeriesStore {
  private var slots = SlotTable()
  private(set) var names: [SeriesName] = []
  private(set) var partitions: [UInt64] = []
  private(set) var lastActive: [Int64] = []
  /// In how many buckets each had events.
  private(set) var activity: [UInt32] = []
  /// One model a series, or three (minimum, maximum, mean) for the function `metric`.
  var models: [SeriesModel] = []
  var circles: [CircularModel] = []
  var locations: [LocationModel] = []
  let perSeries: Int
  /// Bytes of memory, as of the last count.
  private(set) var size = 0
  /// How often a new series did not fit into memory, once for each bucket.
  private(set) var refused = 0
  /// How many series were forgotten to make room for others.
  private(set) var displaced = 0
  /// Whether something had no room since room was last made.
  private var isShort = false

  init(perSeries: Int) { self.perSeries = perSeries }

  var count: Int { names.count }

  /// Bytes that a new series takes at first, its share of the tables and arrays included.
  private func sizeOfNew(_ name: SeriesName) -> Int {
    44 + MemoryLayout<SeriesName>.stride + name.size + perSeries * MemoryLayout<SeriesModel>.stride
  }

  /// The number of a series, made by `make` if it is new; `nil` when memory is used up.
  mutating func series(
    _ hash: UInt64, name: SeriesName, partition: UInt64, at bucket: Int64, limit: Int,
    make: (inout SeriesStore) -> Void
  ) -> Int? {
    if let known = slots.find(hash) {
      if lastActive[known] != bucket { activity[known] &+= activity[known] == .max ? 0 : 1 }
      lastActive[known] = bucket
      return known
    }
    let added = sizeOfNew(name)
    guard size + added <= limit else {
      refused += 1
      isShort = true
      return nil
    }
    size += added
    names.append(name)
    partitions.append(partition)
    lastActive.append(bucket)
    activity.append(1)
    make(&self)
    return slots.slot(hash).slot
  }

  func find(_ hash: UInt64) -> Int? { slots.find(hash) }

  /// Whether no model may take more memory.
  func isFull(limit: Int) -> Bool { size + SeriesModel.mostGrowth > limit }

  /// Judges a value by a model, and learns it. A model takes more memory, for seasons, only while the limit leaves room.
  @discardableResult
  mutating func observe(
    _ value: Double, by place: Int, at bucket: Int64, _ settings: SeriesSettings, weight: Double = 1, limit: Int
  ) -> SeriesScore? {
    var settings = settings
    settings.mayGrow = !isFull(limit: limit)
    if !settings.mayGrow { isShort = true }
    let before = models[place].size
    let score = models[place].observe(value, at: bucket, settings, weight: weight)
    size += models[place].size - before
    return score
  }

  /// Counts the bytes.
  mutating func measure() {
    var bytes = slots.size + 20 * names.count
    for name in names { bytes += MemoryLayout<SeriesName>.stride + name.size }
    for model in models { bytes += model.size }
    for circle in circles { bytes += circle.size }
    for location in locations { bytes += location.size }
    size = bytes
  }

  // MARK: Forgetting

  /// Forgets series that had no events since a bucket.
  mutating func prune(before bucket: Int64) {
    guard lastActive.contains(where: { $0 < bucket }) else { return }
    keep(lastActive.map { $0 >= bucket })
  }

  /// Where something had no room, forgets idle series until an eighth of the limit is free, or none is left that had no events since a
  /// bucket.
  ///
  /// Series that had events in few buckets go first (counted in powers of two), of those the longest idle: so a flood of names that
  /// come once displaces names that came once, and not what was learnt about the regulars.
  mutating func makeRoom(idleBefore bucket: Int64, limit: Int) {
    let goal = limit - limit / 8
    guard isShort, size > goal else { return }
    isShort = false
    var idle = names.indices.filter { lastActive[$0] < bucket }
    guard !idle.isEmpty else { return }
    idle.sort { left, right in
      let rank = (activity[left].leadingZeroBitCount, activity[right].leadingZeroBitCount)
      if rank.0 != rank.1 { return rank.0 > rank.1 }
      return lastActive[left] != lastActive[right] ? lastActive[left] < lastActive[right] : left < right
    }
    var isKept = [Bool](repeating: true, count: count)
    var expected = size
    for index in idle {
      guard expected > goal else { break }
      isKept[index] = false
      displaced += 1
      expected -= sizeOf(index)
    }
    keep(isKept)
  }

  /// Bytes that a series takes.
  private func sizeOf(_ index: Int) -> Int {
    var bytes = sizeOfNew(names[index]) - perSeries * MemoryLayout<SeriesModel>.stride
    if !models.isEmpty { for place in models.indices(ofSeries: index, perSeries) { bytes += models[place].size } }
    if !circles.isEmpty { bytes += circles[index].size }
    if !locations.isEmpty { bytes += locations[index].size }
    return bytes
  }

  private mutating func keep(_ isKept: [Bool]) {
    var kept = SeriesStore(perSeries: perSeries)
    kept.refused = refused
    kept.displaced = displaced
    for index in names.indices where isKept[index] {
      _ = kept.slots.slot(slots.hashes[index])
      kept.names.append(names[index])
      kept.partitions.append(partitions[index])
      kept.lastActive.append(lastActive[index])
      kept.activity.append(activity[index])
      if !models.isEmpty { kept.models += models[models.indices(ofSeries: index, perSeries)] }
      if !circles.isEmpty { kept.circles.append(circles[index]) }
      if !locations.isEmpty { kept.locations.append(locations[index]) }
    }
    self = kept
    measure()
  }

  // MARK: State

  func write(to writer: inout StateWriter) {
    writer.append(count: names.count)
    writer.append(count: refused)
    writer.append(count: displaced)
    for index in names.indices {
      writer.append(word: slots.hashes[index])
      for text in [names[index].partition, names[index].by, names[index].over] {
        writer.append(text != nil)
        writer.append(text ?? "")
      }
      writer.append(word: partitions[index])
      writer.append(signed: lastActive[index])
      writer.append(count: Int(activity[index]))
    }
    writer.append(count: models.count)
    for model in models { model.write(to: &writer) }
    writer.append(count: circles.count)
    for circle in circles { circle.write(to: &writer) }
    writer.append(count: locations.count)
    for location in locations { location.write(to: &writer) }
  }

  /// What each series has.
  enum Holding {
    case models, circles, locations
  }

  init(
    from reader: inout StateReader, perSeries: Int, _ settings: SeriesSettings, holding: Holding
  ) throws(StateError) {
    self.perSeries = perSeries
    let count = try reader.count(ofSize: 20)
    refused = try reader.integer(in: 0...Int(Int64.max))
    displaced = try reader.integer(in: 0...Int(Int64.max))
    for _ in 0..<count {
      guard slots.slot(try reader.word()).isNew else { throw StateError("two series have the same name") }
      var texts: [String?] = []
      for _ in 0..<3 {
        let isThere = try reader.bool()
        let text = try reader.string()
        texts.append(isThere ? text : nil)
      }
      names.append(SeriesName(partition: texts[0], by: texts[1], over: texts[2]))
      partitions.append(try reader.word())
      lastActive.append(try reader.signed())
      activity.append(UInt32(try reader.integer(in: 0...Int(UInt32.max))))
    }
    for _ in 0..<(try reader.count(ofSize: 50)) { models.append(try SeriesModel(from: &reader, settings)) }
    for _ in 0..<(try reader.count(ofSize: 50)) { circles.append(try CircularModel(from: &reader)) }
    for _ in 0..<(try reader.count(ofSize: 9)) { locations.append(try LocationModel(from: &reader)) }
    let found = [models.count, circles.count, locations.count]
    let expected =
      switch holding {
      case .models: [count * perSeries, 0, 0]
      case .circles: [0, count, 0]
      case .locations: [0, 0, count]
      }
    guard found == expected else { throw StateError("the series of a detector are incomplete") }
    measure()
  }
}

extension [SeriesModel] {
  /// Where the models of a series lie.
  fileprivate func indices(ofSeries index: Int, _ perSeries: Int) -> Range<Int> {
    (index * perSeries)..<((index + 1) * perSeries)
  }
}
