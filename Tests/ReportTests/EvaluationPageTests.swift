import Foundation
import Learning
import Lifecycle
import Tables
import Testing

@testable import Report

/// The page and the JSON of an evaluation. With `SHRIKE_SAMPLES` in the environment, written there to be looked at.
@Suite struct EvaluationPageTests {
  /// Two columns of which one tells half of the classes, trained on the first days and tested on the later ones.
  static func dossier(isComplete: Bool) throws -> EvaluationDossier {
    func table(_ count: Int, from start: Double, seed: UInt64, source: String) throws -> DataTable {
      var random = Xoshiro256(seed: seed)
      var values: [Double] = []
      for row in 0..<count {
        let isMalicious = row % 5 == 0
        let shift = isMalicious ? 0.45 : 0
        values += [
          min(0.999, random.nextUnit() * 0.5 + shift), random.nextUnit(), start + Double(row) / 20, isMalicious ? 1 : 0,
        ]
      }
      let numbers = try FeatureTable(columns: 4, values: values, names: ["entropy", "imports", "day", "y"])
      let hosts = (0..<count).map { "\(source)-\($0 % 23)" }
      return DataTable(
        numbers: numbers,
        texts: [("host", hosts), ("os", (0..<count).map { ["windows", "linux", "macos<b>"][$0 % 3] })])
    }
    var ensemble = TreeEnsemble(featureCount: 2)
    ensemble.featureNames = ["entropy", "imports"]
    // Eight steps on the first feature: scores that rise with it.
    ensemble.trees = (1...8).map { step in
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: Double(step) / 9, left: 1, right: 2, missingGoesLeft: true), .leaf(0),
        .leaf(0.12),
      ])
    }
    var evaluation = ModelEvaluation(label: "y")
    evaluation.resamples = 40
    evaluation.time = "day"
    evaluation.slices = ["os"]
    evaluation.split = "by time, the last 100 days test"
    if !isComplete { evaluation.attack = nil }
    if isComplete {
      evaluation.group = "host"
      evaluation.prevalence = 1e-3
      evaluation.labelStatement = "made by the test"
      evaluation.deploymentStatement = "nowhere"
    }
    return try evaluation.run(
      LoadedModel(ModelFile(ensemble, threshold: isComplete ? 0.6 : nil)), named: "sample <script>",
      on: try table(2_000, from: 1_000, seed: 2, source: "late"),
      training: isComplete ? try table(1_000, from: 0, seed: 1, source: "early") : nil)
  }

  @Test(arguments: [true, false]) func thePageIsWellFormedAndSaysTheOutcome(isComplete: Bool) throws {
    let page = EvaluationPage(try Self.dossier(isComplete: isComplete)).html()
    let markup = Markup(page)
    #expect(markup.failure == nil)
    #expect(markup.text.contains(isComplete ? "Accepted." : "Refused."))
    #expect(markup.text.contains("no adaptive attack was run") != isComplete)
    #expect(!markup.elements.contains("script") && markup.elements.contains("svg"))
    let sheet = "\(Stylesheet.text)"
    for name in markup.classes {
      #expect(sheet.firstMatch(of: try Regex("\\.\(name)(?![a-z-])")) != nil, "\(name)")
    }
    for link in markup.links where link.hasPrefix("#") {
      #expect(markup.ids.contains(String(link.dropFirst())), "\(link)")
    }
    if let folder = ProcessInfo.processInfo.environment["SHRIKE_SAMPLES"] {
      let name = isComplete ? "evaluation.html" : "evaluation-refused.html"
      try Data(page).write(to: URL(filePath: folder).appending(path: name))
    }
  }

  @Test(.enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"), arguments: [true, false])
  func theJSONIsThatOfItsSchema(isComplete: Bool) throws {
    try JSONFile.validate(try Self.dossier(isComplete: isComplete).json(), against: "evaluation.schema.json")
  }

  @Test func axesHaveRoundTicks() {
    let decades = PlotAxis.decades("x", from: 0.003, to: 0.7) { "\($0)" }
    #expect(decades.ticks.count == 4 && decades.place(1) == 1 && decades.place(0.0001) == 0)
    #expect(abs(decades.place(0.0316227766) - 0.5) < 1e-6)
    let count = PlotAxis.count("x", to: 7.3)
    #expect(count.upper == 8 && count.ticks.map(\.label) == ["0", "2", "4", "6", "8"])
    #expect(PlotAxis.count("x", to: 0).place(.nan) == 0)
  }
}

/// A JSON document held to a schema of `docs/schemas`.
enum JSONFile {
  static func validate(_ document: [UInt8], against schema: String) throws {
    let file = try TemporaryFile(document, name: "document.json")
    let script = """
      import json, sys, jsonschema
      schema, document = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
      kind = jsonschema.Draft202012Validator
      kind.check_schema(schema)
      assert not kind(schema).is_valid({}), 'the schema accepts anything'
      print('\\n'.join(e.message[:300] + ' at ' + e.json_path for e in kind(schema).iter_errors(document)))
      """
    let output = try Python.run(script, [JSONSchemaTests.schemas.appending(path: schema).path(), file.path])
    let errors = output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(errors.isEmpty, "\(errors)")
  }
}
