import Testing

@testable import Executables

@Suite struct HistogramIndexTests {
  @Test("Any range has the histogram that counting gives")
  func agreesWithCounting() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let bytes = (0..<40_000).map { _ in UInt8(truncatingIfNeeded: next()) }
    let index = HistogramIndex(bytes.span)
    for _ in 0..<60 {
      let first = Int(next() % 42_000)
      let last = first + Int(next() % 42_000)
      #expect(index.histogram(bytes.span, first..<last) == ByteHistogram(bytes.span, first..<last))
    }
    #expect(index.histogram(bytes.span, 0..<bytes.count).total == bytes.count)
  }

  @Test func entropyOfKnownDistributions() {
    #expect(ByteHistogram([UInt8]().span, 0..<0).entropy == 0)
    #expect(ByteHistogram([7, 7, 7, 7].span, 0..<4).entropy == 0)
    #expect(abs(ByteHistogram([1, 2, 3, 4].span, 0..<4).entropy - 2) < 1e-12)
    let all = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }
    #expect(abs(ByteHistogram(all.span, 0..<4096).entropy - 8) < 1e-12)
  }
}
