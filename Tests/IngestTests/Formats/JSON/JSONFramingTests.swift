import ECS
import Testing

@testable import Ingest

/// Reads text with the JSON reader and returns each event as its JSON line, its line number, and the report.
func readJSON(
  _ text: [UInt8], options: ReaderOptions = ReaderOptions()
) throws -> (events: [String], lines: [UInt64], report: ReadReport, batches: [EventBatch]) {
  var reader = JSONReader(options: options)
  var input = InputBuffer(MemoryStream(text))
  var report = ReadReport()
  var batches: [EventBatch] = []
  try reader.read(&input, origin: EventOrigin(path: "memory", format: "json"), report: &report) { batches.append($0) }
  var events: [String] = []
  var lines: [UInt64] = []
  var writer = EventJSONWriter()
  for batch in batches {
    for row in 0..<batch.count {
      var output: [UInt8] = []
      writer.append(batch, row: row, to: &output)
      events.append(String(decoding: output, as: UTF8.self))
      lines.append(batch.positions[row].record)
    }
  }
  return (events, lines, report, batches)
}

@Suite struct JSONFramingTests {
  @Test(arguments: [
    ("{\"a\":1}\n{\"a\":2}\n", [1, 2]), ("{\"a\":1}\r\n\r\n{\"a\":2}", [1, 3]),
    ("\u{FEFF}{\"a\":1}\n{\"a\":2}\n\n", [1, 2]), ("{\"a\":1}{\"a\":2}", [1, 1]),
    ("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", [1, 4]), ("[{\"a\":1},\n {\"a\":2}]", [1, 2]), ("[]", []), ("", []),
    ("[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n", [2, 5]),
    ("\u{1E}{\"a\":1}\n\u{1E}{\"a\":2}\n", [1, 2]),
    ("{\"Records\":[{\"a\":1},{\"a\":2}]}", [1, 1]), ("{\"Records\":[]}\n{\"a\":1}", [2]),
    ("{\"@odata.context\":\"x\",\"value\":[{\"a\":1},{\"a\":2}],\"@odata.nextLink\":\"y\"}", [1, 1]),
    (
      "{\"took\":1,\"_shards\":{\"total\":1},\"hits\":{\"total\":{\"value\":2},\"hits\":[{\"a\":1},{\"a\":2}]}}",
      [1, 1]
    ),
    ("{\"events\":[{\"a\":1},\n{\"a\":2}]}\n{\"events\":[{\"a\":3}]}", [1, 2, 3]),
    ("{\"Events\":{\"Event\":[{\"a\":1}]}}", [1]), ("Record 1\n{\"a\":1}\nRecord 2\n{\n\"a\":2}\n", [2, 4]),
  ])
  func findsEveryDocument(text: String, lines: [UInt64]) throws {
    let result = try readJSON(Array(text.utf8))
    #expect(result.lines == lines)
    #expect(result.report.skipped == 0)
    for (index, event) in result.events.enumerated() { #expect(event == "{\"a\":\(index + 1)}") }
  }

  @Test(arguments: [
    ("{\"a\":1}\n{\"a\":\n{\"a\":3}\n", 2, "truncated-record"),
    ("{\"a\":1}\n{\"a\":\"x\n{\"a\":3}\n", 2, "malformed-json"),
    ("{\"a\":1}\ngarbage {\n{\"a\":3}", 2, "not-json"), ("{\"a\":1}\n{\"a\":01}\n{\"a\":3}", 2, "malformed-json"),
    ("[{\"a\":1},{\"a\":tru},{\"a\":3}]", 1, "malformed-json"), ("[{\"a\":1},7,{\"a\":3}]", 1, "not-an-object"),
    ("[\n  {\"a\":1},\n  {\"a\":\"},\n  {\"a\":3}\n]", 3, "malformed-json"),
    ("{\n \"a\":1\n}\n{\n \"a\":!\n}\n{\n \"a\":3\n}\n", 4, "malformed-json"),
  ])
  func goesOnBehindABrokenDocument(text: String, line: UInt64, reason: String) throws {
    let result = try readJSON(Array(text.utf8))
    #expect(result.events == ["{\"a\":1}", "{\"a\":3}"])
    #expect(result.report.counts["skipped \(reason)"] == 1)
    #expect(result.report.problems.first { $0.effect == .skipped }?.position.record == line)
  }

  @Test func saysThatTheLastDocumentIsCutOff() throws {
    let result = try readJSON(Array("{\"a\":1}\n{\"a\":".utf8))
    #expect(result.events == ["{\"a\":1}"])
    #expect(result.report.counts["skipped truncated-record"] == 1)
  }

  @Test(arguments: [true, false], [true, false])
  func decodesUTF16(bigEndian: Bool, marked: Bool) throws {
    var bytes: [UInt8] = []
    for unit in "\(marked ? "\u{FEFF}" : "")[{\"a\":\"č🐎\"}]".utf16 {
      let pair = [UInt8(unit >> 8), UInt8(unit & 255)]
      bytes += bigEndian ? pair : pair.reversed()
    }
    #expect(try readJSON(bytes).events == ["{\"a\":\"č🐎\"}"])
    #expect(JSONReader.confidence(in: bytes.span) == 80)
  }

  @Test func skipsDocumentsOverTheLimit() throws {
    var options = ReaderOptions()
    options.maximumRecordSize = 1_000
    let large = "{\"a\":\"" + String(repeating: "x", count: 5_000_000) + "\"}\n"
    let result = try readJSON(Array(("{\"a\":1}\n" + large + "{\"a\":2}\n").utf8), options: options)
    #expect(result.events == ["{\"a\":1}", "{\"a\":2}"])
    #expect(result.report.counts["skipped oversized-record"] == 1)
    #expect(result.lines == [1, 3])
  }

  @Test func holdsDocumentsLargerThanAChunk() throws {
    let large = "{\"a\":\"" + String(repeating: "x", count: JSONReader.windowSize * 3) + "\"}\n"
    let result = try readJSON(Array(("{\"a\":1}\n" + large + "{\"a\":2}\n").utf8))
    #expect(result.events.count == 3)
    #expect(result.lines == [1, 2, 3])
    #expect(result.report.skipped == 0)
  }

  @Test func keepsBatchesWithinLimits() throws {
    var options = ReaderOptions()
    options.limits = BatchBuilder.Limits(rows: 7, bytes: 4_096)
    let text = (0..<100).map { "{\"a\":\($0)}\n" }.joined()
    let result = try readJSON(Array(text.utf8), options: options)
    #expect(result.events.count == 100)
    #expect(result.lines == (1...100).map { UInt64($0) })
    #expect(result.batches.allSatisfy { $0.count <= 7 })
    #expect(result.report.bytes == UInt64(text.utf8.count))
  }

  @Test func pointsAtTheOriginalDocument() throws {
    let result = try readJSON(Array("[ {\"a\" : 1} ,{\"b\":2}]".utf8))
    let batch = try #require(result.batches.first)
    let texts = batch.sources.map { String(decoding: batch.bytes[$0.indices], as: UTF8.self) }
    #expect(texts == ["{\"a\" : 1}", "{\"b\":2}"])
    #expect(batch.positions.map(\.offset) == [2, 13])
  }

  @Test(arguments: [
    ("{\"a\":1}", 80), ("\u{FEFF} [ {\"a\"", 30), ("[{\"a\":1}]", 80), ("[settings]\na=1", 0), ("a,b\n1,2", 0),
    ("[1,2]", 0), ("{a:1}", 0), ("", 0), ("Record 1\n{\"Event\":", 80),
  ])
  func recognisesObjectsOnly(text: String, confidence: Int) {
    let bytes = Array(text.utf8)
    #expect(JSONReader.confidence(in: bytes.span) == confidence)
  }

  @Test func survivesEveryTruncation() throws {
    let text = Array(
      "{\"Records\":[{\"a\":[1,{\"b\":\"\\u00e9\"}],\"c\":-1.5e3}\n,{\"d\":null}],\"z\":1}\n{\"e\":{}}\n".utf8)
    for count in 0...text.count {
      let result = try readJSON(Array(text[..<count]))
      #expect(result.events.count <= 3)
      if count == text.count { #expect(result.events.count == 3) }
    }
  }
}
