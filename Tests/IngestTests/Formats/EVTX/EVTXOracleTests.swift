import ECS
import Foundation
import Testing

@testable import Ingest

/// Real logs, against what an independent reader says of them.
@Suite(.enabled(if: SharedData.isAvailable, "needs ../shared/data")) struct EVTXOracleTests {
  struct Expected: Decodable {
    var file: String
    var index: Int
    var fields: [String: String]
  }

  @Test func readsTheFieldsThatAnotherReaderReads() throws {
    let lines = Oracle.records.split(separator: "\n")
    let expected = try lines.map { try JSONDecoder().decode(Expected.self, from: Data($0.utf8)) }
    try #require(expected.count > 15)
    try SharedData.withUnpacked("windows/evtx-parser-corpus.tar.xz") { folder in
      for (file, records) in Dictionary(grouping: expected, by: \.file) {
        let rows = try read(folder.appendingPathComponent("samples/\(file)"))
        for record in records where rows.indices.contains(record.index) {
          #expect(fields(of: rows[record.index]) == record.fields, "record \(record.index) of \(file)")
        }
        #expect(records.allSatisfy { $0.index < rows.count })
      }
    }
  }

  func read(_ file: URL) throws -> [EventRow] {
    var options = ReaderOptions()
    options.normalizes = false
    var reader = EVTXReader(options: options)
    var input = InputBuffer(MemoryStream(Array(try Data(contentsOf: file))))
    var report = ReadReport()
    var rows: [EventRow] = []
    try reader.read(&input, origin: EventOrigin(path: file.path, format: "evtx"), report: &report) { batch in
      for row in 0..<batch.count { rows.append(batch[row]) }
    }
    return rows
  }

  /// The values of each field joined, as the fixture has them: an empty text is none, and times have six digits.
  func fields(of row: EventRow) -> [String: String] {
    var result: [String: [String]] = [:]
    for cell in row.cells where cell.field != .timestamp {
      guard var text = row.text(of: cell), !text.isEmpty else { continue }
      if cell.kind == .date {
        var bytes: [UInt8] = []
        cell.date.appendISO8601(fractionDigits: 6, to: &bytes)
        text = String(decoding: bytes, as: UTF8.self)
      }
      result[cell.field.path, default: []].append(text)
    }
    return result.mapValues { $0.joined(separator: "|") }
  }
}
