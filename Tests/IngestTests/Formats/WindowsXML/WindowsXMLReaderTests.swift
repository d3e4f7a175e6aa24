import ECS
import Testing

@testable import Ingest

@Suite("Windows events in XML")
struct WindowsXMLReaderTests {
  private static let logon = """
    <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
    <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>\
    <EventID Qualifiers='0'>4624</EventID><Version>2</Version><Level>0</Level><Keywords>0x8020000000000000</Keywords>\
    <TimeCreated SystemTime='2020-05-01T10:00:00.1234567Z'/><EventRecordID>77</EventRecordID>\
    <Correlation ActivityID='{a1}'/><Execution ProcessID='4' ThreadID='8'/><Channel>Security</Channel>\
    <Computer>PC.example</Computer><Security/></System><EventData><Data Name='TargetUserName'>O&apos;Neil &#x263A;</Data>\
    <Data Name='LogonType'>3</Data><Data Name='Empty'/><Data>first</Data><Data>second</Data></EventData></Event>
    """

  private func check(_ row: EventRow) {
    #expect(row["winlog.provider_name"] == "Microsoft-Windows-Security-Auditing")
    #expect(row.integer(.named("winlog.event_id")) == 4_624)
    #expect(row.integer(.named("winlog.record_id")) == 77)
    #expect(row["winlog.time_created"] == "2020-05-01T10:00:00.1234567Z")
    #expect(row["winlog.computer_name"] == "PC.example")
    #expect(row["winlog.event_data.TargetUserName"] == "O'Neil ☺")
    #expect(row["winlog.event_data.Empty"]?.isEmpty == true)
    #expect(row["winlog.event_data.param2"] == "second")
    #expect(row["event.category"] == "authentication")
    #expect(row["event.code"] == "4624")
    #expect(row["host.name"] == "pc.example")
  }

  private static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    (bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE])
      + text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  private static let shapes: [(String, [UInt8])] = [
    ("one", Array(logon.utf8)),
    ("a list", Array("<?xml version=\"1.0\"?>\n<Events>\n<!-- x -->\(logon)\n</Events>".utf8)),
    ("UTF-16, little", utf16("<Events>\(logon)</Events>", bigEndian: false)),
    ("UTF-16, big", utf16(logon, bigEndian: true)),
    ("with a mark", [0xEF, 0xBB, 0xBF] + Array(logon.utf8)),
    (
      "a column",
      Array(
        "_time,_raw\n1,\"\(logon.split(separator: "'").joined(separator: "\"\""))\"\n"
          .utf8)
    ),
    ("a JSON string", Array(("\"" + logon.split(separator: "'").joined(separator: "\\\"") + "\"").utf8)),
    ("with a prefix", Array("<ns0:x/>\(logon)".utf8)),
  ]

  @Test("The same event in every wrapping", arguments: shapes.map(\.0))
  func wrappings(name: String) throws {
    let bytes = try #require(Self.shapes.first { $0.0 == name }).1
    let read = try ReadEvents(WindowsXMLReader.self, bytes, chunk: 13)
    #expect(read.rows.count == 1)
    #expect(read.report.counts.isEmpty)
    check(try #require(read.rows.first))
    #expect(WindowsXMLReader.confidence(in: bytes.span) >= 60)
  }

  @Test("User data keep their paths, rendered texts their meaning")
  func userData() throws {
    let row = try #require(
      try ReadEvents(
        WindowsXMLReader.self,
        """
        <Event><System><EventID>104</EventID></System>
          <UserData>
            <LogFileCleared xmlns='x'><SubjectUserName>ann</SubjectUserName><A b='1'><C><![CDATA[<x> & y]]></C></A>
            </LogFileCleared>
          </UserData>
          <RenderingInfo Culture='en-US'><Message>The log &lt;x&gt; was cleared.</Message><Task>Log clear</Task>
            <Keywords><Keyword>k1</Keyword><Keyword>k2</Keyword></Keywords></RenderingInfo></Event>
        """
      ).rows.first)
    #expect(row["winlog.user_data.xml_name"] == "LogFileCleared")
    #expect(row["winlog.user_data.SubjectUserName"] == "ann")
    #expect(row["winlog.user_data.A.b"] == "1")
    #expect(row["winlog.user_data.A.C"] == "<x> & y")
    #expect(row["message"] == "The log <x> was cleared.")
    #expect(row["winlog.rendering_info.task"] == "Log clear")
    #expect(row.values(.named("winlog.rendering_info.keywords")) == ["k1", "k2"])
  }

  @Test(
    "Broken events are reported, and the next is read",
    arguments: [
      "<Event><System><EventID>1</System></Event>", "<Event><System a=b/></Event>", "<Event ",
      "<Event><System><EventID>1</EventID>", "<!DOCTYPE x [<!ENTITY a 'b'>]><Event><![x]></Event>",
      "<Event>" + String(repeating: "<a>", count: 100) + "</Event>",
    ])
  func broken(text: String) throws {
    let read = try ReadEvents(WindowsXMLReader.self, text + "\n" + Self.logon + "\n")
    #expect(read.rows.count == 1)
    #expect(read.report.skipped == 1)
    #expect(read.report.problems.first?.position.record == 1)
    check(try #require(read.rows.first))
  }

  @Test("Entities that a document declares are not replaced")
  func entities() throws {
    let row = try #require(
      try ReadEvents(
        WindowsXMLReader.self,
        "<!DOCTYPE x [<!ENTITY a \"boom\">]><Event><System><EventID>1</EventID></System><EventData><Data>&a;&#0;</Data>"
          + "</EventData></Event>"
      ).rows.first)
    #expect(row["winlog.event_data.param1"] == "&a;&#0;")
  }

  @Test("Positions are those of the lines")
  func positions() throws {
    let read = try ReadEvents(WindowsXMLReader.self, "<Events>\n\(Self.logon)\n\n\(Self.logon)\n</Events>")
    #expect(read.rows.map(\.position.record) == [2, 4])
    #expect(read.rows[0].position.offset == 9)
  }

  @Test("An event without an end does not take all memory")
  func oversized() throws {
    var options = ReaderOptions()
    options.maximumRecordSize = 1 << 16
    let text = "<Event>" + String(repeating: "x", count: 1 << 22) + Self.logon
    let read = try ReadEvents(WindowsXMLReader.self, Array(text.utf8), options: options)
    #expect(read.report.counts["skipped oversized-event"] == 1 || read.report.counts["skipped malformed-event"] == 1)
    #expect(read.rows.count == 1)
  }
}
