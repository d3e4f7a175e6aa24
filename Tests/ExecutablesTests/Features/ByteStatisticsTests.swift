import Testing

@testable import Executables

@Suite struct ByteStatisticsTests {
  @Test(arguments: [0, 1, 1023, 1024, 2047, 2048, 3072, 100_000])
  func countsAsASimpleLoop(count: Int) {
    var mutation = Mutation(seed: UInt64(count + 7))
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: mutation.next() & mutation.next()) }
    let statistics = ByteStatistics(bytes.span)
    var counts = [UInt32](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    #expect(statistics.counts == counts)
    let windows = count < 2048 ? 0 : (count - 2048) / 1024 + 1
    #expect(statistics.windowCounts.reduce(0, +) == UInt32(count < 2048 ? count : windows * 2048))
    for range in [0..<count, count / 3..<count, 0..<count / 2, count / 4..<count / 2] {
      let whole = ByteHistogram(bytes.span, range).entropy
      let entropy = statistics.entropy(bytes.span, in: range)
      #expect(abs(entropy - whole) < 1e-9)
    }
  }
}
