import Learning

/// The estimators whose states are read, in an order that seeds rely on: new ones go to the end.
private let decoders: [@Sendable (inout StateReader) throws(StateError) -> Void] = [
  { (reader) throws(StateError) in
    var detector = try SeriesDetector(from: &reader)
    keep(detector)
    for step in 0..<20 { _ = detector.observe(Double(step * step % 7), at: Double(step) * 900) }
  },
  { (reader) throws(StateError) in
    var forest = try RandomCutForest(from: &reader)
    keep(forest)
    guard forest.columns < 100, forest.configuration.trees < 100 else { return }
    for step in 0..<20 { _ = forest.observe((0..<forest.columns).map { Double((step + $0) % 5) }) }
  },
  { (reader) throws(StateError) in
    var trees = try HalfSpaceTrees(from: &reader)
    keep(trees)
    guard trees.columns < 100, trees.configuration.trees < 100 else { return }
    for step in 0..<20 { _ = trees.observe((0..<trees.columns).map { Float((step + $0) % 5) / 5 }) }
  },
  { (reader) throws(StateError) in
    var model = try RarityModel(from: &reader)
    keep(model)
    for key in UInt64(0)..<20 { model.observe(key, in: key % 3) }
    _ = model.rarity(of: 1, in: 1)
  },
  { (reader) throws(StateError) in
    var sketch = try CountMinSketch(from: &reader)
    keep(sketch)
    for key in UInt64(0)..<20 { sketch.add(key) }
  },
  { (reader) throws(StateError) in
    var counter = try HyperLogLog(from: &reader)
    keep(counter)
    for key in UInt64(0)..<20 { counter.insert(key) }
    _ = counter.count
  },
  { (reader) throws(StateError) in
    var set = try FirstSeenSet(from: &reader)
    keep(set)
    for key in UInt64(0)..<20 { set.see(key, at: Int64(key) &* (1 << 60)) }
  },
  { (reader) throws(StateError) in
    for kind in [SeriesSettings.Kind.count, .metric] {
      let settings = SeriesSettings(kind: kind, span: 3_600)
      var copy = reader
      guard var model = try? SeriesModel(from: &copy, settings) else { continue }
      for step in Int64(0)..<20 { model.observe(Double(step % 7), at: model.lastBucket &+ step % 3, settings) }
      _ = model.forecast(at: model.lastBucket, settings)
    }
  },
  { (reader) throws(StateError) in
    var normalizer = try ScoreNormalizer(from: &reader)
    keep(normalizer)
    for step in 0..<20 { normalizer.learn(Double(step), partition: UInt64(step)) }
    _ = normalizer.score(raw: 4, logProbability: -5)
  },
  { (reader) throws(StateError) in
    var circle = try CircularModel(from: &reader)
    keep(circle)
    for step in 0..<20 { circle.learn(Double(step) / 20) }
    _ = circle.logProbability(circle.typical)
  },
  { (reader) throws(StateError) in
    var places = try LocationModel(from: &reader)
    keep(places)
    for step in 0..<20 {
      guard let place = LocationModel.Place(latitude: Double(step), longitude: Double(step * 9)) else { continue }
      places.learn(place)
      _ = places.logProbability(place)
    }
  },
  { (reader) throws(StateError) in
    var miner = try TemplateMiner(from: &reader)
    keep(miner)
    for step in 0..<20 { _ = miner.category(of: "session opened for \(step % 3) by root") }
  },
]

/// What was read must be written as something that is read as the same.
private func keep<E: StatefulEstimator>(_ estimator: E) {
  let snapshot = estimator.snapshot()
  guard let copy = try? E(snapshot: snapshot) else { preconditionFailure("what was written cannot be read") }
  precondition(copy.snapshot() == snapshot, "what was read is written differently")
}

/// What libFuzzer calls with every input: the first byte chooses the estimator, the rest is its state.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let bytes = StateWriter(tag: "", version: 0).bytes + Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  // A small limit, so that inputs stay fast.
  guard var reader = try? StateReader(bytes, tag: "", version: 0, memoryLimit: 4 << 20) else { return 0 }
  try? decoders[Int(start[0]) % decoders.count](&reader)
  return 0
}
