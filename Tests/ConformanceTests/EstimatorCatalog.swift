import Foundation
import Learning

/// What the suite asks of an estimator beside its state: take observations, and say what it believes.
protocol Estimator: StatefulEstimator {
  init()
  mutating func take(_ key: UInt64, _ step: Int)
  /// Numbers that depend on everything learnt.
  var belief: [Double] { get }
}

/// Every estimator that keeps a state.
let estimators: [any Estimator.Type] = [
  RarityModel.self, CountMinSketch.self, HyperLogLog.self, FirstSeenSet.self, SeriesDetector.self, RandomCutForest.self,
  HalfSpaceTrees.self, CountSeries.self, MetricSeries.self, ScoreNormalizer.self, CircularModel.self,
  LocationModel.self,
  TemplateMiner.self, AdaptiveWindow.self, ExchangeabilityTest.self, SilenceAlarm.self, AlertBudget.self,
  BudgetController.self,
  RecentScores.self,
]

/// A number in 0 ..< 1 that follows from a key.
private func unit(_ key: UInt64, _ salt: UInt64 = 0) -> Double {
  Double(SplitMix64.mix(key ^ salt) &>> 11) * 0x1p-53
}

extension RarityModel: Estimator {
  init() { self.init(Configuration(pairCapacity: 400, contextCapacity: 40)) }
  mutating func take(_ key: UInt64, _ step: Int) {
    observe(key % 97, in: key % 13)
    if step % 1_000 == 999 { forgetHalf() }
  }
  var belief: [Double] { (UInt64(0)..<97).map { rarity(of: $0, in: $0 % 13)?.pValue ?? -1 } }
}

extension CountMinSketch: Estimator {
  init() { self.init(width: 256) }
  mutating func take(_ key: UInt64, _ step: Int) { add(key % 500) }
  var belief: [Double] { (UInt64(0)..<500).map { Double(count(of: $0)) } }
}

extension HyperLogLog: Estimator {
  mutating func take(_ key: UInt64, _ step: Int) { insert(key) }
  var belief: [Double] { [count] }
}

extension FirstSeenSet: Estimator {
  init() { self.init(capacity: 100, retention: 700) }
  mutating func take(_ key: UInt64, _ step: Int) { see(key % 300, at: Int64(step)) }
  var belief: [Double] { [Double(count)] + (UInt64(0)..<300).map { contains($0) ? 1 : 0 } }
}

extension SeriesDetector: Estimator {
  init() {
    var configuration = Configuration()
    configuration.history = 60
    configuration.subsequenceLength = 4
    self.init(configuration)
  }
  mutating func take(_ key: UInt64, _ step: Int) {
    _ = observe(Double(step % 24) + unit(key) + (key % 500 == 0 ? 100 : 0), at: Double(step) * 3_600)
  }
  var belief: [Double] {
    var copy = self
    return (0..<60).flatMap { step -> [Double] in
      let found = copy.observe(Double(step % 31) * 1.5, at: Double(step) * 1_800)
      return found.map { [$0.evidence, $0.score, $0.pValue] } ?? [-1]
    }
  }
}

extension RandomCutForest: Estimator {
  init() { self.init(columns: 3, Configuration(trees: 4, window: 48), seed: 3) }
  mutating func take(_ key: UInt64, _ step: Int) {
    // Some points come again, some stand apart, some have the other zero.
    _ = observe([Double(key % 5), key % 7 == 0 ? -0.0 : unit(key), key % 101 == 0 ? -1e300 : 0])
  }
  var belief: [Double] {
    var copy = self
    return (0..<60).map { copy.observe([Double($0 % 7), unit(UInt64($0)), 0]) ?? -1 }
  }
}

extension HalfSpaceTrees: Estimator {
  init() { self.init(columns: 2, Configuration(trees: 3, depth: 7, window: 90), seed: 5) }
  mutating func take(_ key: UInt64, _ step: Int) { learn([Float(unit(key)), Float(unit(key, 1))]) }
  var belief: [Double] {
    var copy = self
    return (0..<120).map { copy.observe([Float(unit(UInt64($0))), Float($0) / 120]) }
  }
}

