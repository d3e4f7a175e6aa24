import Learning

/// Estimators in an order that seeds rely on: new ones go to the end.
private let estimators = 15

private func read(_ estimator: Int, from reader: inout StateReader) throws(StateError) {
  switch estimator {
  case 0:
    var detector = try SeriesDetector(from: &reader)
    keep(detector)
    for step in 0..<20 { _ = detector.observe(Double(step * step % 7), at: Double(step) * 900) }
  case 1:
    var forest = try RandomCutForest(from: &reader)
    keep(forest)
    guard forest.columns < 100, forest.configuration.trees < 100 else { return }
    for step in 0..<20 { _ = forest.observe((0..<forest.columns).map { Double((step + $0) % 5) }) }
  case 2:
    var trees = try HalfSpaceTrees(from: &reader)
    keep(trees)
    guard trees.columns < 100, trees.configuration.trees < 100 else { return }
    for step in 0..<20 { _ = trees.observe((0..<trees.columns).map { Float((step + $0) % 5) / 5 }) }
  case 3:
    var model = try RarityModel(from: &reader)
    keep(model)
    for key in UInt64(0)..<20 { model.observe(key, in: key % 3) }
    _ = model.rarity(of: 1, in: 1)
  case 4:
    var sketch = try CountMinSketch(from: &reader)
    keep(sketch)
    for key in UInt64(0)..<20 { sketch.add(key) }
  case 5:
    var counter = try HyperLogLog(from: &reader)
    keep(counter)
    for key in UInt64(0)..<20 { counter.insert(key) }
    _ = counter.count
  case 6:
    var set = try FirstSeenSet(from: &reader)
    keep(set)
    for key in UInt64(0)..<20 { set.see(key, at: Int64(key) &* (1 << 60)) }
  case 7:
    for kind in [SeriesSettings.Kind.count, .metric] {
      let settings = SeriesSettings(kind: kind, span: 3_600)
      var copy = reader
      guard var model = try? SeriesModel(from: &copy, settings) else { continue }
      for step in Int64(0)..<20 { model.observe(Double(step % 7), at: model.lastBucket &+ step % 3, settings) }
      _ = model.forecast(at: model.lastBucket, settings)
    }
  case 8:
    var normalizer = try ScoreNormalizer(from: &reader)
    keep(normalizer)
    for step in 0..<20 { normalizer.learn(Double(step), partition: UInt64(step)) }
    _ = normalizer.score(raw: 4, logProbability: -5)
  case 9:
    var circle = try CircularModel(from: &reader)
    keep(circle)
    for step in 0..<20 { circle.learn(Double(step) / 20) }
    _ = circle.logProbability(circle.typical)
  case 10:
    var places = try LocationModel(from: &reader)
    keep(places)
    for step in 0..<20 {
      guard let place = LocationModel.Place(latitude: Double(step), longitude: Double(step * 9)) else { continue }
      places.learn(place)
      _ = places.logProbability(place)
    }
  case 12:
    var budget = try AlertBudget(from: &reader)
    keep(budget)
    for step in 0..<20 {
      _ = budget.decide(id: "\(step)", group: "\(step % 3)", case: "a", score: Double(step % 7), time: Double(step))
      budget.settle(id: "\(step / 2)", isFalse: step % 2 == 0)
      if step == 9 { budget.promise(["0": 2, "fleet": 3], from: Double(step)) }
    }
    budget.release(["1"])
    _ = budget.report()
  case 13:
    var controller = try BudgetController(from: &reader)
    keep(controller)
    for step in 0..<20 {
      if step == 9 { controller.promise(3, from: Double(step), awaiting: 2) }
      controller.advance(to: Double(step))
      if controller.passes(Double(step % 5)) { controller.charge(0.5) }
    }
    _ = controller.bound
  case 14:
    var scores = try RecentScores(from: &reader)
    keep(scores)
    for step in 0..<20 {
      scores.add(Double(step % 7), at: Double(step))
      _ = scores.surprise(Double(step))
    }
  default:
    var miner = try TemplateMiner(from: &reader)
    keep(miner)
    for step in 0..<20 { _ = miner.category(of: "session opened for \(step % 3) by root") }
  }
}

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
  try? read(Int(start[0]) % estimators, from: &reader)
  return 0
}
