import Foundation
import Learning
import Testing

/// Where new points of the sets of `ClusterOracle` belong; `Fixtures/make-assignment-oracles.py` asked hdbscan and scikit-learn.
struct AssignmentOracle: Decodable, Sendable, CustomTestStringConvertible {
  struct Hierarchy: Decodable, Sendable {
    var size: Int
    var samples: Int
    var fitted: [Int]
    var labels: [Int]
    var strengths: [Double]
  }

  var name: String
  var points: [Double]
  var hdbscan: [Hierarchy]
  var dbscan: [Int]
  var kmeansFitted: [Int]
  var kmeans: [Int]

  var testDescription: String { name }

  /// The set that was fitted.
  func known() throws -> ClusterOracle { try #require(ClusterOracle.all.first { $0.name == name }) }

  func table() throws -> FeatureTable { try FeatureTable(columns: known().columns, values: points) }

  static let all: [AssignmentOracle] = {
    struct File: Decodable { var sets: [AssignmentOracle] }
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/assignment-oracles.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode(File.self, from: data))?.sets ?? []
  }()

  /// Their labels in our numbers, by the points that both fitted.
  static func translated(_ theirs: [Int], fitted: [Int], as ours: [Int]) -> [Int] {
    let names = Dictionary(zip(fitted, ours), uniquingKeysWith: { first, _ in first })
    return theirs.map { $0 < 0 ? -1 : names[$0] ?? -2 }
  }
}

@Suite struct ClusterAssignmentTests {
  @Test func fixturesAreThere() { #expect(AssignmentOracle.all.count == 4) }

  @Test(arguments: AssignmentOracle.all) func hierarchiesTakeNewPointsAsThePackageDoes(_ oracle: AssignmentOracle)
    throws
  {
    for expected in oracle.hdbscan {
      let model = HDBSCAN(
        fitting: try oracle.known().table(),
        .init(minimumClusterSize: expected.size, minimumSamples: expected.samples))
      let found = model.assign(try oracle.table())
      let labels = AssignmentOracle.translated(expected.labels, fitted: expected.fitted, as: model.fitted.labels)
      let setting = "\(oracle.name) \(expected.size) \(expected.samples)"
      #expect(found.labels == labels, "\(setting)")
      // Where distances are equal there are several spanning trees, which differ in when points leave.
      guard oracle.name != "grid" else { continue }
      let worst = zip(found.strengths, expected.strengths).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-4, "\(setting)")
    }
  }

  @Test(arguments: AssignmentOracle.all) func corePointsTakeWhatIsWithinTheirRadius(_ oracle: AssignmentOracle) throws {
    let known = try oracle.known()
    let model = DBSCAN(fitting: try known.table(), radius: known.radius, minimumPoints: 5)
    let found = model.assign(try oracle.table())
    #expect(found.labels == AssignmentOracle.translated(oracle.dbscan, fitted: known.dbscan, as: model.fitted.labels))
    #expect(found.strengths == found.labels.map { $0 < 0 ? 0 : 1 })
    // Fitted core points stay where they are.
    let again = model.assign(try known.table()).labels
    for row in model.cores { #expect(again[row] == model.fitted.labels[row]) }
  }

  @Test(arguments: AssignmentOracle.all) func centresTakeWhatIsNearest(_ oracle: AssignmentOracle) throws {
    let known = try oracle.known()
    let model = KMeans(fitting: try known.table(), .init(clusters: known.clusters), seed: 3)
    let found = model.assign(try oracle.table()).labels
    let theirs = AssignmentOracle.translated(oracle.kmeans, fitted: oracle.kmeansFitted, as: model.fitted.labels)
    // Centres of one grouping differ in a few points on the borders.
    #expect(Double(zip(found, theirs).count { $0 == $1 }) >= 0.98 * Double(theirs.count))
    let (table, columns) = (try oracle.table(), known.columns)
    for (row, label) in found.enumerated() {
      let distances = (0..<model.centres.count / columns).map { centre in
        (0..<columns).reduce(0.0) { sum, column in
          let difference = table[row, column] - model.centres[centre * columns + column]
          return sum + difference * difference
        }
      }
      #expect(distances[label] == distances.min())
    }
  }

  @Test(arguments: [0, 1, 3]) func nothingIsAssignedWhereNothingWasFound(_ rows: Int) throws {
    let known = try FeatureTable(columns: 2, values: (0..<2 * rows).map(Double.init))
    let new = try FeatureTable(columns: 2, values: [0, 1, 50, 50])
    #expect(HDBSCAN(fitting: known).assign(new).labels == [-1, -1])
    #expect(DBSCAN(fitting: known, radius: 0.1, minimumPoints: 2).assign(new).labels == [-1, -1])
    let model = KMeans(fitting: known, .init(clusters: 2), seed: 1)
    #expect(model.assign(new).labels.allSatisfy { rows == 0 ? $0 == -1 : $0 >= 0 })
    #expect(HDBSCAN(fitting: known).assign(known).labels.count == rows)
  }

  @Test func equalPointsBelongToTheirCluster() throws {
    let values: [Double] = Array(repeating: 1, count: 80) + Array(repeating: 9, count: 80) + [30, -30]
    let model = HDBSCAN(fitting: try FeatureTable(columns: 2, values: values))
    let found = model.assign(try FeatureTable(columns: 2, values: [1, 1, 9, 9, 30, -30, 1e30, 1e30]))
    #expect(found.labels == [0, 1, -1, -1])
    #expect(found.strengths == [1, 1, 0, 0])
  }
}
