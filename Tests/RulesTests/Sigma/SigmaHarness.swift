import ECS
import Evidence

@testable import Rules

/// Builds documents without a YAML reader and runs Sigma rules on events.
enum Doc {
  private static let place = SourcePosition(line: 1, column: 1)

  static func text(_ text: String) -> DocumentValue { DocumentValue(.scalar(text, isPlain: false), place) }
  static func plain(_ text: String) -> DocumentValue { DocumentValue(.scalar(text, isPlain: true), place) }
  static func list(_ values: [DocumentValue]) -> DocumentValue { DocumentValue(.sequence(values), place) }
  static func texts(_ values: [String]) -> DocumentValue { list(values.map(text)) }
  static func map(_ entries: KeyValuePairs<String, DocumentValue>) -> DocumentValue {
    DocumentValue(.mapping(entries.map { .init(key: $0.key, position: place, value: $0.value) }), place)
  }

  /// A rule about process creations on Windows.
  static func rule(
    _ detection: DocumentValue, id: String = "r", name: String = "", category: String = "process_creation"
  ) -> DocumentValue {
    map([
      "title": text(id), "id": text(id), "name": text(name), "detection": detection,
      "logsource": map(["product": text("windows"), "category": text(category)]),
    ])
  }

  static func search(_ search: DocumentValue, condition: String = "s") -> DocumentValue {
    map(["s": search, "condition": text(condition)])
  }
}

enum SigmaHarness {
  static func rules(_ documents: [DocumentValue]) -> [Rule] {
    var reader = SigmaReader()
    reader.read(documents, path: "test.yml")
    return reader.rules
  }

  /// An event as Sysmon's process creations are normalized, with fields of its own.
  static func process(_ fields: String) -> String {
    #"{"event.provider":"Microsoft-Windows-Sysmon","event.code":"1","host.os.type":"windows"\#(fields.isEmpty ? "" : ","+fields)}"#
  }

  /// The numbers of the events that a search matches.
  static func rows(_ search: DocumentValue, condition: String = "s", _ events: [String]) throws -> [Int] {
    try rows([Doc.rule(Doc.search(search, condition: condition))], events.map(process))
  }

  /// The numbers of the events that the first rule matches.
  static func rows(_ documents: [DocumentValue], _ events: [String]) throws -> [Int] {
    let set = RuleSet(rules(documents))
    if let problem = set.problems.first(where: \.isFatal) { throw problem.diagnostic }
    let columns = ColumnSet(try QueryHarness.batch(events), FieldSelection(set.fields))
    var matcher = RuleMatcher(set)
    var result: [Int] = []
    for match in matcher.matches(columns) where match.rule == 0 { match.rows.forEach { result.append($0) } }
    return result
  }

  static func error(_ documents: [DocumentValue]) -> String? {
    var reader = SigmaReader()
    reader.read(documents, path: "test.yml")
    if let error = reader.items.compactMap(\.error).first { return error.message }
    return RuleSet(reader.rules).problems.first(where: \.isFatal)?.diagnostic.message
  }
}
