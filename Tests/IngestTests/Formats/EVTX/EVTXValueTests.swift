import Testing

@testable import Ingest

/// Each type of value, and text of several parts.
@Suite struct EVTXValueTests {
  static let values: [(value: Value, json: String)] = [
    (Value(type: 0, bytes: []), "null"),
    (.string("plain"), #""plain""#),
    (.string("C:\\a \"b\"\n\u{1}ž🐎"), #""C:\\a \"b\"\n\u0001ž🐎""#),
    (Value(type: 1, bytes: [0x41, 0, 0x00, 0xD8, 0x42, 0, 0, 0]), "\"A\u{FFFD}B\""),
    (Value(type: 1, bytes: []), #""""#),
    (Value(type: 2, bytes: [0x63, 0x61, 0x66, 0xE9, 0]), #""café""#),
    (.number(0x80, type: 0x03, size: 1), "-128"), (.number(0xFF, type: 0x04, size: 1), "255"),
    (.number(0xFFFF, type: 0x05, size: 2), "-1"), (.number(0xFFFF, type: 0x06, size: 2), "65535"),
    (.number(0x8000_0000, type: 0x07, size: 4), "-2147483648"),
    (.number(0xFFFF_FFFF, type: 0x08, size: 4), "4294967295"),
    (.number(.max, type: 0x09, size: 8), "-1"), (.number(.max, type: 0x0A, size: 8), "18446744073709551615"),
    (.number(0x3DCC_CCCD, type: 0x0B, size: 4), "0.1"), (.number(0x3FF8_0000_0000_0000, type: 0x0C, size: 8), "1.5"),
    (.number(0x7FF0_0000_0000_0000, type: 0x0C, size: 8), #""inf""#),
    (.number(1, type: 0x0D, size: 4), "true"), (.number(0, type: 0x0D, size: 4), "false"),
    (.number(16, type: 0x0D, size: 4), "16"),
    (Value(type: 0x0E, bytes: [0xDE, 0xAD, 0xBE, 0xEF, 0x01]), #""DEADBEEF01""#),
    (
      Value(
        type: 0x0F, bytes: [0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xA5, 0xBA, 0x3E, 0x3B, 3, 0x28, 0xC3, 13]),
      #""54849625-5478-4994-A5BA-3E3B0328C30D""#
    ),
    (.number(0x3E7, type: 0x10, size: 4), #""0x3e7""#), (.number(0, type: 0x10, size: 8), #""0x0""#),
    (.number(132_914_143_482_187_025, type: 0x11, size: 8), #""2022-03-10T19:32:28.218702Z""#),
    (.number(0, type: 0x11, size: 8), #""1601-01-01T00:00:00.000000Z""#),
    (.number(0x7FFF_FFFF_FFFF_FFFF, type: 0x11, size: 8), #""30828-09-14T02:48:05.477580Z""#),
    (
      Value(type: 0x12, bytes: [0xE6, 7, 3, 0, 4, 0, 10, 0, 19, 0, 32, 0, 28, 0, 218, 0]),
      #""2022-03-10T19:32:28.218000Z""#
    ),
    (Value(type: 0x13, bytes: [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]), #""S-1-5-32-544""#),
    (Value(type: 0x13, bytes: [1, 9, 0, 0, 0, 0, 0, 5]), #""0109000000000005""#),
    (.number(0xDEAD_BEEF, type: 0x14, size: 4), #""0xdeadbeef""#),
    (.number(0x8020_0000_0000_0000, type: 0x15, size: 8), #""0x8020000000000000""#),
    (Value(type: 0x88, bytes: [1, 0, 0, 0, 2, 0, 0, 0, 3]), "[1,2]"),
    (Value(type: 0x81, bytes: Value.string("a\0\0b").bytes), #"["a","","b"]"#),
    (Value(type: 0x77, bytes: [0xAB]), #""AB""#),
  ]

  @Test(arguments: values.indices)
  func rendersTheValue(index: Int) throws {
    let (value, json) = Self.values[index]
    let reading = try LogReading(LogShapes.log([value]))
    #expect(reading.events == [#"{"winlog":{"event_data":{"A":\#(json)}}}"#])
    #expect(reading.report.counts.isEmpty)
  }

  @Test func numbersUnnamedDataAndItemsOfLists() throws {
    var maker = ChunkMaker()
    let values = [Value.string("first"), Value(type: 0x81, bytes: Value.string("x\0y\0").bytes), .string("last")]
    maker.record(1) { $0.putInstance("t", of: LogShapes.data(3), values: values) }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(
      reading.events == [#"{"winlog":{"event_data":{"param1":"first","param2":"x","param3":"y","param4":"last"}}}"#])
  }

  @Test func joinsTheTextOfAllParts() throws {
    let content: [XML] = [
      .text("a"), .entity("amp"), .character(0x17E), .value(0), .cdata("<c>"), .entity("unknown"), .value(9),
    ]
    var maker = ChunkMaker()
    let template: [XML] = [
      .element("Event", [], [.element("EventData", [], [.element("Data", [("Name", [.text("T")])], content)])])
    ]
    maker.record(1) { $0.putInstance("t", of: template, values: [LogShapes.number(7)]) }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(reading.events == [#"{"winlog":{"event_data":{"T":"a&ž7<c>&unknown;"}}}"#])
  }

  @Test func takesTheNameOfDataFromAValue() throws {
    let template: [XML] = [
      .element("Event", [], [.element("EventData", [], [.element("Data", [("Name", [.value(0)])], [.value(1)])])])
    ]
    var maker = ChunkMaker()
    for name in ["One", "Two"] {
      maker.record(1) { $0.putInstance("t", of: template, values: [.string(name), LogShapes.number(5)]) }
    }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(reading.events == [#"{"winlog":{"event_data":{"One":5}}}"#, #"{"winlog":{"event_data":{"Two":5}}}"#])
  }

  @Test func readsRecordsWithoutTemplates() throws {
    var maker = ChunkMaker()
    let system = XML.element(
      "System", [],
      [
        .element("Provider", [("Name", [.text("P")]), ("Guid", [.text("{g}")])]), .text("\r\n  "),
        .element("EventID", [("Qualifiers", [.text("16384")])], [.text("4624")]),
        .element("TimeCreated", [("SystemTime", [.text("2021-04-27T15:03:16.983Z")])]),
        .element("Execution", [("ProcessID", [.text("4")]), ("ThreadID", [.text("x")])]), .element("Security"),
      ])
    let wrapper = XML.element(
      "Wrapper", [("xmlns", [.text("n")]), ("id", [.text("7")])],
      [.element("A", [], [.element("B", [("c", [.text("d")])], [.text("e")]), .element("B", [], [.text("f")])])])
    maker.record(3) { $0.put(.element("Event", [], [system, .element("UserData", [], [wrapper])])) }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(
      reading.events == [
        #"{"winlog":{"provider_name":"P","provider_guid":"{g}","qualifiers":16384,"event_id":4624,"#
          + #""time_created":"2021-04-27T15:03:16.983Z","process":{"pid":4,"thread":{"id":"x"}},"#
          + #""user_data":{"xml_name":"Wrapper","id":"7","A":{"B":["e","f"],"B.c":"d"}}}}"#
      ])
  }

  @Test func setsTheTimeOfTheEvent() throws {
    var maker = ChunkMaker()
    let template: [XML] = [
      .element("Event", [], [.element("System", [], [.element("TimeCreated", [("SystemTime", [.value(0)])])])])
    ]
    maker.record(1) {
      $0.putInstance("t", of: template, values: [.number(132_914_143_482_187_025, type: 0x11, size: 8)])
    }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]), normalizes: true)
    #expect(reading.events.first?.hasPrefix(#"{"@timestamp":"2022-03-10T19:32:28.2187025Z","#) == true)
  }
}
