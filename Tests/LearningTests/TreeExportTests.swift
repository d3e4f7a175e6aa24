import Foundation
import Learning
import Testing

/// Models written for others and read back.
@Suite struct TreeExportTests {
  private func predictions(_ ensemble: TreeEnsemble, _ rows: NPYArray) throws -> [Double] {
    var workspace = ForestWorkspace()
    let floats = rows.values.map { Float($0) }
    return try Forest(ensemble).predict(rows: floats.span, columns: rows.columnCount, using: &workspace)
  }

  /// The positive class alone where one side tells both.
  private func aligned(_ mine: [Double], _ theirs: [Double]) -> [Double] {
    mine.count == 2 * theirs.count ? stride(from: 1, to: mine.count, by: 2).map { mine[$0] } : mine
  }

  @Test(arguments: TreeOracle.all) func onnxSaysTheSame(oracle: TreeOracle) throws {
    let ensemble = try oracle.ensemble()
    let rows = try #require(try oracle.array("rows"))
    guard let bytes = exported(oracle, ensemble, by: { try ONNXExporter.model(of: $0) }) else { return }
    let back = try predictions(try ONNXImporter.ensemble(from: bytes), rows)
    let direct = try predictions(ensemble, rows)
    // Leaves become floats, and other sums are in doubles.
    #expect(TreeOracle.difference(aligned(back, direct), direct) < 2e-6)
    // For scripts/check-exported-trees, which runs them elsewhere.
    if ProcessInfo.processInfo.environment["SHRIKE_TREES_ORACLE"] != nil {
      try Data(bytes).write(to: oracle.folder.appending(path: "exported.onnx"))
    }
  }

  @Test(arguments: TreeOracle.all) func elasticSaysTheSame(oracle: TreeOracle) throws {
    let ensemble = try oracle.ensemble()
    let rows = try #require(try oracle.array("rows"))
    guard let bytes = exported(oracle, ensemble, by: { try ElasticModel($0).definition() }) else { return }
    let model = try ElasticModel(bytes)
    let back = try predictions(model.ensemble, rows)
    let direct = try predictions(ensemble, rows)
    #expect(TreeOracle.difference(aligned(back, direct), direct) < 1e-6)
    #expect(try model.definition() == bytes, "what was read is written as it was")
    if ProcessInfo.processInfo.environment["SHRIKE_TREES_ORACLE"] != nil {
      try Data(bytes).write(to: oracle.folder.appending(path: "exported-elastic.json"))
    }
  }

  /// The bytes; nil where the format cannot say what the ensemble does, which must have its reason.
  private func exported(_ oracle: TreeOracle, _ ensemble: TreeEnsemble, by export: (TreeEnsemble) throws -> [UInt8])
    -> [UInt8]?
  {
    do { return try export(ensemble) } catch {
      let splits = ensemble.trees.flatMap(\.nodes).filter { !$0.isLeaf }
      let isSpecial = splits.contains { $0.test != .lessOrEqual && $0.test != .lessThan || $0.missing == .zeroOrNaN }
      let common: [OutputTransform] = [.identity, .sigmoid(scale: 1), .softmax, .sigmoidPair]
      #expect(isSpecial || ensemble.outputCount > 1 || !common.contains(ensemble.transform), "\(oracle): \(error)")
      return nil
    }
  }

  @Test func elasticTellsWhatIsMissingFromWhatIsNot() throws {
    var ensemble = TreeEnsemble(featureCount: 1)
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessOrEqual, threshold: .infinity, left: 1, right: 2, missingGoesLeft: false), .leaf(1),
        .leaf(2),
      ])
    ]
    let back = try Forest(ElasticModel(ElasticModel(ensemble).definition()).ensemble)
    var workspace = ForestWorkspace()
    let rows = [-Double.greatestFiniteMagnitude, 0, 1e300, .nan]
    #expect(back.predict(rows: rows.span, columns: 1, using: &workspace) == [1, 1, 1, 2])
  }

  @Test func preprocessorsMakeFeatures() throws {
    let definition = #"""
      {"preprocessors":[
        {"one_hot_encoding":{"field":"os","hot_map":{"linux":"os_linux","win":"os_win"}}},
        {"target_mean_encoding":{"field":"dir","feature_name":"dir_mean","target_map":{"/tmp":0.75},"default_value":0.25}},
        {"multi_encoding":{"processors":[
          {"n_gram_encoding":{"field":"name","feature_prefix":"n","n_grams":[1,2],"start":-3,"length":3}},
          {"frequency_encoding":{"field":"n.20","feature_name":"gram","frequency_map":{"xe":0.5,".e":0.125}}}]}}],
       "trained_model":{"tree":{"feature_names":["os_linux","dir_mean","gram","size"],"target_type":"regression",
         "tree_structure":[{"node_index":0,"leaf_value":1.5}]}}}
      """#
    let model = try ElasticModel(Array(definition.utf8))
    let row = model.row(["os": .text("linux"), "dir": .text("/home"), "name": .text("a.exe"), "size": .number(7)])
    #expect(row[0] == 1 && row[1] == 0.25 && row[3] == 7)
    #expect(row[2] == 0, "the last three letters are \"exe\", whose first pair is not in the map")
    #expect(model.row(["name": .text("x.ex")])[2] == 0.125)
    #expect(model.row([:])[0].isNaN)
    #expect(model.inputFields == ["dir", "name", "os", "size"])
    var workspace = ForestWorkspace()
    #expect(try Forest(model.ensemble).predict(row.span, using: &workspace) == [1.5])
    var made = ElasticModel(model.ensemble)
    made.preprocessors = model.preprocessors
    #expect(try ElasticModel(made.definition()).preprocessors == model.preprocessors)
  }

  @Test func aModelOfManyFieldsIsWarnedOf() throws {
    var ensemble = TreeEnsemble(featureCount: 101)
    ensemble.trees = [DecisionTree(nodes: [.leaf(1)])]
    #expect(ElasticModel(ensemble).warnings.count == 1)
  }
}