/// A series together with its settings, which a job keeps once for many series.
protocol SettledSeries: Estimator {
  static var settings: SeriesSettings { get }
  var model: SeriesModel { get set }
  init(model: SeriesModel)
}

extension SettledSeries {
  static var stateTag: String { "series" }
  static var stateVersion: UInt64 { 1 }
  init() { self.init(model: SeriesModel(Self.settings)) }
  init(from reader: inout StateReader) throws(StateError) {
    self.init(model: try SeriesModel(from: &reader, Self.settings))
  }
  func write(to writer: inout StateWriter) { model.write(to: &writer) }
  var belief: [Double] {
    var copy = model
    return (1...40).flatMap { step -> [Double] in
      let score = copy.observe(Double(step % 9), at: copy.lastBucket + 1, Self.settings)
      let expected = copy.forecast(at: copy.lastBucket + 5, Self.settings)
      return [score?.typical ?? -1, score?.logProbability ?? 1, expected?.mean ?? -1, expected?.upper ?? -1]
    }
  }
}

struct CountSeries: SettledSeries {
  static let settings = SeriesSettings(kind: .count, span: 3_600)
  var model: SeriesModel
  mutating func take(_ key: UInt64, _ step: Int) {
    let level = step % 2_000 < 1_500 ? 6.0 : 20
    model.observe((level * unit(key) * Double(step % 24)).rounded(), at: Int64(step), Self.settings)
  }
}

struct MetricSeries: SettledSeries {
  static let settings = SeriesSettings(kind: .metric, side: .high, span: 1_800)
  var model: SeriesModel
  mutating func take(_ key: UInt64, _ step: Int) {
    model.observe(3 * unit(key) + Double(step % 48) + 0.01 * Double(step), at: Int64(step), Self.settings)
  }
}

extension ScoreNormalizer: Estimator {
  mutating func take(_ key: UInt64, _ step: Int) {
    let raw = key % 3 == 0 ? 0 : unit(key) * unit(key, 7) * 50
    learn(raw)
    learn(raw, partition: key % 40)
    if step % 500 == 499 { decay(0.9) }
  }
  var belief: [Double] {
    (0..<80).map { score(raw: Double($0) / 3, logProbability: -Double($0), partition: UInt64($0 % 45)) }
  }
}

extension CircularModel: Estimator {
  init() { self.init(isWeek: true) }
  mutating func take(_ key: UInt64, _ step: Int) { learn(unit(key) * unit(key, 2), weight: 1 + Double(key % 3)) }
  var belief: [Double] { [typical, weight] + (0..<168).map { logProbability(Double($0) / 168) } }
}

extension LocationModel: Estimator {
  mutating func take(_ key: UInt64, _ step: Int) {
    guard let place = Place(latitude: Double(key % 12) * 14 - 80, longitude: unit(key) * 360 - 180) else { return }
    learn(place)
  }
  var belief: [Double] {
    (0..<60).flatMap { index -> [Double] in
      guard let place = Place(latitude: Double(index) - 30, longitude: Double(index * 6) - 180) else { return [] }
      let near = typical(near: place)
      return [logProbability(place), near?.latitude ?? 100, near?.longitude ?? 200]
    }
  }
}

extension TemplateMiner: Estimator {
  init() { self.init(capacity: 60) }
  mutating func take(_ key: UInt64, _ step: Int) {
    let kinds = ["accepted", "refused", "closed", "opened", "lost"]
    let words = (0..<Int(3 + key % 5)).map { "w\(UnicodeScalar(UInt8(97 + (Int(key % 23) * $0) % 26)))" }
    _ = category(of: "\(kinds[Int(key % 5)]) session \(key % 1_000) \(words.joined(separator: " "))")
  }
  var belief: [Double] {
    [Double(refused), Double(size)]
      + templates.flatMap { [Double($0.matches), Double($0.maximumLength), Double($0.terms.utf8.count)] }
  }
}

