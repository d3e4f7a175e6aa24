import Foundation
import Testing

/// `shrike cluster` and `shrike outliers` on the real binary.
@Suite struct TableCommandTests {
  /// Two groups of 20 points each, and one point far from both.
  static let table: String = {
    var lines = ["name,x,y"]
    for index in 0..<20 {
      lines.append("a\(index),\(Double(index % 5) / 10),\(Double(index / 5) / 10)")
      lines.append("b\(index),\(50 + Double(index % 5) / 10),\(Double(index / 5) / 10)")
    }
    lines.append("far,25,90")
    return lines.joined(separator: "\n") + "\n"
  }()

  /// The members that a schema knows: of the document, and of a definition.
  static func members(_ schema: String, _ definition: String? = nil) throws -> Set<String> {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/schemas/\(schema).schema.json")
    var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    if let definition {
      object = try #require((object["$defs"] as? [String: Any])?[definition] as? [String: Any])
    }
    return Set(try #require(object["properties"] as? [String: Any]).keys)
  }

  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test(arguments: ["hdbscan", "dbscan"]) func groupsAndLeavesNoiseOut(_ method: String) throws {
    let outcome = try Binary.run(["cluster", "-", "--method", method, "--format", "json"], input: Self.table)
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try #require(try Self.objects(outcome.output).first)
    #expect(Set(document.keys) == (try Self.members("cluster")).subtracting(["fitted"]))
    #expect(document["noise"] as? Int == 1)
    let clusters = try #require(document["clusters"] as? [[String: Any]])
    #expect(clusters.map { $0["size"] as? Int } == [20, 20])
    #expect(try Set(clusters.flatMap(\.keys)) == Self.members("cluster", "cluster").subtracting(["fitted"]))
    let trait = (clusters.first?["traits"] as? [[String: Any]])?.first
    #expect(trait?["feature"] as? String == "x")
    let points = try #require(document["points"] as? [[String: Any]])
    #expect(points.count == 41)
    #expect(try Set(points.flatMap(\.keys)) == Self.members("cluster", "point"))
    #expect(points.last?["cluster"] is NSNull)
  }

  @Test(arguments: ["k-means", "mini-batch-k-means"]) func clustersByCentres(_ method: String) throws {
    let outcome = try Binary.run(
      ["cluster", "-", "--method", method, "--clusters", "3", "--format", "ndjson"], input: Self.table)
    #expect(outcome.status == 0, "\(outcome.error)")
    let points = try Self.objects(outcome.output)
    #expect(points.map { $0["cluster"] as? Int } == (0..<40).map { $0 % 2 } + [2])
    #expect((points.last?["labels"] as? [String: String])?["name"] == "far")
  }

  /// The two groups of the table, found in it and applied to points that come later.
  @Test(arguments: ["hdbscan", "dbscan", "k-means", "mini-batch-k-means"]) func appliesClustersToNewPoints(
    _ method: String
  ) throws {
    try Binary.withFolder { folder in
      let known = folder.appending(path: "known.csv").path
      try Data(Self.table.utf8).write(to: URL(filePath: known))
      let new = "name,x,y\nright,50.15,0.2\nleft,0.2,0.15\nagain,50.25,0.1\nnowhere,25,110\n"
      let arguments = ["cluster", "-", "--fit", known, "--method", method, "--clusters", "3"]
      let outcome = try Binary.run(arguments + ["--format", "json"], input: new)
      #expect(outcome.status == 0, "\(outcome.error)")
      let document = try #require(try Self.objects(outcome.output).first)
      #expect(Set(document.keys) == (try Self.members("cluster")))
      #expect(document["fitted"] as? Int == 41)
      let clusters = try #require(document["clusters"] as? [[String: Any]])
      #expect(clusters.prefix(2).map { $0["fitted"] as? Int } == [20, 20])
      #expect(try Set(clusters.flatMap(\.keys)) == Self.members("cluster", "cluster"))
      let found = try #require(document["points"] as? [[String: Any]]).map { $0["cluster"] as? Int }
      #expect(Array(found.prefix(3)) == [1, 0, 1])
      let isNoiseKnown = method.hasSuffix("dbscan")
      #expect((found[3] == nil) == isNoiseKnown)
      #expect(clusters.count == (isNoiseKnown ? 2 : 3))
      #expect(document["noise"] as? Int == (isNoiseKnown ? 1 : 0))
      #expect(clusters.prefix(2).map { $0["size"] as? Int } == [1, 2])
      let text = try Binary.run(arguments, input: new).output
      #expect(text.contains("clusters of 41 other points"), "\(text)")
    }
  }

  @Test func refusesToApplyClustersOfOtherFeatures() throws {
    try Binary.withFolder { folder in
      let known = folder.appending(path: "known.csv").path
      try Data("name,x,z\na,1,2\nb,,3\n".utf8).write(to: URL(filePath: known))
      let other = try Binary.run(["cluster", "-", "--fit", known], input: Self.table)
      #expect(other.status == 1)
      #expect(other.error.contains("different features: 'z' is missing, 'y' is new"), "\(other.error)")
      let gap = try Binary.run(["cluster", "-", "--fit", known, "--raw"], input: "x,z\n1,2\n")
      #expect(gap.status == 1)
      #expect(gap.error.contains("row of the fitted table 1 has no value of 'x'"), "\(gap.error)")
      let none = try Binary.run(["cluster", "-", "--fit", folder.appending(path: "none.csv").path], input: Self.table)
      #expect(none.status == 1)
      #expect(none.error.contains("none.csv"), "\(none.error)")
    }
  }

  @Test func printsATableAndRefusesMissingValuesWithoutScaling() throws {
    let table = try Binary.run(["cluster", "-"], input: Self.table)
    #expect(table.output.contains("2 clusters, 1 points in none"), "\(table.output)")
    let missing = try Binary.run(["cluster", "-", "--raw"], input: Self.table + "gap,,1\n")
    #expect(missing.status == 1)
    #expect(missing.error.contains("row 41 has no value of 'x'"), "\(missing.error)")
  }

  @Test(arguments: ["ensemble", "extended-isolation-forest"]) func outliersAreAsTheirSchemaSays(
    _ method: String
  ) throws {
    let outcome = try Binary.run(
      ["outliers", "-", "--method", method, "--top", "3", "--format", "json"], input: Self.table)
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try #require(try Self.objects(outcome.output).first)
    #expect(Set(document.keys) == (try Self.members("outliers")).subtracting(["feedback", "next"]))
    let found = try #require(document["outliers"] as? [[String: Any]])
    let ofFeedback: Set = ["rank_before", "evidence", "at_floor", "moved_by"]
    #expect(try Set(found.flatMap(\.keys)) == Self.members("outliers", "outlier").subtracting(ofFeedback))
    #expect((found.first?["labels"] as? [String: String])?["name"] == "far")
  }
}
