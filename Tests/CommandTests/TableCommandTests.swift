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
    #expect(Set(document.keys) == (try Self.members("cluster")))
    #expect(document["noise"] as? Int == 1)
    let clusters = try #require(document["clusters"] as? [[String: Any]])
    #expect(clusters.map { $0["size"] as? Int } == [20, 20])
    #expect(try Set(clusters.flatMap(\.keys)) == Self.members("cluster", "cluster"))
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
    #expect(Set(document.keys) == (try Self.members("outliers")))
    let found = try #require(document["outliers"] as? [[String: Any]])
    #expect(try Set(found.flatMap(\.keys)) == Self.members("outliers", "outlier"))
    #expect((found.first?["labels"] as? [String: String])?["name"] == "far")
  }
}
