extension RarityModel: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "rarity-model"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// The state as bytes, the same for the same observations.
  public func write(to writer: inout StateWriter) {
    var own = StateWriter(tag: Self.stateTag, version: Self.stateVersion)
    own.append(count: configuration.pairCapacity)
    own.append(count: configuration.contextCapacity)
    own.append(configuration.concentration)
    own.append(unlearnt)
    own.append(count: pairs.count)
    for (pair, count) in pairs.sorted(by: { ($0.key.context, $0.key.category) < ($1.key.context, $1.key.category) }) {
      own.append(word: pair.context)
      own.append(word: pair.category)
      own.append(UInt64(count))
    }
    own.append(count: categories.count)
    for (category, count) in categories.sorted(by: { $0.key < $1.key }) {
      own.append(word: category)
      own.append(UInt64(count))
    }
    own.append(count: contexts.count)
    for (context, spectrum) in contexts.sorted(by: { $0.key < $1.key }) {
      own.append(word: context)
      spectrum.write(to: &own)
    }
    for sketch in [pairOverflow, categoryOverflow] {
      own.append(sketch != nil)
      sketch?.write(to: &own)
    }
    pooled.write(to: &own)
    base.write(to: &own)
    writer.append(own.bytes)
  }

  /// Restores a state.
  public init(from outer: inout StateReader) throws(StateError) {
    var reader = try StateReader(outer.data(), tag: Self.stateTag, version: Self.stateVersion)
    let pairCapacity = try reader.integer(in: 1...(1 << 30))
    let contextCapacity = try reader.integer(in: 1...(1 << 30))
    let concentration = try reader.double()
    guard concentration.isFinite, concentration > 0 else { throw StateError("a concentration is not positive") }
    self.init(
      Configuration(pairCapacity: pairCapacity, contextCapacity: contextCapacity, concentration: concentration))
    unlearnt = UInt64(try reader.integer(in: 0...(1 << 62)))
    for _ in 0..<(try reader.count(ofSize: 17)) {
      let pair = Pair(context: try reader.word(), category: try reader.word())
      pairs[pair] = UInt32(try reader.integer(in: 1...Int(UInt32.max)))
    }
    for _ in 0..<(try reader.count(ofSize: 9)) {
      let category = try reader.word()
      categories[category] = UInt32(try reader.integer(in: 1...Int(UInt32.max)))
    }
    for _ in 0..<(try reader.count(ofSize: 10)) {
      let context = try reader.word()
      contexts[context] = try CountSpectrum(from: &reader)
    }
    if try reader.bool() { pairOverflow = try CountMinSketch(from: &reader) }
    if try reader.bool() { categoryOverflow = try CountMinSketch(from: &reader) }
    pooled = try CountSpectrum(from: &reader)
    base = try CountSpectrum(from: &reader)
    try reader.end()
  }
}
