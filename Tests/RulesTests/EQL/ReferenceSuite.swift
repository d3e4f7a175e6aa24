import ECS
import Evidence
import Foundation

@testable import Rules

/// The EQL reference implementation's own tests, read where `scripts/check-eql-suite` has put them.
///
/// They are under the AGPL: read as data when tests run, never part of the repository. The folder is named by
/// `SHRIKE_EQL_SUITE`, or is `../shared/eql-suite`.
enum ReferenceSuite {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SHRIKE_EQL_SUITE"] { return URL(filePath: path) }
    var root = URL(filePath: #filePath)
    for _ in 0..<5 { root.deleteLastPathComponent() }
    return root.appending(path: "shared/eql-suite")
  }()
  static let isAvailable = FileManager.default.fileExists(atPath: folder.appending(path: "test_queries.toml").path())

  static func table(_ name: String) throws -> TOMLTable {
    try TOMLDocument.parse(Array(Data(contentsOf: folder.appending(path: name))))
  }

  /// The events' own names for what queries need: they are not ECS.
  static let schema = EventSchema(
    category: .named("event_type"), process: .named("unique_pid"), parentProcess: .named("unique_ppid"), host: nil,
    processChange: .named("subtype"), beginnings: ["create", "fork"], endings: ["terminate"])

  static func options(isCaseSensitive: Bool) -> QueryOptions {
    QueryOptions(dialect: .reference, isCaseSensitive: isCaseSensitive, schema: schema)
  }

  /// Whether a case counts for a mode: most count for both.
  static func counts(_ table: TOMLTable, caseSensitive: Bool) -> Bool {
    let only = table[caseSensitive ? "case_insensitive" : "case_sensitive"]?.boolean ?? false
    let isNamed = table[caseSensitive ? "case_sensitive" : "case_insensitive"]?.boolean ?? false
    return isNamed || !only
  }

  // MARK: Events

  /// The suite's events with a time in ECS, and lists of objects also under the name of the object that holds them.
  static func events() throws -> [[String: Any]] {
    let data = try Data(contentsOf: folder.appending(path: "test_data.json"))
    return try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
  }

  static func batch(_ events: [[String: Any]]) throws -> EventBatch {
    var text: [UInt8] = []
    var objects: [[(name: String, range: Range<Int>)]] = []
    for event in events {
      var copy = event
      // 100 ns since 1601.
      let ticks = (event["timestamp"] as? Int64 ?? 0) - 116_444_736_000_000_000
      copy["@timestamp"] = Timestamp(nanoseconds: ticks * 100).iso8601
      text += Array(try JSONSerialization.data(withJSONObject: copy)) + [0x0A]
      var ranges: [(name: String, range: Range<Int>)] = []
      for (name, value) in event where value is [String: Any] {
        let start = text.count
        text += Array(try JSONSerialization.data(withJSONObject: value)) + [0x0A]
        ranges.append((name, start..<text.count - 1))
      }
      objects.append(ranges)
    }
    var builder = BatchBuilder(origin: EventOrigin(path: "test_data.json", format: "json"))
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var position = 0
    for (number, ranges) in objects.enumerated() {
      try parser.parse(text.span, at: &position, into: &builder)
      for (name, range) in ranges {
        let bytes = ByteRange(offset: range.lowerBound, count: range.count)
        builder.append(Cell(field: .named(name), kind: .json, flags: [], range: bytes))
        position = range.upperBound
      }
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(number + 1)))
    }
    return builder.finish()
  }

  /// The rows of the events of all matches, in their order.
  static func rows(_ query: String, _ batch: EventBatch, _ options: QueryOptions, size: Int = .max) throws -> [Int] {
    let rules = RuleSet([Rule(id: "test", name: "test", severity: .low, query: query)], options: options)
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    var runner = RuleRunner(rules)
    var matches: [RuleMatch] = []
    let selection = FieldSelection(rules.fields + [.timestamp])
    for start in stride(from: 0, to: batch.count, by: min(size, batch.count)) {
      let part = try slice(batch, start, min(size, batch.count))
      runner.observe(
        ColumnSet(part, selection),
        reference: { EventReference(id: "\(start + $0)", path: "", record: UInt64(start + $0), time: 0) },
        into: &matches)
    }
    runner.finish(into: &matches)
    return matches.flatMap { $0.events.map { Int($0.reference.record) } }
  }

  private static func slice(_ batch: EventBatch, _ start: Int, _ size: Int) throws -> EventBatch {
    if start == 0, size >= batch.count { return batch }
    var merger = BatchMerger()
    for row in start..<min(start + size, batch.count) { merger.append(batch, row: row) }
    return merger.finish()
  }
}
