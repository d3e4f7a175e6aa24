import Foundation
import Testing

/// `shrike model train` through the real binaries: from a table to a signed bundle.
@Suite struct ModelTrainTests {
  private static let options =
    "--time day --drop noise --rising entropy --falling signed --rounds 40 --leaves 8 --trials 3 --threads 1 --resamples 20 --attack-steps 1 --source feed --false-positive-rate 0.02"

  @Test func theSameInputsGiveTheSameBundleAndItIsSigned() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("t.csv", LifeTable.csv(1_600, from: 0, seed: 1))
      _ = try life.run("model key @key")
      var digests: [String] = []
      for name in ["a", "b"] {
        let outcome = try life.run(
          "model train @t.csv --label y \(Self.options) --bundle @\(name) --key @key --name pe --version v1 --number 1",
          "--noise prune", environment: ["SOURCE_DATE_EPOCH": "1700000000"])
        let metrics = try #require(
          try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(
          (metrics["gates"] as? [Any])?.count == 10 && metrics["refused"] as? Bool == false,
          "\(metrics["reasons"] ?? "")")
        #expect(outcome.error.contains("trial 2, rung 0"))
        let verified = try life.run("model verify @\(name) --trust @key.pub --format ndjson")
        let result = try #require(
          try JSONSerialization.jsonObject(with: Data(verified.output.utf8)) as? [String: Any])
        let bundle = try #require(result["bundle"] as? [String: Any])
        digests.append(try #require(bundle["digest"] as? String))
      }
      #expect(digests[0] == digests[1], "the manifest holds the digest of every file")
      #expect(try life.bytes("a/model.shrike") == life.bytes("b/model.shrike"))
      for file in ["features", "card", "metrics", "lineage", "reference", "search"] {
        #expect(FileManager.default.fileExists(atPath: url.appending(path: "a/\(file).json").path()), "\(file)")
      }
      let lineage = try life.object("a/lineage.json")
      #expect((lineage["data"] as? [String: String])?["rows"]?.count == 64 && lineage["seed"] as? Int == 1)
      let features = try #require(try life.object("a/features.json")["features"] as? [[String: Any]])
      #expect(features.compactMap { $0["name"] as? String } == ["size", "entropy", "signed"])
      #expect(features.map { $0["direction"] as? String } == [nil, "rises", "falls"])
      // Another seed is another model; a bundle is not written over another.
      _ = try life.run("model train @t.csv --label y \(Self.options) --bundle @c --seed 2")
      #expect(try life.bytes("a/model.shrike") != life.bytes("c/model.shrike"))
      _ = try life.run("model verify @c --any-key", expecting: 1)
      _ = try life.run("model train @t.csv --label y \(Self.options) --bundle @a", expecting: 1)
    }
  }

  @Test func directionsHoldForEveryRow() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      try life.write("t.csv", LifeTable.csv(1_200, from: 0, seed: 3))
      _ = try life.run("model train @t.csv --label y \(Self.options) --no-attack --output @m.shrike")
      // Entropy rises, all else stays: the score must not fall; and the other way round for the signature.
      var text = "size,entropy,signed\n"
      for size in [3.0, 5, 7] { for step in 0..<30 { text += "\(size),\(2 + Double(step) / 4),0\n" } }
      try life.write("sweep.csv", text)
      let scores = try Self.scores(try life.run("model predict @m.shrike @sweep.csv").output)
      #expect(scores.count == 90)
      for start in [0, 30, 60] {
        let part = scores[start..<start + 30]
        #expect(zip(part, part.dropFirst()).allSatisfy { $0 <= $1 }, "\(Array(part))")
        #expect((part.last ?? 0) > (part.first ?? 0))
      }
      try life.write("signed.csv", "size,entropy,signed\n5,7,0\n5,7,1\n")
      let pair = try Self.scores(try life.run("model predict @m.shrike @signed.csv").output)
      #expect(pair[0] >= pair[1])
      let wrong = try life.run("model train @t.csv --label y --rising nothing --output @n.shrike", expecting: 1)
      #expect(wrong.error.contains("nothing"))
    }
  }

  private static func scores(_ text: String) throws -> [Double] {
    try text.split(separator: "\n").map {
      let row = try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      return try #require(row["score"] as? Double)
    }
  }

  @Test func labelsOfVerdictsAreJoinedByIdentifier() throws {
    try Binary.withFolder { url in
      let life = LifeFolder(folder: url)
      let table = LifeTable.csv(1_200, from: 0, seed: 4)
      try life.write("t.csv", table)
      var labels = ""
      for line in table.split(separator: "\n").dropFirst().dropLast(100) {
        let cells = line.split(separator: ",")
        let probability = cells[8] == "1" ? 0.95 : 0.04
        labels +=
          #"{"subject":"alert:\#(cells[7])","probability":\#(probability),"weight":0.9,"provenance":["verdict:v"]}"#
          + "\n"
      }
      try life.write("labels.ndjson", labels)
      let outcome = try life.run(
        "model train @t.csv --feedback @labels.ndjson --id event --drop y --no-attack --bundle @b \(Self.options)")
      #expect(outcome.error.contains("100 rows have no label"))
      let metrics = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect((metrics["auroc"] as? [String: Any])?["estimate"] as? Double ?? 0 > 0.85)
      try life.write("bad.ndjson", labels + "{\"subject\":1}\n")
      let bad = try life.run(
        "model train @t.csv --feedback @bad.ndjson --id event --output @m.shrike", expecting: 1)
      #expect(bad.error.contains("bad.ndjson:1101:"))
      _ = try life.run("model train @t.csv --feedback @labels.ndjson --output @m.shrike", expecting: 2)
      _ = try life.run("model train @t.csv --label y --key @key --output @m.shrike", expecting: 2)
    }
  }
}
