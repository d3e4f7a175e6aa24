import ECS
import Testing

@testable import Ingest

/// Streams without end: what has come is handed over before more is waited for.
@Suite struct LiveStreamTests {
  /// A text in a reader's format, of some records of which each begins where the one before ends.
  struct Sample: Sendable, CustomTestStringConvertible {
    var reader: any EventReader.Type
    var head: String
    var records: [String]

    var testDescription: String { reader.format }
    var text: String { head + records.joined() }
  }

  static let samples = [
    Sample(
      reader: JSONReader.self, head: "",
      records: (0..<40).map { #"{"@timestamp":"2026-03-01T00:00:\#(10 + $0)Z","host":{"name":"host-\#($0)"}}"# + "\n" }),
    Sample(
      reader: SyslogReader.self, head: "",
      records: (0..<40).map { "Mar  1 10:00:\(10 + $0) web sshd[\($0)]: Failed password for root from 10.0.0.5\n" }),
    Sample(
      reader: CSVReader.self, head: "@timestamp,host.name,process.name\n",
      records: (0..<40).map { "2026-03-01T00:00:\(10 + $0)Z,host-\($0),sh\n" }),
    Sample(
      reader: ZeekReader.self,
      head: "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\n#types\ttime\tstring\taddr\n",
      records: (0..<40).map { "1700000000.\(100 + $0)\tC\($0)\t10.0.0.\($0)\n" }),
  ]

  @Test("However a stream arrives, its events are those of a file", arguments: samples, [1, 7, 64, 1_000])
  func eventsAreThoseOfAFile(sample: Sample, chunk: Int) throws {
    func read<Reader: EventReader>(_ type: Reader.Type) throws {
      var options = ReaderOptions()
      options.assumedYear = 2026
      let file = try ReadEvents(type, Array(sample.text.utf8), options: options)
      let live = try ReadEvents(type, Array(sample.text.utf8), options: options, chunk: chunk, isLive: true)
      #expect(file.rows.count == sample.records.count)
      #expect(live.json == file.json)
      #expect(live.report.counts == file.report.counts)
    }
    try read(sample.reader)
  }

  @Test("Records that are whole are handed over before more is waited for", arguments: samples)
  func wholeRecordsAreHandedOver(sample: Sample) throws {
    func read<Reader: EventReader>(_ type: Reader.Type) throws {
      // Three records and a part of the next, then the rest of that and two more, and so on.
      let text = Array(sample.text.utf8)
      var pieces: [(bytes: [UInt8], whole: Int)] = []
      var (start, whole) = (0, 0)
      for stop in stride(from: 3, to: sample.records.count, by: 3) {
        let end = (sample.head + sample.records[..<stop].joined()).utf8.count + 5
        pieces.append((Array(text[start..<end]), whole))
        (start, whole) = (end, stop)
      }
      pieces.append((Array(text[start...]), whole))
      var options = ReaderOptions()
      options.assumedYear = 2026
      // More come at once than fit into a batch.
      options.limits.rows = 2
      let log = Log(pieces)
      var input = InputBuffer(PiecewiseStream(log: log))
      input.isLive = true
      var (reader, report) = (Reader(options: options), ReadReport())
      try reader.read(&input, origin: EventOrigin(path: "-", format: Reader.format), report: &report) {
        log.events += $0.count
      }
      #expect(log.events == sample.records.count)
      #expect(log.missing == 0, "some records were held back when the reader waited")
    }
    try read(sample.reader)
  }

  /// What has been handed over when the reader waits for more. A class because stream and sink share it.
  private final class Log {
    var pieces: ArraySlice<(bytes: [UInt8], whole: Int)>
    var events = 0
    var missing = 0

    init(_ pieces: [(bytes: [UInt8], whole: Int)]) { self.pieces = pieces[...] }
  }

  private struct PiecewiseStream: ByteStream {
    let log: Log

    func read(into buffer: inout [UInt8], atMost count: Int) -> Int {
      guard let piece = log.pieces.popFirst() else { return 0 }
      log.missing = max(log.missing, piece.whole - log.events)
      buffer += piece.bytes
      return piece.bytes.count
    }
  }
}
