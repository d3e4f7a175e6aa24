import ECS
import Testing

@Suite struct ColumnTests {
  static func batch(_ documents: [String]) throws -> EventBatch {
    let lines = Array(documents.joined(separator: "\n").utf8)
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    builder.load(text: lines)
    var parser = JSONDocumentParser()
    var position = 0
    for number in documents.indices {
      try parser.parse(lines.span, at: &position, into: &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(number + 1)))
    }
    return builder.finish()
  }

  @Test func holdsValuesByType() throws {
    let batch = try Self.batch([
      #"{"@timestamp":"2020-01-01T00:00:00Z","process":{"pid":7,"name":"a.exe"},"source":{"ip":"10.0.0.1"}}"#,
      #"{"process":{"pid":"8","name":"b.exe"},"source":{"ip":"::1"}}"#,
      #"{"process":{"pid":"many","name":null},"source":{"ip":"nowhere"}}"#,
    ])
    let columns = ColumnSet(batch, FieldSelection([.timestamp, .processPid, .processName, .sourceIp]))
    #expect(columns.integers(.processPid).map { [$0[0], $0[1], $0[2]] } == [7, 8, nil])
    #expect(
      columns.keywords(.processName).map { column in (0..<3).map { column.string(ofRow: $0) } } == [
        "a.exe", "b.exe", nil,
      ])
    #expect(columns.addresses(.sourceIp)?[0]?.description == "10.0.0.1")
    #expect(columns.dates(.timestamp)?[0] == 1_577_836_800_000_000_000)
    #expect(columns.dates(.timestamp)?[1] == nil)
    #expect(columns.mistyped == 2)
    #expect(columns[.userName] == nil)
  }

  @Test func keepsAllValuesOfLists() throws {
    let batch = try Self.batch([
      #"{"event":{"category":["process","file"]}}"#, #"{"event":{"category":"process"}}"#, #"{"event":{}}"#,
    ])
    let column = try #require(ColumnSet(batch, FieldSelection([.eventCategory])).keywords(.eventCategory))
    #expect(column.distinctCount == 2)
    #expect(
      (0..<3).map { column.allCodes(ofRow: $0).map { column.string(of: $0) } } == [
        ["process", "file"], ["process"], [],
      ])
  }

  @Test func findsEveryDistinctValueAgain() throws {
    let names = (0..<5_000).map { "name-\($0 * 7_919 % 1_000)-\(String(repeating: "x", count: $0 % 17))" }
    let batch = try Self.batch(names.map { #"{"process":{"name":"\#($0)"}}"# })
    let column = try #require(ColumnSet(batch, FieldSelection([.processName])).keywords(.processName))
    #expect(column.distinctCount == Set(names).count)
    let same = names.indices.allSatisfy { column.string(ofRow: $0) == names[$0] }
    #expect(same)
  }

  @Test func queriesSeeInsideListsOfObjects() throws {
    let batch = try Self.batch([#"{"a":[{"b":"x"},{"b":"y"}]}"#])
    let field = FieldID.named("a.b")
    let column = try #require(ColumnSet(batch, FieldSelection([field])).keywords(field))
    #expect(column.allCodes(ofRow: 0).map { column.string(of: $0) } == ["x", "y"])
  }

  @Test func mergedBatchesKeepEverythingButTheirOrder() throws {
    let first = try Self.batch([#"{"a":"1","l":[1,2]}"#, #"{"b":"two\n"}"#])
    let second = try Self.batch([#"{"c":{"d":[{"e":1}]}}"#])
    var merger = BatchMerger()
    merger.append(second, row: 0)
    merger.append(first, row: 1)
    merger.append(first, row: 0)
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.appendLines(merger.finish(), to: &output)
    let expected = [#"{"c":{"d":[{"e":1}]}}"#, #"{"b":"two\n"}"#, #"{"a":"1","l":[1,2]}"#, ""].joined(separator: "\n")
    #expect(String(decoding: output, as: UTF8.self) == expected)
  }

  @Test func fingerprintsSeeWhatTheSourceSaidAndNothingElse() throws {
    let batch = try Self.batch([#"{"a":1}"#, #"{"a":2}"#, #"{"a":1}"#, #"{"b":1}"#])
    var fingerprinter = Fingerprinter(key: (3, 4))
    let prints = (0..<4).map { fingerprinter.fingerprint(batch, row: $0) }
    #expect(prints[0] == prints[2])
    #expect(Set(prints).count == 3)
    #expect(EventFingerprint(hex: prints[1].hex) == prints[1])
  }
}
