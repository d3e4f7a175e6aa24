import ECS
import Testing

@testable import Ingest

@Suite struct CSVReaderTests {
  func read(
    _ text: [UInt8], options: ReaderOptions = ReaderOptions()
  ) throws -> (events: [String], lines: [UInt64], report: ReadReport) {
    var reader = CSVReader(options: options)
    var input = InputBuffer(MemoryStream(text))
    var report = ReadReport()
    var writer = EventJSONWriter()
    var events: [String] = []
    var lines: [UInt64] = []
    try reader.read(&input, origin: EventOrigin(path: "memory", format: "csv"), report: &report) { batch in
      for row in 0..<batch.count {
        var output: [UInt8] = []
        writer.append(batch, row: row, to: &output)
        events.append(String(decoding: output, as: UTF8.self))
        lines.append(batch.positions[row].record)
      }
    }
    return (events, lines, report)
  }

  @Test(arguments: [
    "a,b,c\n1,\"x\ny\",3\n,,4\n", "a,b,c\r\n1,\"x\ny\",3\r\n,,4", "\u{FEFF}a\tb\tc\n1\t\"x\ny\"\t3\n\n\t\t4\n",
    "a;b;c\n1;\"x\ny\";3\n;;4\n",
  ])
  func readsEveryRow(text: String) throws {
    let result = try read(Array(text.utf8))
    #expect(result.events == ["{\"a\":\"1\",\"b\":\"x\\ny\",\"c\":\"3\"}", "{\"c\":\"4\"}"])
    #expect(result.report.skipped == 0)
  }

  @Test func undoublesQuotes() throws {
    let result = try read(Array("a,b\n\"say \"\"hi\"\"\",\"\"\n".utf8))
    #expect(result.events == ["{\"a\":\"say \\\"hi\\\"\"}"])
  }

  @Test func countsLinesInsideValues() throws {
    let result = try read(Array("a,b\n\"1\n2\n3\",x\n4,y\n".utf8))
    #expect(result.lines == [2, 5])
  }

  @Test func keepsValuesWithoutAColumn() throws {
    let result = try read(Array("a,b\n1,2,3\n4\n".utf8))
    #expect(result.events == ["{\"a\":\"1\",\"b\":\"2\",\"csv\":{\"extra\":\"3\"}}", "{\"a\":\"4\"}"])
    #expect(result.report.counts["repaired column-count"] == 2)
  }

  @Test func goesOnBehindAnUnclosedQuote() throws {
    let result = try read(Array("a,b\n1,2\n\"3,4\n5,6\n".utf8))
    #expect(result.events == ["{\"a\":\"1\",\"b\":\"2\"}", "{\"a\":\"5\",\"b\":\"6\"}"])
    #expect(result.report.counts["skipped unclosed-quote"] == 1)
    #expect(result.report.problems.first { $0.reason == "unclosed-quote" }?.position.record == 3)
  }

  @Test(arguments: [
    ("Account,EventID,TimeGenerated,Computer,NewProcessName\nA,4688,2021-06-25 02:39:43,H,x\n", 70),
    ("name,size,time\nx,1,2024-05-01 10:00:00\n", 20), ("name,size,time\nx,1,long\n", 0),
    ("name,size,color\nx,1,red\n", 0), ("0,tcp,http,SF\n0,udp,dns,SF\n", 0), ("a,b,c\n1,2\n", 0),
    ("Dear reader, this is prose.\nIt has no columns at all.\n", 0), ("{\"a\":1,\"b\":2}\n", 0), ("", 0),
    ("type=SYSCALL msg=audit(1,2): a,b\n", 0),
  ])
  func recognisesTables(text: String, confidence: Int) {
    let bytes = Array(text.utf8)
    #expect(CSVReader.confidence(in: bytes.span) == confidence)
  }

  /// Labels, feature tables and lists stand beside telemetry; they are no events, and that is said.
  @Test(arguments: [
    (
      "file,tactic,technique,hosts,events\na.evtx,TA0001,T1003,H,6\n",
      "columns file, tactic, technique, hosts and 1 more"
    ),
    ("name,size,color\nx,1,red\n", "columns name, size, color)"),
  ])
  func saysWhyATableIsNoTelemetry(text: String, reason: String) {
    let bytes = Array(text.utf8)
    #expect(ReaderRegistry.recognise(bytes.span) == nil)
    #expect(ReaderRegistry.refusal(bytes.span).contains(reason))
  }

  @Test func refusesOtherThingsWithoutGuessing() {
    #expect(ReaderRegistry.refusal(Array("Dear reader,\n".utf8).span) == ReaderRegistry.notTelemetry)
  }

  @Test func namesWindowsColumnsAsTheEventLogDoes() throws {
    let header = "TenantId,Account,EventID,TimeGenerated,Computer,SubjectUserName,NewProcessName,CommandLine\n"
    let row = "t,D\\u,4688,2021-06-25 02:39:43.869344,HOST1,u,C:\\a.exe,\"\"\"a.exe\"\" -x\"\n"
    var reader = CSVReader(options: ReaderOptions())
    var input = InputBuffer(MemoryStream(Array((header + row).utf8)))
    var report = ReadReport()
    var batches: [EventBatch] = []
    try reader.read(&input, origin: EventOrigin(path: "m", format: "csv"), report: &report) { batches.append($0) }
    let event = try #require(batches.first)[0]
    #expect(event["winlog.event_id"] == "4688")
    #expect(event["winlog.provider_name"] == "Microsoft-Windows-Security-Auditing")
    #expect(event["winlog.computer_name"] == "HOST1")
    #expect(event["winlog.event_data.CommandLine"] == "\"a.exe\" -x")
    #expect(event.timestamp == Timestamp(iso8601: "2021-06-25T02:39:43.869344Z"))
  }

  @Test func survivesEveryTruncation() throws {
    let text = Array("a,b\n\"x\"\"y\",\"z\nw\"\r\n1,2".utf8)
    for count in 0...text.count { _ = try read(Array(text[..<count])) }
  }
}
