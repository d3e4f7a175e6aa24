import Learning
import Testing

@Suite struct EstimatorConformanceTests {
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

  @Test(arguments: estimators.indices) func isRepeatable(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let (first, second) = (Self.fed(E.self, 0..<3_000), Self.fed(E.self, 0..<3_000))
      #expect(first.belief == second.belief)
      #expect(Self.state(first) == Self.state(second))
    }
    check(estimators[index])
  }

  @Test(arguments: estimators.indices) func continuesFromItsState(index: Int) throws {
    func check<E: Estimator>(_ type: E.Type) throws {
      let whole = Self.fed(E.self, 0..<4_000)
      for cut in [0, 1, 100, 1_234, 3_999] {
        let half = try Self.restored(E.self, Self.state(Self.fed(E.self, 0..<cut)))
        let both = Self.fed(E.self, cut..<4_000, from: half)
        #expect(both.belief == whole.belief, "cut after \(cut)")
        #expect(Self.state(both) == Self.state(whole))
      }
    }
    try check(estimators[index])
  }

  @Test(arguments: estimators.indices) func refusesATruncatedState(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let bytes = Self.state(Self.fed(E.self, 0..<500))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
        #expect(throws: StateError.self, "\(length) bytes") { _ = try Self.restored(E.self, Array(bytes[..<length])) }
      }
    }
    check(estimators[index])
  }

  @Test(arguments: estimators.indices) func survivesADamagedState(index: Int) {
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
    check(estimators[index])
  }

  /// Bytes that nobody wrote: all alike, and at random.
  @Test(arguments: estimators.indices) func refusesOrSurvivesArbitraryBytes(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      var generator = Xoshiro256(seed: 4)
      var inputs: [[UInt8]] = [[], [0], [0xFF]]
      for byte in [UInt8(0), 1, 0x7F, 0x80, 0xFF] { inputs.append(Array(repeating: byte, count: 3_000)) }
      for length in stride(from: 1, to: 200, by: 5) {
        inputs.append((0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
      }
      for input in inputs {
        // Behind a sound beginning, and as a snapshot.
        var writer = StateWriter(tag: "suite", version: 1)
        let start = writer.bytes
        if let estimator = try? Self.restored(E.self, start + input) {
          _ = Self.fed(E.self, 0..<50, from: estimator).belief
        }
        #expect(throws: StateError.self) { _ = try E(snapshot: input) }
        writer.append(input)
        #expect(throws: StateError.self) { _ = try E(snapshot: writer.sealed) }
      }
    }
    check(estimators[index])
  }

  @Test(arguments: estimators.indices) func aSnapshotIsTheWholeState(index: Int) throws {
    func check<E: Estimator>(_ type: E.Type) throws {
      let estimator = Self.fed(E.self, 0..<700)
      let snapshot = estimator.snapshot()
      let copy = try E(snapshot: snapshot)
      #expect(copy.snapshot() == snapshot)
      #expect(copy.belief == estimator.belief)
      var generator = Xoshiro256(seed: 12)
      for _ in 0..<200 {
        var damaged = snapshot
        let bit = Int(generator.next() % UInt64(8 * snapshot.count))
        damaged[bit / 8] ^= 1 &<< UInt8(bit % 8)
        #expect(throws: StateError.self, "bit \(bit)") { _ = try E(snapshot: damaged) }
      }
      let other = index == 0 ? estimators[1] : estimators[0]
      #expect(throws: StateError.self) { _ = try other.init(snapshot: snapshot) }
    }
    try check(estimators[index])
  }

  @Test(arguments: estimators.indices) func staysWithinItsMemory(index: Int) {
    func check<E: Estimator>(_ type: E.Type) {
      let once = Self.fed(E.self, 0..<20_000)
      let more = Self.fed(E.self, 20_000..<60_000, from: once)
      #expect(Self.state(more).count <= Self.state(once).count * 5 / 4 + 1_000)
    }
    check(estimators[index])
  }
}
