import Foundation
import Learning
import Testing

/// What scikit-learn makes of small sets of points; `Fixtures/make-cluster-oracles.py` asked it.
struct ClusterOracle: Decodable, Sendable, CustomTestStringConvertible {
  struct Hierarchy: Decodable, Sendable {
    var size: Int
    var samples: Int
    var labels: [Int]
    var strengths: [Double]
  }

  var name: String
  var columns: Int
  var points: [Double]
  var hdbscan: [Hierarchy]
  var radius: Double
  var dbscan: [Int]
  var clusters: Int
  var kmeans: [Int]
  var inertia: Double

  var testDescription: String { name }

  func table() throws -> FeatureTable { try FeatureTable(columns: columns, values: points) }

  static let all: [ClusterOracle] = {
    struct File: Decodable { var sets: [ClusterOracle] }
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cluster-oracles.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode(File.self, from: data))?.sets ?? []
  }()

  /// The share of points whose label is the same, once each of our clusters is called what most of its points are called there.
  static func agreement(_ ours: [Int], _ theirs: [Int]) -> Double {
    guard ours.count == theirs.count, !ours.isEmpty else { return 0 }
    var votes: [Int: [Int: Int]] = [:]
    for (a, b) in zip(ours, theirs) where a >= 0 { votes[a, default: [:]][b, default: 0] += 1 }
    let names = votes.mapValues { votes in votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1 }
    let isOneToOne = Set(names.values).count == names.count
    let same = zip(ours, theirs).filter { ($0 < 0 ? -1 : names[$0] ?? -2) == $1 }.count
    return isOneToOne ? Double(same) / Double(ours.count) : 0
  }
}

@Suite struct ClusteringTests {
  @Test func fixturesAreThere() { #expect(ClusterOracle.all.count == 4) }

  @Test(arguments: ClusterOracle.all) func hdbscanAgreesWithScikitLearn(_ oracle: ClusterOracle) throws {
    for expected in oracle.hdbscan {
      let found = HDBSCAN.clusters(
        try oracle.table(), .init(minimumClusterSize: expected.size, minimumSamples: expected.samples))
      let agreement = ClusterOracle.agreement(found.labels, expected.labels)
      #expect(agreement == 1, "\(oracle.name) \(expected.size) \(expected.samples)")
      // Where distances are equal there are several spanning trees, which differ in when points leave.
      guard oracle.name != "grid" else { continue }
      let worst = zip(found.strengths, expected.strengths).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-4, "\(oracle.name) \(expected.size) \(expected.samples)")
    }
  }

  @Test(arguments: ClusterOracle.all) func dbscanAgreesWithScikitLearn(_ oracle: ClusterOracle) throws {
    let found = DBSCAN.clusters(try oracle.table(), radius: oracle.radius, minimumPoints: 5)
    #expect(ClusterOracle.agreement(found.labels, oracle.dbscan) == 1)
    #expect(found.strengths == found.labels.map { $0 < 0 ? 0 : 1 })
  }

  @Test(arguments: ClusterOracle.all) func kMeansAgreesWithScikitLearn(_ oracle: ClusterOracle) throws {
    let table = try oracle.table()
    let model = KMeans(fitting: table, .init(clusters: oracle.clusters, runs: 10), seed: 3)
    #expect(model.inertia <= oracle.inertia * (1 + 1e-6), "\(model.inertia) against \(oracle.inertia)")
    #expect(ClusterOracle.agreement(model.fitted.labels, oracle.kmeans) >= 0.99)
    #expect(model.assign(table) == model.fitted)
    let batches = KMeans(fitting: table, .miniBatch(clusters: oracle.clusters, size: 128), seed: 3)
    #expect(batches.inertia <= oracle.inertia * 1.1, "\(batches.inertia) against \(oracle.inertia)")
  }

  @Test func isDeterministicBySeed() throws {
    let table = try #require(ClusterOracle.all.first).table()
    let configuration = KMeans.Configuration(clusters: 5, runs: 1)
    let first = KMeans(fitting: table, configuration, seed: 9)
    #expect(KMeans(fitting: table, configuration, seed: 9).centres == first.centres)
    #expect((10..<30).contains { KMeans(fitting: table, configuration, seed: $0).centres != first.centres })
  }

  @Test func clustersAreNumberedByTheirFirstPoint() throws {
    for oracle in ClusterOracle.all {
      var seen = -1
      for label in HDBSCAN.clusters(try oracle.table()).labels {
        #expect(label <= seen + 1)
        seen = max(seen, label)
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 40]) func survivesFewOrEqualPoints(_ rows: Int) throws {
    let table = try FeatureTable(columns: 2, values: Array(repeating: 2.5, count: 2 * rows))
    #expect(HDBSCAN.clusters(table).labels.count == rows)
    #expect(HDBSCAN.clusters(table).strengths.allSatisfy { (0...1).contains($0) })
    #expect(DBSCAN.clusters(table, radius: 1, minimumPoints: 3).count == (rows >= 3 ? 1 : 0))
    let model = KMeans(fitting: table, .init(clusters: 3), seed: 1)
    #expect(model.fitted.labels == Array(repeating: 0, count: rows))
    #expect(model.inertia == 0)
  }

  @Test(arguments: [1, 2, 6]) func noiseSurroundsDenseClusters(_ columns: Int) throws {
    var random = Xoshiro256(seed: UInt64(columns))
    var values: [Double] = []
    for centre in [0.0, 50] {
      for _ in 0..<150 * columns { values.append(centre + random.nextUnit() + random.nextUnit()) }
    }
    for row in 0..<10 { for _ in 0..<columns { values.append(200 + 40 * Double(row)) } }
    let found = HDBSCAN.clusters(try FeatureTable(columns: columns, values: values), .init(minimumClusterSize: 12))
    #expect(found.count == 2)
    #expect(found.labels.suffix(10).allSatisfy { $0 < 0 })
  }
}
