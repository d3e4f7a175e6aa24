import ECS
import Foundation
import Measuring
import Store

/// Measures the event store on a table of 20 columns.
///
///     store-events [--rows N] [--rows-file FILE.tsv] [--repeat N] STORE.db
///
/// With `--rows-file` the rows are written as tab-separated text as well, for other engines. What is measured is printed
/// as JSON. Making the rows and their fingerprints is not counted as ingesting.
@main
struct StoreEvents {
  var rows = 1_000_000
  var rowsFile: String?
  var repeats = 3
  var path = ""

  static func main() throws {
    var program = StoreEvents()
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--rows": program.rows = arguments.popFirst().flatMap { Int($0) } ?? program.rows
      case "--rows-file": program.rowsFile = arguments.popFirst()
      case "--repeat": program.repeats = arguments.popFirst().flatMap { Int($0) } ?? 1
      default: program.path = argument
      }
    }
    guard !program.path.isEmpty else { return print("usage: store-events [--rows N] [--rows-file FILE] STORE.db") }
    try program.run()
  }

  func run() throws {
    for suffix in ["", "-wal", "-shm", "-writer"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    let store = try EventStore(path: path)
    var results: [String: Double] = [:]
    try fill(store, &results)
    let summary = try store.summary()
    results["stored"] = Double(summary.events)
    results["segments"] = Double(summary.segments)
    results["megabytes of segments"] = Double(summary.bytes) / 1e6
    for (part, bytes) in try store.storage() { results["megabytes of \(part)"] = Double(bytes) / 1e6 }
    try query(store, &results)
    try store.close()
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
    results["megabytes of file"] = (size?.doubleValue ?? 0) / 1e6
    let json = try JSONSerialization.data(withJSONObject: results, options: [.sortedKeys, .prettyPrinted])
    print(String(decoding: json, as: UTF8.self))
  }

  private func fill(_ store: EventStore, _ results: inout [String: Double]) throws {
    var table = EventTable(rows: rows)
    var fingerprinter = Fingerprinter(key: store.fingerprintKey)
    var text = ""
    var ingest = (user: 0.0, system: 0.0)
    var hashing = 0.0
    if let rowsFile { _ = FileManager.default.createFile(atPath: rowsFile, contents: nil) }
    let file = rowsFile.flatMap { FileHandle(forWritingAtPath: $0) }
    var done = 0
    while done < rows {
      var builder = BatchBuilder(origin: EventOrigin(path: "table", format: "benchmark"))
      while !builder.isFull, done < rows {
        let row = table.row()
        append(row, to: &builder)
        builder.endRow(at: RecordPosition(offset: UInt64(done) * 400, record: UInt64(done + 1)))
        if file != nil { text += row.joined(separator: "\t") + "\n" }
        done += 1
      }
      let batch = builder.finish()
      var prints: [EventFingerprint] = []
      hashing += Measure.once { prints = fingerprinter.fingerprints(of: batch) }.user
      let cost = try Measure.once { _ = try store.ingest(batch, fingerprints: prints, durability: .buffered) }
      ingest.user += cost.user
      ingest.system += cost.system
      try file?.write(contentsOf: Data(text.utf8))
      text = ""
    }
    let last = try Measure.once { try store.flush() }
    results["ingest seconds, user"] = ingest.user + last.user
    results["ingest seconds, system"] = ingest.system + last.system
    results["fingerprint seconds"] = hashing
  }

  private func append(_ row: [String], to builder: inout BatchBuilder) {
    for (field, text) in zip(EventTable.fields, row) where !text.isEmpty {
      switch field.type.family {
      case .date: builder.append(field, date: Timestamp(iso8601: text) ?? Timestamp(nanoseconds: 0))
      case .integer: builder.append(field, int: Int64(text) ?? 0)
      default: builder.append(field, string: text)
      }
    }
  }

  private func query(_ store: EventStore, _ results: inout [String: Double]) throws {
    let summary = try store.summary()
    let start = summary.firstEvent ?? 0
    let hour = start + 10 * 3_600_000_000_000..<start + 11 * 3_600_000_000_000
    func measure(_ name: String, _ work: () throws -> Int) rethrows {
      var check = 0
      let cost = try Measure.best(of: repeats) { check = try work() }
      results["\(name), seconds"] = cost.user + cost.system
      results["\(name), check"] = Double(check)
    }
    try measure("top hosts") { try store.topValues(of: .hostName).reduce(0) { $0 + $1.count } }
    try measure("distinct in an hour") {
      try store.distinctCounts(of: .destinationIp, by: .userName, in: hour).reduce(0) { $0 + $1.count }
    }
    try measure("distinct by hour") {
      try store.distinctCounts(of: .destinationIp, by: .userName, interval: 3_600_000_000_000)
        .reduce(0) { $0 + $1.count }
    }
    try measure("command lines like") {
      try store.count(where: .contains(.processCommandLine, "-enc S", ignoringCase: false))
    }
    try measure("hourly by code") {
      try store.histogram(interval: 3_600_000_000_000, by: .eventCode).reduce(0) { $0 + $1.count }
    }
    try measure("all events back") {
      var count = 0
      try store.forEachBatch { count += $0.count }
      return count
    }
  }
}
