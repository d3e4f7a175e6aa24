import Foundation
import Testing

/// `shrike scan` on the real binary.
@Suite struct ScanTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static func fixture(_ name: String) -> URL { root.appending(path: "Tests/SignaturesTests/Fixtures/\(name)") }

  /// A LightGBM model of one split on the size of the file: 0.9 from 6,000 bytes on, else 0.1.
  private static let model = """
    tree
    version=v4
    num_class=1
    num_tree_per_iteration=1
    label_index=0
    max_feature_idx=2567
    objective=regression
    feature_names=\((0..<2568).map { "Column_\($0)" }.joined(separator: " "))
    feature_infos=\(Array(repeating: "[0:1]", count: 2568).joined(separator: " "))
    tree_sizes=300

    Tree=0
    num_leaves=2
    num_cat=0
    split_feature=0
    split_gain=1
    threshold=6000
    decision_type=2
    left_child=-1
    right_child=-2
    leaf_value=0.1 0.9
    leaf_weight=6 4
    leaf_count=6 4
    internal_value=0.42
    internal_weight=10
    internal_count=10
    is_linear=0
    shrinkage=1


    end of trees

    pandas_categorical:null

    """

  private static func records(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func aModelGivesVerdictsAndTheExitStatus() throws {
    try Binary.withFolder { folder in
      let model = folder.appending(path: "size.txt")
      try Data(Self.model.utf8).write(to: model)
      let small = try Binary.run(["scan", "--model", model.path(), Self.fixture("sha1.exe").path()])
      #expect(small.status == 0, "\(small.error)")
      #expect(small.output.contains("benign     0.1000 < 0.5000"))
      let large = try Binary.run(["scan", "--model", model.path(), Self.fixture("nested.exe").path()])
      #expect(large.status == 1, "\(large.error)")
      #expect(large.output.contains("malicious  0.9000 ≥ 0.5000"))
      #expect(large.output.contains("size of the file: 7408"))
      #expect(large.output.contains("signed by CN=Fixture Signer"))
    }
  }

  @Test func theNearestKnownFilesAreToldOfWhatIsFound() throws {
    try Binary.withFolder { folder in
      func place(_ name: String) -> String { folder.appending(path: name).path() }
      try Data(Self.model.utf8).write(to: folder.appending(path: "size.txt"))
      let files = ["nested.exe", "sha1.exe"].map { Self.fixture($0).path() }
      let vectors = try Binary.run(
        ["features", "--set", "ember-v3", "--format", "npy", "--output", place("rows.npy")] + files)
      #expect(vectors.status == 0, "\(vectors.error)")
      let known = "label,source,name,identity\n1,ours,nested,row 1\n0,tool 1.0,tool.exe,sha256 00\n"
      try Data(known.utf8).write(to: folder.appending(path: "known.csv"))
      let words = ["model", "neighbours", place("size.txt"), place("rows.npy"), "--output", place("m.shrike")]
      let packed = try Binary.run(words + ["--known", place("known.csv")])
      #expect(packed.status == 0, "\(packed.error)")
      #expect(
        try Binary.run(["model", "verify", place("m.shrike")]).output.contains("2 known rows by the leaves of 1 trees"))
      let found = try Binary.run(["scan", "--model", place("m.shrike"), files[0]])
      #expect(
        found.output.contains(
          "nearest known files: malicious 1.0 ours: nested (row 1); benign 0.0 tool 1.0: tool.exe (sha256 00)"),
        "\(found.output)")
      let record = try Self.records(
        try Binary.run(["scan", "--format", "ndjson", "--model", place("m.shrike"), files[1]]).output)
      let near = (record.first?["score"] as? [String: Any])?["neighbours"] as? [[String: Any]]
      #expect(near?.compactMap { $0["label"] as? String } == ["benign", "malicious"])
      #expect(near?.compactMap { $0["similarity"] as? Double } == [1, 0])
      let explained = try Self.records(
        try Binary.run(["model", "explain", place("m.shrike"), place("rows.npy")]).output)
      #expect((explained.first?["neighbours"] as? [[String: Any]])?.first?["name"] as? String == "nested")

      // A table of another length, and a label that is none, are named.
      try Data("label\n0\n".utf8).write(to: folder.appending(path: "short.csv"))
      let short = try Binary.run(words + ["--known", place("short.csv")])
      #expect(short.status == 1)
      #expect(short.error.contains("has 1 rows, and"))
      try Data("label\n0\n2\n".utf8).write(to: folder.appending(path: "wrong.csv"))
      #expect(try Binary.run(words + ["--known", place("wrong.csv")]).error.contains("known row 2: the label 2.0"))
    }
  }

  @Test func recordsHaveTheMembersOfTheirSchema() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: Self.root.appending(path: "docs/schemas/scan.schema.json"))) as? [String: Any])
    let known = try #require(schema["$defs"] as? [String: [String: Any]])
    func check(_ value: Any, _ definition: [String: Any], _ place: String) {
      var definition = definition
      if let name = (definition["$ref"] as? String)?.split(separator: "/").last {
        definition = known[String(name)] ?? [:]
      }
      if let list = value as? [Any] {
        for item in list { check(item, definition["items"] as? [String: Any] ?? [:], place) }
      } else if let object = value as? [String: Any] {
        let members = definition["properties"] as? [String: [String: Any]] ?? [:]
        #expect(Set(object.keys).isSubset(of: members.keys), "\(place): \(object.keys.sorted())")
        #expect(Set(definition["required"] as? [String] ?? []).isSubset(of: object.keys), "\(place)")
        for (name, part) in object { check(part, members[name] ?? [:], "\(place).\(name)") }
      }
    }
    try Binary.withFolder { folder in
      let model = folder.appending(path: "size.txt")
      let rules = folder.appending(path: "r.yar")
      try Data(Self.model.utf8).write(to: model)
      try Data(#"rule Every : a { meta: description = "d" strings: $a = "CN" condition: filesize > 0 }"#.utf8).write(
        to: rules)
      let paths = ["stamped-sha256.exe", "signed.macho", "ad-hoc.macho"].map { Self.fixture($0).path() }
      let words = ["scan", "--model", model.path(), "--yara", rules.path(), "/nonexistent"] + paths
      let lines = try Self.records(try Binary.run(words + ["--format", "ndjson"]).output)
      #expect(Set(lines.compactMap { $0["type"] as? String }) == ["file", "problem", "summary"])
      for line in lines { check(line, known[try #require(line["type"] as? String)] ?? [:], "record") }
      let json = try Binary.run(words + ["--format", "json"]).output
      let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      #expect((document["records"] as? [Any])?.count == lines.count)
    }
  }

  @Test func archivesAreWalkedAsDirectories() throws {
    try Binary.withFolder { folder in
      let archive = folder.appending(path: "a.tar").path()
      let pack = Process()
      pack.executableURL = URL(filePath: "/usr/bin/tar")
      pack.arguments = ["cf", archive, "-C", Self.fixture("").path(), "sha1.exe", "signed.macho"]
      try pack.run()
      pack.waitUntilExit()
      let records = try Self.records(try Binary.run(["scan", "--format", "ndjson", archive]).output)
      #expect(records.compactMap { $0["path"] as? String } == ["\(archive)!/sha1.exe", "\(archive)!/signed.macho"])
      #expect(
        records.compactMap { ($0["signature"] as? [String: Any])?["status"] as? String }.allSatisfy {
          $0 == "valid_not_anchored"
        })
    }
  }

  @Test func whatCannotBeReadIsNamedAndTheRestIsScanned() throws {
    try Binary.withFolder { folder in
      try FileManager.default.copyItem(at: Self.fixture("sha1.exe"), to: folder.appending(path: "b.exe"))
      try Data([0x1F, 0x8B, 8, 0, 1, 2, 3]).write(to: folder.appending(path: "broken.gz"))
      let outcome = try Binary.run(["scan", "--format", "ndjson", folder.path(), "/nonexistent"])
      #expect(outcome.status == 0)
      #expect(outcome.error.contains("/nonexistent: No such file or directory"))
      #expect(outcome.error.contains("broken.gz"))
      let summary = try #require(try Self.records(outcome.output).last)
      #expect(summary["unreadable"] as? Int == 2)
      #expect(summary["executables"] as? Int == 1)
      #expect(try Binary.run(["scan", "/nonexistent"]).status == 1)
    }
  }

  @Test func hostileFilesAreSurvived() throws {
    let program = [UInt8](try Data(contentsOf: Self.fixture("nested.exe")))
    let apple = [UInt8](try Data(contentsOf: Self.fixture("signed.macho")))
    try Binary.withFolder { folder in
      var state: UInt64 = 42
      func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
      for number in 0..<200 {
        var bytes = number % 2 == 0 ? program : apple
        for _ in 0...random(8) { bytes[random(bytes.count)] = UInt8(truncatingIfNeeded: random(256)) }
        if number % 5 == 0 { bytes.removeLast(random(bytes.count)) }
        try Data(bytes).write(to: folder.appending(path: "\(number)"))
      }
      let model = folder.appending(path: "size.txt")
      try Data(Self.model.utf8).write(to: model)
      let outcome = try Binary.run(["scan", "--model", model.path(), "--format", "ndjson", folder.path()])
      #expect([0, 1].contains(outcome.status), "\(outcome.error.suffix(500))")
      #expect(try Self.records(outcome.output).last?["files"] as? Int == 201)
    }
  }

  @Test func unchangedFilesAreRemembered() throws {
    try Binary.withFolder { folder in
      let memory = folder.appending(path: "memory").path()
      let files = folder.appending(path: "files")
      try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Self.fixture("sha1.exe"), to: files.appending(path: "a.exe"))
      try Data("text".utf8).write(to: files.appending(path: "b.txt"))
      func scan(_ more: [String] = []) throws -> [[String: Any]] {
        try Self.records(
          try Binary.run(["scan", "--remember", memory, "--format", "ndjson", files.path()] + more).output)
      }
      let first = try scan()
      let second = try scan()
      #expect(first.last?["remembered"] as? Int == 0)
      #expect(second.last?["remembered"] as? Int == 2)
      #expect(first.first?["path"] as? String == second.first?["path"] as? String)
      #expect((first.first?["hashes"] as? [String: String]) == (second.first?["hashes"] as? [String: String]))
      // Other settings, or a changed file, and nothing is believed.
      #expect(try scan(["--hashes", "none"]).last?["remembered"] as? Int == 0)
      _ = try scan()
      try Data("another".utf8).write(to: files.appending(path: "b.txt"))
      #expect(try scan().last?["remembered"] as? Int == 1)
    }
  }

  @Test(arguments: [
    ["scan"], ["scan", "--hashes", "crc", "/"], ["scan", "--list", "a", "/"], ["scan", "--jobs", "0", "/"],
  ])
  func wrongUsageIsTwo(arguments: [String]) throws {
    #expect(try Binary.run(arguments).status == 2)
  }

  @Test func aModelThatJudgesNoFilesIsRefused() throws {
    let model = Self.root.appending(path: "Tests/LearningTests/Fixtures/trees/lightgbm-00/model.txt").path()
    let outcome = try Binary.run(["scan", "--model", model, Self.fixture("sha1.exe").path()])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("reads none of the feature sets"))
  }
}
