import ECS
import Foundation
import Ingest
import Measuring

/// Measures how fast JSON or CSV telemetry becomes batches and columns, and prints events for comparison.
///
///     json FILE [ROUNDS]     # four lines: parse, read, columns, normalize
///     json --events FILE     # the normalized events as NDJSON on standard output, problems on standard error
///
/// `parse` is the document parser alone, `read` the reader without mapping to ECS, `columns` adds the columns of twenty
/// fields to each batch of `read`, and `normalize` is the reader with mapping.
@main struct JSONColumns {
  static let selection = FieldSelection(
    [
      "@timestamp", "winlog.event_id", "winlog.channel", "winlog.provider_name", "winlog.computer_name",
      "winlog.event_data.Image", "winlog.event_data.CommandLine", "winlog.event_data.ParentImage",
      "winlog.event_data.ProcessId", "winlog.event_data.ProcessGuid", "winlog.event_data.TargetObject",
      "winlog.event_data.SourceImage", "winlog.event_data.TargetImage", "winlog.event_data.GrantedAccess",
      "winlog.event_data.User", "winlog.event_data.SubjectUserName", "winlog.event_data.TargetUserName",
      "winlog.process.pid", "winlog.event_data.RuleName", "winlog.record_id",
    ].map(FieldID.named))

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let path = arguments.dropFirst().first(where: { !$0.hasPrefix("--") }) else {
      print("usage: json [--events] FILE [ROUNDS]")
      exit(2)
    }
    let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    if arguments.contains("--events") {
      try printEvents(text, path: path)
      return
    }
    let rounds = arguments.last.flatMap { Int($0) } ?? 3
    try report("parse", text, rounds) { try parse(text) }
    try report("read", text, rounds) { try read(text, normalizes: false) { _ in } }
    try report("columns", text, rounds) {
      try read(text, normalizes: false) { _ = ColumnSet($0, selection) }
    }
    try report("normalize", text, rounds) { try read(text, normalizes: true) { _ in } }
  }

  static func report(_ name: String, _ text: [UInt8], _ rounds: Int, _ work: () throws -> Int) rethrows {
    var events = 0
    let cost = try Measure.best(of: rounds) { events = try work() }
    let seconds = cost.user + cost.system
    let rate = Int(Double(text.count) / seconds / 1e6)
    print("\(name)\t\(events) events\t\(rate) MB/s\t\(Int(Double(events) / seconds)) events/s\t\(cost.summary)")
  }

  static func parse(_ text: [UInt8]) throws -> Int {
    var parser = JSONDocumentParser()
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "json"))
    builder.load(text: text)
    let span = text.span
    var position = 0
    var events = 0
    while JSONCursor.peek(span, &position) != nil {
      try parser.parse(span, at: &position, into: &builder)
      builder.endRow(at: RecordPosition(offset: UInt64(position), record: 0))
      events += 1
    }
    return events
  }

  static func read(_ text: [UInt8], normalizes: Bool, _ body: (EventBatch) throws -> Void) throws -> Int {
    var report = ReadReport()
    try read(text, normalizes: normalizes, path: "memory", &report, body)
    return Int(report.records)
  }

  static func read(
    _ text: [UInt8], normalizes: Bool, path: String, _ report: inout ReadReport, _ body: (EventBatch) throws -> Void
  ) throws {
    var options = ReaderOptions()
    options.normalizes = normalizes
    var input = InputBuffer(MemoryStream(text))
    let prefix = text.span.extracting(0..<min(text.count, ReaderRegistry.prefixLength))
    if JSONReader.confidence(in: prefix) >= CSVReader.confidence(in: prefix) {
      var reader = JSONReader(options: options)
      try reader.read(&input, origin: EventOrigin(path: path, format: JSONReader.format), report: &report, into: body)
    } else {
      var reader = CSVReader(options: options)
      try reader.read(&input, origin: EventOrigin(path: path, format: CSVReader.format), report: &report, into: body)
    }
  }

  static func printEvents(_ text: [UInt8], path: String) throws {
    var report = ReadReport()
    var writer = EventJSONWriter()
    try read(text, normalizes: true, path: path, &report) { batch in
      var output: [UInt8] = []
      writer.appendLines(batch, to: &output)
      try FileHandle.standardOutput.write(contentsOf: output)
    }
    for (problem, count) in report.counts.sorted(by: { $0.key < $1.key }) {
      try FileHandle.standardError.write(contentsOf: Array("\(path): \(problem): \(count)\n".utf8))
    }
  }
}
