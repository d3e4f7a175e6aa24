import Foundation
import Testing

/// `shrike model` from a key to a roll-back, and `shrike report`, on the real binary.
@Suite struct ModelLifeTests {
  private func run(_ arguments: String..., in folder: URL, expecting status: Int32 = 0) throws -> Binary.Outcome {
    let outcome = try Binary.run(arguments.map { $0.replacing("@", with: folder.path() + "/") })
    #expect(outcome.status == status, "\(arguments): \(outcome.error)\(outcome.output)")
    return outcome
  }

  /// A table whose first column tells most of the labels; two feeds, days from `first` on.
  private func table(_ count: Int, from first: Int) -> String {
    var text = "a,b,day,y,host,feed\n"
    for row in 0..<count {
      let isMalicious = row % 5 == 0
      let value = isMalicious == (row % 50 != 0) ? 60 + row % 37 : row % 53
      text +=
        "\(value),\(row % 11),\(first + row / 20),\(isMalicious ? 1 : 0),\(first)-\(row % 17),\(first)-\(row % 2)\n"
    }
    return text
  }

  @Test func aModelIsSealedReleasedAndTakenBack() throws {
    try Binary.withFolder { folder in
      let bundle = folder.appending(path: "bundle")
      try FileManager.default.createDirectory(at: bundle, withIntermediateDirectories: true)
      try Data(#"{"refused":false,"reasons":[]}"#.utf8).write(to: bundle.appending(path: "metrics.json"))
      let key = try run("model", "key", "@key", in: folder)
      #expect(key.output.count == 65)
      for number in ["1", "2"] {
        try Data("weights \(number)".utf8).write(to: bundle.appending(path: "card.json"))
        _ = try run(
          "model", "seal", "@bundle", "--name", "pe", "--version", "v" + number, "--number", number, "--key", "@key",
          in: folder)
        _ = try run("model", "verify", "@bundle", "--trust", "@key.pub", in: folder)
        _ = try run("model", "add", "@bundle", "--registry", "@reg", "--trust", "@key.pub", in: folder)
        for step in [["shadow"], ["canary", "--share", "0.1"], ["active"]] {
          let arguments = ["model", "promote", "pe", "v" + number, "--registry", "@reg", "--to"] + step
          let outcome = try Binary.run(arguments.map { $0.replacing("@", with: folder.path() + "/") })
          #expect(outcome.status == 0, "\(outcome.error)")
        }
      }
      #expect(try run("model", "list", "@reg", "--host", "h", in: folder).output.contains("on h: v2"))
      _ = try run("model", "rollback", "pe", "--registry", "@reg", in: folder)
      #expect(try run("model", "list", "@reg", "--host", "h", in: folder).output.contains("on h: v1"))
      try schema("registry.schema.json", try run("model", "list", "@reg", "--format", "json", in: folder).output)
      try Data("weights 3".utf8).write(to: bundle.appending(path: "card.json"))
      let touched = try run("model", "verify", "@bundle", "--any-key", in: folder, expecting: 1)
      #expect(touched.error.contains("was changed after sealing"))
      _ = try run("model", "promote", "pe", "v2", "--registry", "@reg", "--to", "canary", in: folder, expecting: 2)
    }
  }

  /// The members that a schema requires, and no others; the whole schema is checked in ReportTests.
  private func schema(_ name: String, _ output: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "docs/schemas/\(name)")
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let document = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    for (member, part) in try #require(schema["properties"] as? [String: [String: Any]]) {
      let items = try #require(part["items"] as? [String: Any])
      let known = Set(try #require(items["properties"] as? [String: Any]).keys)
      let required = Set(try #require(items["required"] as? [String]))
      let list = try #require(document[member] as? [[String: Any]])
      #expect(!list.isEmpty)
      for entry in list { #expect(required.isSubset(of: entry.keys) && Set(entry.keys).isSubset(of: known)) }
    }
  }

  @Test func anEvaluationWithoutWhatIsRequiredIsRefused() throws {
    try Binary.withFolder { folder in
      // LightGBM's text: one split on the first column.
      let model = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:1
        feature_names=a b
        feature_infos=[0:100] [0:100]

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=1
        threshold=56.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=-2 2
        leaf_weight=1 1
        leaf_count=1 1
        internal_value=0
        internal_weight=0
        internal_count=2
        is_linear=0
        shrinkage=1

        end of trees

        """
      try Data(model.utf8).write(to: folder.appending(path: "m.txt"))
      try Data(table(600, from: 0).utf8).write(to: folder.appending(path: "train.csv"))
      try Data(table(600, from: 900).utf8).write(to: folder.appending(path: "test.csv"))
      let bare = try run(
        "model", "evaluate", "@m.txt", "@test.csv", "--label", "y", "--time", "day", "--resamples", "20", "--no-attack",
        "--report", "@bare.html", in: folder, expecting: 1)
      #expect(
        bare.error.contains("refused: data snooping") && bare.error.contains("refused: inappropriate threat model"))
      #expect(try String(contentsOf: folder.appending(path: "bare.html"), encoding: .utf8).contains("Refused."))
      let full = try run(
        "model", "evaluate", "@m.txt", "@test.csv", "--label", "y", "--time", "day", "--training", "@train.csv",
        "--group",
        "host", "--source", "feed", "--resamples", "20", "--attack-steps", "1", "--report", "@full.html", in: folder,
        expecting: 1)
      // A test with copies of training rows is refused too: times are no features, and these rows are equal.
      #expect(full.error.contains("test rows are in the training table"))
    }
  }

  @Test func aReportOfNothingSaysSo() throws {
    try Binary.withFolder { folder in
      _ = try run("report", "@none.db", in: folder, expecting: 1)
      try Data(
        "{\"@timestamp\":\"2026-03-02T00:00:00Z\",\"host\":{\"name\":\"a\"},\"event\":{\"module\":\"m\"}}\n".utf8
      )
      .write(to: folder.appending(path: "e.ndjson"))
      _ = try run("hunt", "@e.ndjson", "--store", "@s.db", "--alert-budget", "1", in: folder)
      let outcome = try run("report", "@s.db", "--output", "@r.html", in: folder, expecting: 1)
      #expect(
        outcome.error.contains("refused: data snooping")
          && outcome.error.contains("refused: inappropriate threat model"))
      #expect(outcome.output.contains("1 (1 endpoint-days)"))
      _ = try run("report", "@s.db", "--audits", "@e.ndjson", in: folder, expecting: 1)
      _ = try run("report", "@s.db", "--format", "ndjson", in: folder, expecting: 2)
    }
  }
}
