import ECS
import Evidence
import Foundation
import Measuring
import Rules

/// Runs EQL queries, as the reference implementation understands them, over events whose fields are not ECS's.
///
///     eql-queries QUERIES EVENTS ROUNDS [EVENTS_A_BATCH]
///
/// QUERIES has one JSON object a line (`id`, `query`), EVENTS one event a line with `@timestamp` in order of time. Prints
/// tab-separated lines: `cost`, what, user seconds; `result`, id, events of its matches; `refused`, id, why.
/// `scripts/measure-eql-peer` runs it beside the reference engine.
@main struct EQLQueries {
  private struct Query: Decodable {
    var id: String
    var query: String
  }

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let rounds = Int(arguments[3]) else {
      print("usage: eql-queries QUERIES EVENTS ROUNDS [EVENTS_A_BATCH]")
      exit(2)
    }
    let size = arguments.count > 4 ? Int(arguments[4]) ?? 8_192 : 8_192
    let rules = try rules(arguments[1])
    var set = RuleSet([])
    cost("compile", Measure.best(of: rounds) { set = RuleSet(rules, options: options) })
    for problem in set.problems where problem.isFatal {
      print("refused\t\(problem.ruleID)\t\(problem.diagnostic.message)")
    }
    let text = Array(try Data(contentsOf: URL(filePath: arguments[2])))
    var batches: [EventBatch] = []
    cost("parse", try Measure.best(of: rounds) { batches = try Self.batches(text, size: max(1, size)) })
    let selection = FieldSelection(set.fields + [.timestamp])
    var matches: [RuleMatch] = []
    let running = Measure.best(of: rounds) {
      matches = []
      var runner = RuleRunner(set)
      for batch in batches {
        let reference = { (row: Int) in
          EventReference(id: "", path: "", record: batch.positions[row].record, time: 0)
        }
        runner.observe(ColumnSet(batch, selection), reference: reference, into: &matches)
      }
      runner.finish(into: &matches)
    }
    cost("run", running)
    var counts = [Int](repeating: 0, count: set.rules.count)
    for match in matches { counts[match.rule] += match.events.count }
    for (rule, count) in zip(set.rules, counts) { print("result\t\(rule.id)\t\(count)") }
  }

  /// The events' own names for what queries need.
  private static let options = QueryOptions(
    dialect: .reference, isCaseSensitive: false,
    schema: EventSchema(
      category: .named("event_type"), process: .named("unique_pid"), parentProcess: .named("unique_ppid"), host: nil,
      processChange: .named("subtype"), beginnings: ["create", "fork"], endings: ["terminate"]))

  private static func cost(_ name: String, _ cost: Cost) {
    print("cost\t\(name)\t\(cost.user)")
  }

  private static func rules(_ path: String) throws -> [Rule] {
    try Data(contentsOf: URL(filePath: path)).split(separator: 0x0A).map { line in
      let query = try JSONDecoder().decode(Query.self, from: Data(line))
      return Rule(id: query.id, name: query.id, severity: .low, query: query.query)
    }
  }

  private static func batches(_ text: [UInt8], size: Int) throws -> [EventBatch] {
    var result: [EventBatch] = []
    var builder = BatchBuilder(origin: EventOrigin(path: "events", format: "json"))
    var parser = JSONDocumentParser()
    var record: UInt64 = 0
    // A batch owns its part of the text.
    var start = 0
    while start < text.count {
      var end = start
      var lines = 0
      while end < text.count, lines < size {
        if text[end] == 0x0A { lines += 1 }
        end += 1
      }
      let part = Array(text[start..<end])
      start = end
      builder.load(text: part)
      var position = 0
      while position < part.count {
        if part[position] <= 0x20 {
          position += 1
          continue
        }
        try parser.parse(part.span, at: &position, into: &builder)
        record += 1
        builder.endRow(at: RecordPosition(offset: 0, record: record))
      }
      result.append(builder.finish())
    }
    return result
  }
}
