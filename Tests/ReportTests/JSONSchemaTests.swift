import Foundation
import Pipeline
import Testing

@testable import Report

/// What the program prints is what `docs/schemas` says.
@Suite struct JSONSchemaTests {
  static let schemas = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/schemas")

  static func lines(_ json: HuntJSON) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    json.forEachLine { lines.append($0) }
    return lines
  }

  @Test(
    .enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"),
    arguments: ["sample", "hostile", "empty"])
  func outputValidates(name: String) throws {
    let json = HuntJSON(Self.hunt(name))
    let document = try TemporaryFile(json.document(), name: "hunt.json")
    let lines = try TemporaryFile(Self.lines(json).flatMap { $0 }, name: "hunt.ndjson")
    let script = """
      import json, sys, pathlib, jsonschema
      from referencing import Registry, Resource
      folder = pathlib.Path(sys.argv[1])
      load = lambda name: json.loads((folder / name).read_text())
      hunt, record = load('hunt.schema.json'), load('hunt-record.schema.json')
      registry = Registry().with_resources([(s['$id'], Resource.from_contents(s)) for s in (hunt, record)])
      kind = jsonschema.Draft202012Validator
      for schema in (hunt, record): kind.check_schema(schema)
      errors = [e.message[:300] + ' at ' + e.json_path for e in kind(hunt, registry=registry).iter_errors(json.load(open(sys.argv[2])))]
      count = 0
      for line in open(sys.argv[3], 'rb').read().split(b'\\n')[:-1]:
          count += 1
          errors += [e.message[:300] + ' at ' + e.json_path for e in kind(record, registry=registry).iter_errors(json.loads(line))]
      broken = json.load(open(sys.argv[2])); broken['alerts'] = [{'type': 'alert'}]
      assert not kind(hunt, registry=registry).is_valid(broken), 'the schema accepts anything'
      print('\\n'.join([str(count)] + errors[:20]))
      """
    let output = try Python.run(script, [Self.schemas.path(), document.path, lines.path])
    let parts = output.split(separator: "\n", maxSplits: 1)
    #expect(Int(parts[0]) == Self.lines(json).count)
    #expect(parts.count == 1, "\(parts.dropFirst().joined())")
  }

  /// Without Python: every record has exactly the members that its schema requires.
  @Test(arguments: ["sample", "hostile", "empty"])
  func everyRecordHasTheMembersOfItsSchema(name: String) throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: Self.schemas.appending(path: "hunt.schema.json")))
        as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    for line in Self.lines(HuntJSON(Self.hunt(name))) {
      #expect(line.count { $0 == 0x0A } == 1)
      let record = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      let type = try #require(record["type"] as? String)
      let definition = try #require(definitions[type] as? [String: Any], "\(type)")
      #expect(Set(record.keys) == Set(try #require(definition["required"] as? [String])), "\(type)")
    }
  }

  @Test func documentAndLinesHoldTheSame() throws {
    let json = HuntJSON(SampleHunt.make())
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json.document())) as? [String: Any])
    let total = document.values.reduce(0) { $0 + (($1 as? [[String: Any]])?.filter { $0["type"] != nil }.count ?? 0) }
    #expect(total + 1 == Self.lines(json).count)
    #expect((document["alerts"] as? [Any])?.count == SampleHunt.make().alerts.count)
  }

  @Test func nothingInItMovesATerminal() {
    let text = String(decoding: HuntJSON(HostileHunt.make()).document(), as: UTF8.self)
    let controls = text.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.properties.generalCategory == .format
    }
    #expect(controls.isEmpty)
  }

  @Test func escapesKeepTheValue() throws {
    let text = HostileHunt.corpus.joined()
    var writer = JSONWriter()
    writer.array { $0.string(text) }
    let back = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String])
    #expect(back[0].unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  private static func hunt(_ name: String) -> HuntResult {
    switch name {
    case "sample": SampleHunt.make()
    case "hostile": HostileHunt.make()
    default: HuntResult()
    }
  }
}
