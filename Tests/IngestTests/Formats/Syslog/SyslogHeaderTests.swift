import ECS
import Testing

@testable import Ingest

@Suite("Syslog headers")
struct SyslogHeaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var host: String?
    var program: String?
    var process: String?
    var message: String
    var testDescription: String { line }
  }

  private static let cases = [
    Case(
      line: "Mar 27 13:06:56 h1 sshd[1291]: hello: x", host: "h1", program: "sshd", process: "1291", message: "hello: x"
    ),
    Case(line: "Mar  7 13:06:56 h1 kernel: [1.2] up", host: "h1", program: "kernel", process: nil, message: "[1.2] up"),
    Case(line: "<34>Oct 11 22:14:15 h2 su: failed", host: "h2", program: "su", process: nil, message: "failed"),
    Case(line: "Mar 27 13:06:56 sshd[12]: no host", host: nil, program: "sshd", process: "12", message: "no host"),
    Case(
      line: "2024-03-27T13:06:56.123456+01:00 h3 cron[9]: x", host: "h3", program: "cron", process: "9", message: "x"),
    Case(line: "Mar 27 13:06:56 h1 no tag here", host: "h1", program: nil, process: nil, message: "no tag here"),
    Case(
      line: "<165>1 2003-10-11T22:14:15.003Z m.example.com evntslog - ID47 [ex@1 iut=\"3 \\] 4\"][b c=\"d\"] An event",
      host: "m.example.com", program: "evntslog", process: nil, message: "An event"),
    Case(
      line: "<34>1 2003-10-11T22:14:15.003Z - su 77 - - 'su root'", host: nil, program: "su", process: "77",
      message: "'su root'"),
  ]

  @Test("Parts are where they belong", arguments: cases)
  func parts(item: Case) throws {
    let text = Array(item.line.utf8)
    let found = SyslogHeader(text.span, 0..<text.count)
    let header = try #require(found)
    func part(_ range: Range<Int>?) -> String? { range.map { String(decoding: text[$0], as: UTF8.self) } }
    #expect(part(header.host) == item.host)
    #expect(part(header.program) == item.program)
    #expect(part(header.process) == item.process)
    #expect(part(header.message) == item.message)
    #expect(header.time != nil)
  }

  @Test(
    "Other lines have no header",
    arguments: ["", "   continued", "Mar 40 13:06:56 x", "Mrz 27 13:06:56 h x:", "<999>x"])
  func none(line: String) {
    let text = Array(line.utf8)
    #expect(SyslogHeader(text.span, 0..<text.count)?.time == nil)
  }

  @Test("A year is inferred, and turns when the log crosses new year")
  func years() throws {
    var options = ReaderOptions()
    options.assumedYear = 2016
    options.assumedZone = 3_600
    let rows = try ReadEvents(
      SyslogReader.self,
      "Dec 31 23:59:58 h a: 1\nDec 31 23:59:59 h a: 2\nJan  1 00:00:01 h a: 3\nDec 31 23:59:59 h a: late\nJan  2 10:00:00 h a: 4",
      options: options
    ).rows
    #expect(
      rows.map { $0["@timestamp"] } == [
        "2016-12-31T22:59:58.000Z", "2016-12-31T22:59:59.000Z", "2016-12-31T23:00:01.000Z", "2016-12-31T22:59:59.000Z",
        "2017-01-02T09:00:00.000Z",
      ])
  }

  @Test("Without an assumed year no event lies in the future")
  func present() {
    let now = Timestamp(iso8601: "2026-02-01T00:00:00Z") ?? Timestamp(nanoseconds: 0)
    var years = YearInference(assumedYear: nil, zone: 0, now: now)
    let december = SyslogTime.yearless(month: 12, day: 30, hour: 0, minute: 0, second: 0, nanosecond: 0)
    #expect(years.resolve(december) == Timestamp(iso8601: "2025-12-30T00:00:00Z"))
  }
}
