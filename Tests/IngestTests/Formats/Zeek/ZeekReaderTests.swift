import ECS
import Foundation
import Testing

@testable import Ingest

@Suite("Zeek logs")
struct ZeekReaderTests {
  private static let header = """
    #separator \\x09
    #set_separator\t,
    #empty_field\t(empty)
    #unset_field\t-
    #path\tconn
    #fields\tts\tuid\tid.orig_h\tid.orig_p\tduration\tlocal_orig\tservice\ttunnel_parents\ttags
    #types\ttime\tstring\taddr\tport\tinterval\tbool\tstring\tset[string]\tvector[string]

    """

  private func row(_ line: String) throws -> EventRow {
    try #require(try ReadEvents(ZeekReader.self, Self.header + line).rows.first)
  }

  @Test("Values have the types of the header")
  func types() throws {
    let row = try row("1521911720.865716\tC1\t10.0.0.1\t41772\t0.5\tT\tdns\t(empty)\ta,-,b")
    #expect(row["zeek.conn.ts"] == "2018-03-24T17:15:20.865716Z")
    #expect(row["@timestamp"] == "2018-03-24T17:15:20.865716Z")
    #expect(row.integer(.named("zeek.conn.id.orig_p")) == 41_772)
    #expect(row["zeek.conn.local_orig"] == "true")
    #expect(row.values(.named("zeek.conn.tags")) == ["a", "b"])
    #expect(row["source.ip"] == "10.0.0.1")
    #expect(row["network.protocol"] == "dns")
    #expect(row["zeek.conn.tunnel_parents"] == "[]")
  }

  @Test("Unset values are left out, empty ones are kept, escapes are undone")
  func specials() throws {
    let row = try row("1.0\tC1\t-\t-\t-\t-\t(empty)\t-\tx\\x2cy,\\\\z\\x09")
    #expect(row["zeek.conn.id.orig_h"] == nil)
    #expect(row["zeek.conn.service"]?.isEmpty == true)
    #expect(row.values(.named("zeek.conn.tags")) == ["x,y", "\\z\t"])
  }

  @Test("Values that are not of their type are kept as text and reported")
  func mistyped() throws {
    let read = try ReadEvents(ZeekReader.self, Self.header + "soon\tC1\t10.0.0.1\tx\t1e\tY\tdns\t-\t-")
    #expect(read.rows[0]["zeek.conn.ts"] == "soon")
    #expect(read.rows[0]["zeek.conn.id.orig_p"] == "x")
    #expect(read.report.counts == ["repaired mistyped-value": 1])
  }

  @Test("A second header in the file changes the columns")
  func rotation() throws {
    let second =
      "#close\t2024\n#separator \\x09\n#path\tdns\n#fields\tts\tquery\n#types\ttime\tstring\n2.0\tA.example\n"
    let rows = try ReadEvents(ZeekReader.self, Self.header + "1.0\tC1\t-\t-\t-\t-\t-\t-\t-\n" + second).rows
    #expect(rows.count == 2)
    #expect(rows[1]["dns.question.name"] == "a.example")
    #expect(rows[1]["zeek.dns.query"] == "A.example")
  }

  @Test("Lines that do not fit the header are reported with line and offset")
  func faults() throws {
    let read = try ReadEvents(ZeekReader.self, "1.0\tx\n" + Self.header + "1.0\tC1\n")
    #expect(read.rows.isEmpty)
    #expect(read.report.counts == ["skipped missing-header": 1, "skipped wrong-column-count": 1])
    #expect(read.report.problems.map(\.position.record) == [1, 9])
    #expect(read.report.problems[1].position.offset == UInt64(("1.0\tx\n" + Self.header).utf8.count))
  }

  @Test("Recognised by its header, not by other comments")
  func recognition() {
    #expect(ZeekReader.confidence(in: Array(Self.header.utf8).span) == 100)
    #expect(ZeekReader.confidence(in: Array("# a comment\n".utf8).span) == 0)
  }

  @Test("Batches keep to their limits and lose nothing")
  func batches() throws {
    var options = ReaderOptions()
    options.limits = BatchBuilder.Limits(rows: 10, bytes: 4_096)
    let lines = (0..<1_000).map { "\($0).0\tC\($0)\t-\t-\t-\t-\t-\t-\t-" }.joined(separator: "\n")
    let read = try ReadEvents(ZeekReader.self, Array((Self.header + lines).utf8), options: options, chunk: 100)
    #expect(read.rows.map { $0["zeek.conn.uid"] } == (0..<1_000).map { "C\($0)" })
    #expect(read.batches.allSatisfy { $0.count <= 10 })
    #expect(read.rows.last?.position.record == 1_007)
  }

  @Test("All logs of a defence exercise are read", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func sample() throws {
    var records: UInt64 = 0
    var lines = 0
    try SharedData.withUnpacked("network/zed-sample-zeek.tar") { folder in
      let logs = folder.appendingPathComponent("zeek-default")
      for file in try FileManager.default.contentsOfDirectory(at: logs, includingPropertiesForKeys: nil)
      where !["dns.log.gz", "ssl.log.gz"].contains(file.lastPathComponent) {
        let bytes = try SharedData.unzipped(file.path)
        let read = try ReadEvents(ZeekReader.self, bytes)
        records += read.report.records
        lines += bytes.split(separator: 0x0A).count { $0.first != UInt8(ascii: "#") }
        #expect(read.report.counts.isEmpty, "\(file.lastPathComponent)")
        #expect(read.rows.allSatisfy { $0.timestamp != nil }, "\(file.lastPathComponent)")
      }
    }
    #expect(records == UInt64(lines))
    #expect(records == 8_292)
  }
}
