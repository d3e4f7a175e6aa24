import Learning
import Testing

/// What the suite asks of an estimator: take observations, say what it believes, and write itself down.
protocol Estimator: Sendable {
  init()
  mutating func take(_ key: UInt64, _ step: Int)
  /// Numbers that depend on everything learnt.
  var belief: [Double] { get }
  func write(to writer: inout StateWriter)
  init(from reader: inout StateReader) throws(StateError)
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

@Suite struct EstimatorConformanceTests {
  static let catalog: [any Estimator.Type] = [
    RarityModel.self, CountMinSketch.self, HyperLogLog.self, FirstSeenSet.self,
  ]

  static func fed<E: Estimator>(_ type: E.Type, _ range: Range<Int>, from start: E = E()) -> E {
    var estimator = start
    for step in range { estimator.take(SplitMix64.mix(UInt64(step / 2)), step) }
    return estimator
  }

  static func state(_ estimator: some Estimator) -> [UInt8] {
    var writer = StateWriter(tag: "suite", version: 1)
    estimator.write(to: &writer)
    return writer.bytes
  }

  static func restored<E: Estimator>(_ type: E.Type, _ bytes: [UInt8]) throws -> E {
    var reader = try StateReader(bytes, tag: "suite", version: 1)
    let estimator = try E(from: &reader)
    try reader.end()
    return estimator
  }

  @Test(arguments: catalog.indices) func isRepeatable(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let (first, second) = (Self.fed(E.self, 0..<3_000), Self.fed(E.self, 0..<3_000))
      #expect(first.belief == second.belief)
      #expect(Self.state(first) == Self.state(second))
    }
    check(Self.catalog[index])
  }

  @Test(arguments: catalog.indices) func continuesFromItsState(index: Int) throws {
    func check<E: Estimator>(_ type: E.Type) throws {
      let whole = Self.fed(E.self, 0..<4_000)
      for cut in [0, 1, 100, 1_234, 3_999] {
        let half = try Self.restored(E.self, Self.state(Self.fed(E.self, 0..<cut)))
        let both = Self.fed(E.self, cut..<4_000, from: half)
        #expect(both.belief == whole.belief, "cut after \(cut)")
        #expect(Self.state(both) == Self.state(whole))
      }
    }
    try check(Self.catalog[index])
  }

  @Test(arguments: catalog.indices) func refusesATruncatedState(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let bytes = Self.state(Self.fed(E.self, 0..<500))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
        #expect(throws: StateError.self, "\(length) bytes") { _ = try Self.restored(E.self, Array(bytes[..<length])) }
      }
    }
    check(Self.catalog[index])
  }

  @Test(arguments: catalog.indices) func survivesADamagedState(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let bytes = Self.state(Self.fed(E.self, 0..<500))
      var generator = Xoshiro256(seed: 9)
      for _ in 0..<300 {
        var damaged = bytes
        for _ in 0..<3 {
          damaged[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
        }
        guard let estimator = try? Self.restored(E.self, damaged) else { continue }
        _ = Self.fed(E.self, 0..<50, from: estimator).belief
      }
    }
    check(Self.catalog[index])
  }

  @Test(arguments: catalog.indices) func staysWithinItsMemory(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let once = Self.fed(E.self, 0..<20_000)
      let more = Self.fed(E.self, 20_000..<60_000, from: once)
      #expect(Self.state(more).count <= Self.state(once).count * 5 / 4 + 1_000)
    }
    check(Self.catalog[index])
  }
}
