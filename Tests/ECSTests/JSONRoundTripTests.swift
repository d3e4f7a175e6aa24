import ECS
import Testing

@Suite struct JSONRoundTripTests {
  func roundTrip(_ document: String) throws -> String {
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    let text = Array(document.utf8)
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var position = 0
    try parser.parse(text.span, at: &position, into: &builder)
    builder.endRow(at: RecordPosition(offset: 0, record: 1))
    let batch = builder.finish()
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.append(batch, row: 0, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: [
    #"{"@timestamp":"2020-01-01T00:00:00.000Z","a":{"b":1,"c":"x\"y\\z"},"n":null,"t":true,"f":1.50e3}"#,
    #"{"list":["a","b"],"one":["a"],"objects":[{"k":1},{"k":"v"}],"empty":{},"none":[]}"#,
    #"{"big":123456789012345678901234567890,"negative":-5,"zero":-0}"#,
    #"{"unicode":"žluťoučký 🐎","control":"\n\t\u0001"}"#,
  ])
  func keepsEveryValue(document: String) throws {
    #expect(try roundTrip(document) == document)
  }

  @Test func nestsDottedNames() throws {
    #expect(try roundTrip(#"{"a.b":1,"x":2,"a.c":3}"#) == #"{"a":{"b":1,"c":3},"x":2}"#)
  }

  @Test(arguments: [
    (#"{"a":"#, JSONError.Reason.endOfText, 5), (#"{"a":01}"#, .badNumber, 5), (#"{"a":"\x"}"#, .badEscape, 6),
    (#"[1]"#, .notAnObject, 0), (#"{"a" 1}"#, .unexpectedByte, 5), ("{\"a\":\"\n\"}", .controlCharacter, 6),
  ])
  func namesReasonAndOffset(document: String, reason: JSONError.Reason, offset: Int) {
    #expect(throws: JSONError(reason, at: offset)) { try roundTrip(document) }
  }
}
