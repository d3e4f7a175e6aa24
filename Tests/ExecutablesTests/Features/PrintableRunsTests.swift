import Testing

@testable import Executables

@Suite struct PrintableRunsTests {
  /// Bytes of which most are printable, in runs of all lengths.
  private func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let draw = state >> 33
      return draw % 23 < seed % 5 + 1 ? UInt8(truncatingIfNeeded: draw >> 8) : UInt8(0x20 + draw % 0x60)
    }
  }

  private func expected(_ bytes: [UInt8], _ range: Range<Int>, _ shortest: Int, _ last: UInt8) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound {
      if index < range.upperBound, bytes[index] >= 0x20, bytes[index] <= last { continue }
      if index - start >= shortest { result.append(start..<index) }
      start = index + 1
    }
    return result
  }

  @Test("Runs are those of a search byte by byte", arguments: 0..<12)
  func areThoseOfASearchByteByByte(seed: UInt64) {
    let bytes = bytes(1000, seed: seed)
    for range in [0..<1000, 0..<64, 3..<67, 1..<130, 40..<999, 5..<5, 7..<9] {
      for (shortest, includesDelete) in [(3, false), (5, true), (1, false), (64, true)] {
        var found: [Range<Int>] = []
        PrintableRuns.forEach(bytes.span, in: range, shortest: shortest, includesDelete: includesDelete) {
          found.append($0)
        }
        #expect(found == expected(bytes, range, shortest, includesDelete ? 0x7F : 0x7E))
      }
    }
  }

  @Test("Patterns of families are printable, and none is shorter than is said")
  func patternsLieInRuns() {
    let patterns = StringFamily.allCases.flatMap(\.patterns)
    #expect(patterns.map(\.utf8.count).min() == PatternAutomaton.shortestString)
    #expect(patterns.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } })
  }

  @Test("Looking only into runs finds every pattern", arguments: 0..<8)
  func findsEveryPattern(seed: UInt64) {
    var bytes = bytes(3000, seed: seed)
    let patterns = StringFamily.allCases.flatMap(\.patterns)
    var place = Int(seed)
    for pattern in patterns where place + 80 < bytes.count {
      bytes.replaceSubrange(place..<place + pattern.utf8.count, with: Array(pattern.utf8))
      place += pattern.utf8.count + Int(seed % 3)
    }
    var everywhere = [Int](repeating: 0, count: StringFamily.allCases.count)
    PatternAutomaton.strings.count(bytes.span, 0..<bytes.count, into: &everywhere)
    var runs = StringGroup.Runs()
    runs.count(bytes.span, 0..<bytes.count)
    #expect(runs.families == everywhere && everywhere.contains { $0 > 0 })
  }
}
