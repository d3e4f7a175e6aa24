import Learning
import Testing

/// Damaged and hostile models: an error that says where, never a crash.
@Suite struct ModelFormatTests {
  private func read(_ oracle: TreeOracle, _ bytes: [UInt8]) throws -> TreeEnsemble {
    switch oracle.model {
    case "model.txt": try LightGBMImporter.ensemble(from: bytes)
    case "model.onnx": try ONNXImporter.ensemble(from: bytes)
    case "elastic.json": try ElasticModel(bytes).ensemble
    default: try XGBoostImporter.ensemble(from: bytes)
    }
  }

  /// One of each kind.
  static let samples: [TreeOracle] = {
    var seen: Set<String> = []
    return TreeOracle.all.filter { seen.insert($0.model).inserted }
  }()

  @Test(arguments: samples) func damageIsReported(oracle: TreeOracle) throws {
    let good = try oracle.bytes(oracle.model)
    var generator = Xoshiro256(seed: 7)
    var accepted = 0
    for round in 0..<150 {
      var bytes = good
      if round % 3 == 0 {
        bytes.removeLast(Int(generator.next() % UInt64(bytes.count - 1)) + 1)
      } else {
        for _ in 0..<3 {
          bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
        }
      }
      do {
        let ensemble = try read(oracle, bytes)
        // What is accepted is sound enough to score with.
        guard ensemble.featureCount < 10_000 else { continue }
        let row = [Double](repeating: 0.5, count: ensemble.featureCount)
        var workspace = ForestWorkspace()
        let count = try Forest(ensemble).margins(row.span, using: &workspace).count
        #expect(count == ensemble.outputCount)
        accepted += 1
      } catch let error as ModelError {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(accepted < 150)
  }

  @Test(arguments: [
    ("{\"a\":[1,2", "byte 9"), ("{\"a\":01}", "byte 5"), ("[1,]", "byte 3"), ("{\"a\":1}x", "byte 7"),
    ("[\"\u{1}\"]", "byte 2"), ("{\"a\" 1}", "byte 5"),
  ]) func malformedJSONIsRefusedWithItsPlace(text: String, place: String) {
    #expect { try ModelDocument(json: Array(text.utf8)) } throws: { ($0 as? ModelError)?.place == place }
  }

  @Test func depthIsLimited() {
    let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: ModelError.self) { try ModelDocument(json: deep) }
    #expect(throws: ModelError.self) { try ModelDocument(ubjson: deep) }
  }

  @Test func countsBeyondTheBytesAreRefused() {
    // A list of 2³¹ − 1 doubles in eleven bytes.
    let bytes: [UInt8] = [0x5B, 0x24, 0x44, 0x23, 0x6C, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0]
    #expect(throws: ModelError.self) { try ModelDocument(ubjson: bytes) }
  }

  @Test func errorsNameThePath() throws {
    let text = #"{"learner":{"learner_model_param":{"num_feature":"x"},"objective":{"name":"a"}}}"#
    #expect { try XGBoostImporter.ensemble(from: Array(text.utf8)) } throws: {
      ($0 as? ModelError)?.place == "learner.learner_model_param.num_feature"
    }
  }

  @Test func cyclesAndSharedNodesAreRefused() {
    let split = TreeNode.split(feature: 0, .lessThan, threshold: 0, left: 1, right: 1, missingGoesLeft: false)
    var ensemble = TreeEnsemble(featureCount: 1)
    ensemble.trees = [DecisionTree(nodes: [split, .leaf(1)])]
    #expect(throws: ModelError.self) { try Forest(ensemble) }
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 0, left: 0, right: 1, missingGoesLeft: false), .leaf(1),
      ])
    ]
    #expect(throws: ModelError.self) { try Forest(ensemble) }
  }

  @Test func stringsAreUnescaped() throws {
    let document = try ModelDocument(json: Array(#"["a\"\u00e9\ud83d\ude00\n"]"#.utf8))
    #expect(try document.root.strings() == ["a\"é😀\n"])
    #expect(document.compactJSON() == Array(#"["a\"\u00e9\ud83d\ude00\n"]"#.utf8))
  }

  @Test func extremesCompareAsTheLibrariesDo() throws {
    var ensemble = TreeEnsemble(featureCount: 1, inputPrecision: .float32)
    let values: [Float] = [-.infinity, -1, -.leastNonzeroMagnitude, -0.0, 0, .leastNonzeroMagnitude, 1, .infinity]
    var workspace = ForestWorkspace()
    for test in [TreeNode.Test.lessThan, .lessOrEqual] {
      for threshold in values {
        ensemble.trees = [
          DecisionTree(nodes: [
            .split(feature: 0, test, threshold: Double(threshold), left: 1, right: 2, missingGoesLeft: true), .leaf(1),
            .leaf(0),
          ])
        ]
        for precision in [TreeEnsemble.Precision.float32, .float64] {
          ensemble.inputPrecision = precision
          let forest = try Forest(ensemble)
          for value in values {
            let expected: [Double] = [(test == .lessThan ? value < threshold : value <= threshold) ? 1 : 0]
            #expect(forest.margins([value].span, using: &workspace) == expected, "\(value) \(test) \(threshold)")
            #expect(forest.margins([Double(value)].span, using: &workspace) == expected)
          }
          #expect(forest.margins([-Float.nan].span, using: &workspace) == [1])
        }
      }
    }
  }
}
