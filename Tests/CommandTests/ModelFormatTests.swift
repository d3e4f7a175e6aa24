import Foundation
import Testing

/// What `shrike model predict|explain|evaluate|import|export|verify` print, held to their schemas.
@Suite struct ModelFormatTests {
  /// LightGBM's text: one split on the first of two columns.
  static let model = """
    tree
    version=v4
    num_class=1
    num_tree_per_iteration=1
    label_index=0
    max_feature_idx=1
    objective=binary sigmoid:1
    feature_names=size entropy
    feature_infos=[0:100] [0:100]

    Tree=0
    num_leaves=2
    num_cat=0
    split_feature=1
    split_gain=1
    threshold=6.5
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

  private static func holds(_ document: [String: Any], _ name: String, _ definition: [String] = []) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/schemas/\(name).schema.json")
    var schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    for member in definition {
      let properties = try #require(schema["properties"] as? [String: Any])
      schema = try #require(properties[member] as? [String: Any])
    }
    let known = Set(try #require(schema["properties"] as? [String: Any]).keys)
    let required = Set(try #require(schema["required"] as? [String]))
    #expect(required.isSubset(of: document.keys) && Set(document.keys).isSubset(of: known), "\(name): \(document.keys)")
  }

  private static func objects(_ outcome: Binary.Outcome) throws -> [[String: Any]] {
    try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  @Test func rowsAreScoredAndExplainedInEachFormat() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("m.txt", Self.model)
      try life.write("t.csv", "size,entropy\n1,7\n2,\n3,5\n")
      _ = try life.run("model import @m.txt --output @m.shrike")
      for command in ["predict", "explain"] {
        let schema = command == "predict" ? "model-prediction" : "model-explanation"
        let rows = try Self.objects(try life.run("model \(command) @m.shrike @t.csv --format json"))
        #expect(rows.compactMap { $0["row"] as? Int } == [0, 1, 2])
        for row in rows { try Self.holds(row, schema) }
        let lines = try life.run("model \(command) @m.shrike @t.csv").output.split(separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("{") })
        let table = try life.run("model \(command) @m.shrike @t.csv --format table").output
        #expect(table.split(separator: "\n").count == 3 && !table.contains("{"))
      }
      let told = try life.run("model explain @m.shrike @t.csv --format table --top 1").output
      #expect(told.hasPrefix("0: expected 0; entropy = 7 +2\n1: expected 0; entropy = missing -2\n"), "\(told)")
      _ = try life.run("model explain @m.shrike @t.csv --top 0", expecting: 2)
      _ = try life.run("model predict @m.shrike @none.csv", expecting: 1)
      try life.write("other.csv", "size\n1\n")
      #expect(try life.run("model predict @m.shrike @other.csv", expecting: 1).error.contains("entropy"))
    }
  }

  @Test func modelsAreConvertedAndVerifiedAndDamageIsNamed() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("m.txt", Self.model)
      let packed = try life.run("model import @m.txt --output @m.shrike --format json")
      let told = try #require(try JSONSerialization.jsonObject(with: Data(packed.output.utf8)) as? [String: Any])
      #expect(told["from"] as? String == "lightgbm" && told["to"] as? String == "packed" && told["trees"] as? Int == 1)
      for format in ["onnx", "elastic"] {
        _ = try life.run("model export @m.shrike --to \(format) --output @m.\(format) --format json")
        let verified = try Self.objects(try life.run("model verify @m.\(format) --format json"))
        try Self.holds(try #require(verified.first), "model-verification")
        let model = try #require(verified[0]["model"] as? [String: Any])
        try Self.holds(model, "model-verification", ["model"])
        #expect(model["format"] as? String == format && verified[0]["sound"] as? Bool == true)
        // The same scores, whatever the format.
        try life.write("t.csv", "size,entropy\n1,7\n3,5\n")
        let scores = try Self.objects(try life.run("model predict @m.\(format) @t.csv --format json"))
        #expect(scores.count == 2)
      }
      var bytes = try life.bytes("m.shrike")
      bytes[bytes.count / 2] ^= 0x55
      try Data(bytes).write(to: url.appending(path: "bad.shrike"))
      let mixed = try life.run("model verify @m.shrike @bad.shrike --format json", expecting: 1)
      let results = try Self.objects(mixed)
      #expect(results.map { $0["sound"] as? Bool } == [true, false] && results[1]["error"] is String)
      for result in results { try Self.holds(result, "model-verification") }
      _ = try life.run("model export @m.shrike --to word --output @x", expecting: 2)
      _ = try life.run("model import @bad.shrike --output @x", expecting: 1)
    }
  }

  @Test func aBundleWithABadSignatureIsRefusedEverywhere() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("m.txt", Self.model)
      _ = try life.run("model key @key")
      _ = try life.run("model key @stranger")
      try FileManager.default.createDirectory(at: url.appending(path: "b"), withIntermediateDirectories: true)
      _ = try life.run("model import @m.txt --output @b/model.shrike")
      _ = try life.run("model seal @b --name pe --version v1 --number 1 --key @key")
      let sound = try Self.objects(try life.run("model verify @b --trust @key.pub --format json"))
      let bundle = try #require(sound.first?["bundle"] as? [String: Any])
      try Self.holds(bundle, "model-verification", ["bundle"])
      _ = try life.run("model verify @b --trust @stranger.pub", expecting: 1)
      var signature = String(decoding: try life.bytes("b/manifest.sig"), as: UTF8.self)
      let mark = try #require(signature.range(of: "\"signature\":\""))
      let digit = signature[mark.upperBound]
      signature.replaceSubrange(mark.upperBound...mark.upperBound, with: digit == "0" ? "1" : "0")
      try life.write("b/manifest.sig", signature)
      for command in [
        "model verify @b --trust @key.pub", "model verify @b --any-key",
        "model add @b --registry @reg --trust @key.pub", "model monitor @b @m.txt --any-key",
        "model diff @b @b --any-key",
      ] {
        let outcome = try life.run(command, expecting: 1)
        #expect(outcome.error.contains("signature does not fit"), "\(command): \(outcome.error)")
      }
    }
  }
}
