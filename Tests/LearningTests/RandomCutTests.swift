import Foundation
import Learning
import Testing

@Suite struct RandomCutTests {
  /// What the package rrcf says of streams; `Fixtures/make-random-cut-oracles.py` asked it.
  struct Oracles: Decodable {
    struct Stream: Decodable {
      var columns: Int
      var window: Int
      var seed: UInt64
      var points: [Double]
      var scores: [Double]
    }

    var streams: [Stream]
  }

  @Test func displacementsAreThoseOfRRCF() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/random-cut-oracles.json")
    let oracles = try JSONDecoder().decode(Oracles.self, from: Data(contentsOf: path))
    #expect(oracles.streams.count == 3)
    for stream in oracles.streams {
      var forest = RandomCutForest(columns: stream.columns, .init(trees: 1, window: stream.window), seed: stream.seed)
      for (row, expected) in stream.scores.enumerated() {
        let point = Array(stream.points[row * stream.columns..<(row + 1) * stream.columns])
        #expect(forest.observe(point) == expected, "\(stream.columns) columns, row \(row)")
      }
    }
  }

  @Test func findsAndForgets() {
    var forest = RandomCutForest(columns: 2, .init(trees: 30, window: 64), seed: 4)
    var random = Xoshiro256(seed: 8)
    func usual(_ centre: Double) -> [Double] { [centre + random.nextUnit(), centre + random.nextUnit()] }
    var highest = 0.0
    for _ in 0..<200 { highest = max(highest, forest.observe(usual(0)) ?? 0) }
    let stranger = forest.observe([30, 30]) ?? 0
    #expect(stranger > highest && stranger > 30)
    for _ in 0..<64 { _ = forest.observe(usual(30)) }
    let known = forest.observe(usual(30)) ?? .infinity
    #expect(known < stranger / 3)
  }

  @Test func countsRepetitionsAndLeavesOutWhatIsNoNumber() {
    var forest = RandomCutForest(columns: 1, .init(trees: 3, window: 8), seed: 1)
    for _ in 0..<30 { #expect(forest.observe([5]) == 0) }
    #expect(forest.observe([.nan]) == nil)
    #expect(forest.observe([.infinity]) == nil)
    #expect(forest.observe([6]) == 7)
    for _ in 0..<30 { #expect(forest.observe([5])?.isFinite == true) }
  }
}
