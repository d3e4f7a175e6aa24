import Learning
import Testing

@Suite struct CountingTests {
  @Test func countMinNeverCountsTooLowAndRarelyTooHigh() {
    var sketch = CountMinSketch(width: 1024)
    var truth: [UInt64: UInt32] = [:]
    var generator = Xoshiro256(seed: 5)
    for _ in 0..<4_000 {
      let key = SplitMix64.mix(UInt64(generator.nextUnit() * generator.nextUnit() * 3_000))
      sketch.add(key)
      truth[key, default: 0] += 1
    }
    let excess = truth.map { Int(sketch.count(of: $0.key)) - Int($0.value) }
    #expect(excess.allSatisfy { $0 >= 0 })
    let tooHigh = excess.count { Double($0) > 2 * 4_000 / 1024 }
    #expect(Double(tooHigh) <= Double(excess.count) / 16)
  }

  @Test(arguments: [0, 1, 128, 129, 1_000, 20_000, 300_000])
  func distinctCountIsExactThenWithinFourStandardErrors(size: Int) {
    for seed in UInt64(0)..<4 {
      var sketch = HyperLogLog()
      for index in 0..<size {
        sketch.insert(seed << 32 | UInt64(index))
        sketch.insert(seed << 32 | UInt64(index / 2))
      }
      let error = abs(sketch.count - Double(size))
      #expect(size <= 128 ? error == 0 : error <= 4 * 0.0163 * Double(size))
    }
  }

  /// Averaged over seeds, the estimate must not lean to one side.
  @Test func distinctCountIsUnbiased() {
    let size = 9_000
    let runs = 60
    var sum = 0.0
    for seed in 0..<UInt64(runs) {
      var sketch = HyperLogLog()
      for index in 0..<size { sketch.insert(SplitMix64.mix(seed) &+ UInt64(index)) }
      sum += sketch.count / Double(size)
    }
    #expect(abs(sum / Double(runs) - 1) < 4 * 0.0163 / Double(runs).squareRoot())
  }

  @Test(arguments: [(50, 60), (50, 5_000), (5_000, 50), (4_000, 6_000)])
  func unionCountsSharedKeysOnce(first: Int, second: Int) {
    var left = HyperLogLog()
    var right = HyperLogLog()
    var both = HyperLogLog()
    for index in 0..<first {
      left.insert(UInt64(index))
      both.insert(UInt64(index))
    }
    for index in (first / 2)..<(first / 2 + second) {
      right.insert(UInt64(index))
      both.insert(UInt64(index))
    }
    left.formUnion(right)
    #expect(left == both)
  }

  @Test func firstSeenIsRememberedForTheRetentionTimeAtLeast() {
    var set = FirstSeenSet(capacity: 1_000, retention: 100)
    #expect(set.see(1, at: 0) == nil)
    #expect(set.see(1, at: 99) == 0)
    #expect(set.see(1, at: 190) == 0)
    #expect(set.see(2, at: 500) == nil)
    #expect(set.see(3, at: 700) == nil)
    #expect(set.see(1, at: 710) == nil)
  }

  @Test func firstSeenHoldsTwoGenerationsAtMost() {
    var set = FirstSeenSet(capacity: 100)
    var generator = SplitMix64(seed: 3)
    for time in 0..<10_000 { set.see(generator.next(), at: Int64(time)) }
    #expect(set.count <= 200)
    #expect(set.count >= 100)
  }

  @Test func firstSeenSurvivesTimesFromTheEndsOfTheRange() {
    var set = FirstSeenSet(capacity: 4, retention: 10)
    for time in [Int64.max, .min, 0, .max, .min] { set.see(7, at: time) }
    #expect(set.count >= 1)
  }
}
