import Executables
import Foundation
import Learning
import Signatures
import Testing
import Yara

@testable import Scanning

@Suite struct FileScannerTests {
  /// A model of one split: files of at least so many bytes get the higher score.
  static func model(size: Double, threshold: Double = 0.5, role: String? = nil) throws -> FileModel {
    var ensemble = TreeEnsemble(featureCount: EmberV3.dimension, transform: .identity)
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: size, left: 1, right: 2, missingGoesLeft: true, cover: 10),
        .leaf(0.1, cover: 6), .leaf(0.9, cover: 4),
      ])
    ]
    let card = role.map { [ModelFile.CardEntry("role", $0), .init("name", "ours"), .init("platform", "Windows (PE)")] }
    return try FileModel(
      name: "size", bytes: [1], file: ModelFile(ensemble, threshold: threshold, card: card ?? []))
  }

  static func program(_ name: String = "stamped-sha256.exe") throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "SignaturesTests/Fixtures/\(name)")
    return [UInt8](try Data(contentsOf: file))
  }

  static func scan(_ bytes: [UInt8], _ change: (inout FileScanner) throws -> Void = { _ in }) throws -> ScanReport? {
    var scanner = FileScanner()
    scanner.now = 1_900_000_000
    try change(&scanner)
    return scanner.scan(bytes, path: "x", using: try FileScanner.Workspace(scanner))
  }

  @Test func withoutAModelNothingCanBeSaid() throws {
    let report = try #require(try Self.scan(try Self.program()))
    #expect(report.verdict == .unknown)
    #expect(report.reasons == ["no model was given"])
    #expect(report.format == .pe)
    #expect(report.signature?.status == .validNotAnchored)
    #expect(report.facts.contains { $0.kind == "signed" })
  }

  @Test(arguments: [(1000.0, ScanVerdict.malicious), (1_000_000, .benign)])
  func theModelDecides(size: Double, verdict: ScanVerdict) throws {
    let report = try #require(try Self.scan(try Self.program()) { $0.models = [try Self.model(size: size)] })
    #expect(report.verdict == verdict)
    let score = try #require(report.score)
    #expect(score.featureSet == "ember-v3")
    #expect(score.value == (verdict == .malicious ? 0.9 : 0.1))
    #expect(score.explanation.first?.words == "size of the file: 7432")
    // Contributions and the expectation sum up to the score: 0.9 − (0.6 · 0.1 + 0.4 · 0.9).
    #expect(abs((score.explanation.first?.contribution ?? 0) - (score.value - 0.42)) < 1e-9)
  }

  @Test(arguments: [(1000.0, ScanVerdict.unknown), (1_000_000, .benign)])
  func aFileUnlikeTrainingIsUnknown(size: Double, verdict: ScanVerdict) throws {
    let novelty = try Self.model(size: size, role: "novelty")
    #expect(novelty.formats == [.pe])
    let alone = try #require(try Self.scan(try Self.program()) { $0.models = [novelty] })
    // A model that knows no malice calls nothing benign.
    #expect(alone.verdict == .unknown)
    #expect(alone.isStrange == (verdict == .unknown))
    #expect(alone.score == nil)
    #expect(alone.novelty?.model == "ours")
    let beside = try Self.scan(try Self.program()) { $0.models = [try Self.model(size: 1_000_000), novelty] }
    #expect(beside?.verdict == verdict)
    // A score over the threshold stays what it is.
    let bad = try Self.scan(try Self.program()) { $0.models = [try Self.model(size: 1000), novelty] }
    #expect(bad?.verdict == .malicious)
  }

  @Test(arguments: [(1000.0, ScanVerdict.malicious), (1_000_000, .unknown)])
  func aWeakModelCallsNothingBenign(size: Double, verdict: ScanVerdict) throws {
    let weak = try Self.model(size: size, role: "weak classifier")
    let report = try #require(try Self.scan(try Self.program()) { $0.models = [weak] })
    #expect(report.verdict == verdict)
    #expect(report.reasons.contains("it is too weak a model to call a file benign") == (verdict == .unknown))
  }

  @Test func theNearestKnownFilesAreNamed() throws {
    var ensemble = TreeEnsemble(featureCount: EmberV3.dimension, transform: .identity)
    // Four trees that ask for the size: the file of 7,432 bytes is with the larger in three of them.
    for size in [1000.0, 3000, 5000, 9000] {
      ensemble.trees.append(
        DecisionTree(nodes: [
          .split(feature: 0, .lessThan, threshold: size, left: 1, right: 2, missingGoesLeft: true, cover: 10),
          .leaf(0, cover: 6), .leaf(0.2, cover: 4),
        ]))
    }
    var rows = [Double](repeating: 0, count: 2 * EmberV3.dimension)
    (rows[0], rows[EmberV3.dimension]) = (500, 20_000)
    var file = ModelFile(ensemble, threshold: 0.5)
    file.neighbours = try LeafNeighbours(
      [
        .init(isPositive: false, source: "tool 1.0", name: "tool.exe", identity: "sha256 00"),
        .init(isPositive: true, source: "collection", name: "", identity: "row 7"),
      ], rows: rows.span, columns: EmberV3.dimension, of: ensemble, trees: 4, most: 10)
    let model = try FileModel(name: "m", bytes: [1], file: file)
    let report = try #require(try Self.scan(try Self.program()) { $0.models = [model] })
    let near = try #require(report.score).neighbours
    #expect(near.map(\.label) == [.malicious, .benign])
    #expect(near.map(\.similarity) == [0.75, 0.25])
    #expect(near.map(\.words) == ["malicious 0.75 collection (row 7)", "benign 0.25 tool 1.0: tool.exe (sha256 00)"])
  }

  @Test func aModelOfOtherColumnsIsRefused() {
    let ensemble = TreeEnsemble(featureCount: 7)
    #expect(throws: FileModelError.self) { try FileModel(name: "m", bytes: [], file: ModelFile(ensemble)) }
  }

  @Test func listsKnowFilesAndSigners() throws {
    let bytes = try Self.program()
    let plain = try #require(try Self.scan(bytes))
    func known(_ change: (inout KnownList) -> Void) -> KnownFiles {
      var list = KnownList(name: "ours", expires: "")
      change(&list)
      var known = KnownFiles()
      known.add(list)
      return known
    }
    let file = KnownList.File(sha256: plain.hashes.sha256, note: "Tool")
    let model = try Self.model(size: 1000)
    let good = try Self.scan(bytes) {
      $0.models = [model]
      $0.known = known { $0.knownGood = [file] }
    }
    #expect(good?.verdict == .trusted)
    #expect(good?.reasons == ["the list ours knows it as good: Tool"])
    #expect(try Self.scan(bytes) { $0.known = known { $0.knownBad = [file] } }?.verdict == .malicious)
    let root = try #require(plain.signature?.signatures.first?.chain.last?.certificate.sha256)
    let signed = try #require(
      try Self.scan(bytes) {
        $0.models = [model]
        $0.known = known { $0.trustedSigners = [.init(certificateSha256: root)] }
      })
    #expect(signed.verdict == .trusted)
    #expect(signed.signature?.status == .validAnchored)
    #expect(signed.score == nil, "the short-cut saves the model's work")
  }

  @Test func yaraFindsInExecutablesAndElsewhere() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "scan-\(UUID().uuidString).yar")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(#"rule Marker { meta: description = "d" strings: $a = "needle" condition: $a }"#.utf8).write(to: file)
    let rules = try YaraRules(compiling: [file.path()])
    let found = try #require(try Self.scan(Array("a needle in text".utf8)) { $0.yaraRules = rules })
    #expect(found.verdict == .suspicious)
    #expect(found.format == nil)
    #expect(found.yara.first?.strings.first == .init(name: "$a", offset: 2, length: 6))
    #expect(try Self.scan(Array("nothing".utf8)) { $0.yaraRules = rules } == nil)
    let program = try #require(try Self.scan(try Self.program() + Array("needle".utf8)) { $0.yaraRules = rules })
    #expect(program.verdict == .suspicious)
    #expect(program.yara.map(\.rule) == ["Marker"])
  }

  @Test func whatIsNoExecutableIsNotReported() throws {
    #expect(try Self.scan(Array("MZ, but only text".utf8)) == nil)
    #expect(try Self.scan([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52]) == nil)
    #expect(try Self.scan([]) == nil)
  }

  @Test func denseCodeMakesALowScoreUnknown() throws {
    var bytes = try Self.program()
    // The code becomes random: 64 KiB behind the end, claimed by the only section.
    var state: UInt64 = 1
    let place = bytes.count
    for _ in 0..<65_536 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append(UInt8(truncatingIfNeeded: state >> 56))
    }
    let section = try #require(bytes.indices.first { bytes[$0...].starts(with: Array(".text".utf8)) })
    for (offset, value) in [(8, 65_536), (16, 65_536), (20, place)] {
      for index in 0..<4 { bytes[section + offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    }
    let report = try #require(try Self.scan(bytes) { $0.models = [try Self.model(size: 1_000_000)] })
    #expect(report.facts.contains { $0.kind == "dense_code" }, "\(report.facts)")
    #expect(report.verdict == .unknown)
  }

  @Test func hashesAreThoseOfTheReference() {
    let bytes = (0..<2000).map { UInt8(truncatingIfNeeded: ($0 * $0 * 7 + $0 / 3) % 251) }
    let hashes = FileHashes(bytes.span, [.md5, .sha1, .tlsh])
    // py-tlsh 5.0.0.
    #expect(hashes.tlsh == "T10241337A7737D3B4F679319971D35AB209A81614ECDC52E820E2C4A4F922BEA7504B2C")
    let empty: [UInt8] = []
    let none = FileHashes(empty.span, Set(FileHashes.Kind.allCases))
    #expect(none.md5 == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(none.sha1 == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(none.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(none.tlsh == nil)
  }
}
