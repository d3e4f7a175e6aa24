import Foundation
import Learning
import Testing

/// Logarithms of tail probabilities against mpmath and scipy (`Fixtures/make-tails.py`).
@Suite struct TailOracleTests {
  struct Fixture: Decodable {
    var poisson: [[Double?]]
    var negativeBinomial: [[Double?]]
    var student: [[Double?]]
    var gamma: [[Double?]]
    var logNormal: [[Double?]]
    var normal: [[Double?]]
    var scipy: [[Double?]]

    static func load() throws -> Fixture {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
      return try JSONDecoder().decode(
        Fixture.self, from: Data(contentsOf: folder.appending(path: "Fixtures/tails.json")))
    }
  }

  /// Equal to a relative error of a logarithm, or of the probability where that is near one.
  static func agrees(_ found: Double, _ expected: Double?, _ tolerance: Double = 1e-9) -> Bool {
    guard let expected else { return found < -700 }
    return abs(found - expected) <= tolerance * max(1, abs(expected))
  }

  static func check(_ tails: Tails, _ row: [Double?], _ tolerance: Double = 1e-9) {
    #expect(agrees(tails.lower, row[row.count - 2], tolerance), "lower \(tails.lower) of \(row)")
    #expect(agrees(tails.upper, row[row.count - 1], tolerance), "upper \(tails.upper) of \(row)")
  }

  @Test func poisson() throws {
    for row in try Fixture.load().poisson { Self.check(.poisson(row[0] ?? 0, mean: row[1] ?? 0), row) }
    for row in try Fixture.load().scipy { Self.check(.poisson(row[0] ?? 0, mean: row[1] ?? 0), row) }
  }

  @Test func negativeBinomial() throws {
    for row in try Fixture.load().negativeBinomial {
      Self.check(.negativeBinomial(row[0] ?? 0, mean: row[1] ?? 0, size: row[2] ?? 0), row, 1e-8)
    }
  }

  @Test func student() throws {
    for row in try Fixture.load().student { Self.check(.student(row[0] ?? 0, degrees: row[1] ?? 0), row, 1e-8) }
  }

  @Test func gamma() throws {
    for row in try Fixture.load().gamma {
      Self.check(.gamma(row[0] ?? 0, shape: row[1] ?? 0, scale: row[2] ?? 0), row)
    }
  }

  @Test func logNormal() throws {
    for row in try Fixture.load().logNormal {
      Self.check(.logNormal(row[0] ?? 0, location: row[1] ?? 0, deviation: row[2] ?? 0), row)
    }
  }

  @Test func normalAndItsInverse() throws {
    for row in try Fixture.load().normal {
      let z = row[0] ?? 0
      let found = LogProbability.normalUpper(z)
      #expect(Self.agrees(found, row[1], 1e-8), "z \(z): \(found)")
      guard found < -1e-12 else { continue }
      #expect(abs(LogProbability.normalScore(logUpper: found) - z) < 1e-6 * max(1, abs(z)))
    }
  }
}