extension AdaptiveWindow: Estimator {
  init() { self.init(delta: 0.01) }
  mutating func take(_ key: UInt64, _ step: Int) { _ = add(unit(key) + (step / 900 % 2 == 0 ? 0 : 3)) }
  var belief: [Double] {
    var copy = self
    let found = (0..<100).map { copy.add(Double($0 % 3)) ? 1.0 : 0 }
    return [mean, variance, Double(count), Double(changes)] + found
  }
}

extension ExchangeabilityTest: Estimator {
  init() { self.init(jump: 0.02) }
  mutating func take(_ key: UInt64, _ step: Int) { add(unit(key)) }
  var belief: [Double] {
    var copy = self
    let found = (0..<20).map { step -> Double in
      copy.add(Double(step) / 20)
      return copy.logCapital
    }
    return [logCapital, peak, Double(count)] + found
  }
}

extension SilenceAlarm: Estimator {
  init() { self.init(days: 5, capacity: 30) }
  mutating func take(_ key: UInt64, _ step: Int) { note("source \(key % 40)", at: Double(step) / 37) }
  var belief: [Double] {
    let found = silences(at: 2_000).flatMap { [$0.last, $0.length, $0.longest, $0.falseAlarmsPerDay] }
    return [Double(count), Double(unwatched)] + found
  }
}

extension AlertBudget: Estimator {
  init() {
    var configuration = Configuration(perDay: 2)
    configuration.scopes = ["fleet": 20]
    configuration.referenceSize = 80
    configuration.minimumReference = 30
    configuration.capacity = 12
    configuration.pendingCapacity = 40
    self.init(configuration)
  }
  mutating func take(_ key: UInt64, _ step: Int) {
    let group = "group \(key % 15)"
    let name = key % 4 == 0 ? "case \(step / 7)" : nil
    let score = -log(max(1e-9, unit(key))) + (key % 97 == 0 ? 9 : 0)
    _ = decide(
      id: "finding \(step)", group: group, scopes: [group, "fleet"], case: name, score: score, time: Double(step) / 200,
      logEValue: key % 89 == 0 ? 25 : nil, isOwed: key % 71 == 0, isRepeated: key % 67 == 0)
    // Most verdicts come, some late, some never.
    if key % 5 != 0 { settle(id: "finding \(step - Int(key % 30))", isFalse: key % 3 != 0) }
    if key % 50 == 0 { noteSecondVerdict(agrees: key % 7 != 0) }
    if key % 400 == 0 { promise(["fleet": Double(key % 30)], from: Double(step) / 200) }
  }
  var belief: [Double] {
    var copy = self
    let decisions = (0..<60).flatMap { step -> [Double] in
      let decision = copy.decide(
        id: "later \(step)", group: "group \(step % 15)", case: "case \(step % 2)", score: Double(step) / 4, time: 400)
      return [decision.isShown ? 1 : 0, decision.surplus, decision.threshold]
    }
    return decisions + [wrongVerdicts] + report().flatMap { [$0.bound, Double($0.awaiting + $0.seen + $0.refuted)] }
  }
}

extension BudgetController: Estimator {
  init() { self.init(perDay: 3) }
  mutating func take(_ key: UInt64, _ step: Int) {
    advance(to: Double(step) / 50)
    if passes(unit(key) * 5) { charge(key % 3 == 0 ? 1 : 0.25) }
    if key % 300 == 0 { promise(Double(key % 7), from: Double(step) / 50, awaiting: Int(key % 3)) }
  }
  var belief: [Double] { [threshold, days, charged, bound] }
}

extension RecentScores: Estimator {
  init() { self.init(capacity: 100) }
  mutating func take(_ key: UInt64, _ step: Int) {
    let score = (unit(key) * 40).rounded() / 4
    add(score, at: Double(step) / 10)
    if key % 9 == 0 { remove(score) }
  }
  var belief: [Double] {
    [dailyRate(at: 1e6) ?? -1] + (0..<60).flatMap { [surprise(Double($0) / 5), pValue(Double($0) / 5)] }
  }
}
