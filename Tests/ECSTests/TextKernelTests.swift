import Testing

@testable import ECS

/// The kernels that write text from words, against the plain way.
@Suite struct TextKernelTests {
  @Test(arguments: [
    "", "a", "exactly8", "seventeen letters", "C:\\Windows\\System32\\svchost.exe -k \"netsvcs\"", "ž", "abcdefgž",
    "žluťoučký kůň příšerně úpěl ďábelské ódy", "日本語のテキスト", "🐎🐎🐎", "a🐎b", "tab\there", "\u{1}\u{1F}",
  ])
  func convertsUTF16(text: String) {
    let units = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    var output = Array("before".utf8)
    let plain = UTF16Text.appendUTF8(littleEndian: units.span, to: &output)
    #expect(output == Array("before".utf8) + Array(text.utf8))
    let needsEscape = text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\"" || $0 == "\\" }
    #expect(plain == !needsEscape)
  }

  @Test func convertsTextsOfAllLengthsWithAnythingAnywhere() {
    let pieces = ["\"", "\\", "\n", "\u{1F}", "\u{7F}", "\u{80}", "ž", "日", "🐎"]
    for length in 0..<70 {
      let text = String(repeating: "abcdefghij ", count: 7).prefix(length)
      check(String(text))
      for (number, piece) in pieces.enumerated() {
        // One place for each piece, another one for each length, and the end.
        let place = text.index(text.startIndex, offsetBy: (length &* 5 &+ number &* 11) % (length + 1))
        check("\(text[..<place])\(piece)\(text[place...])")
        check("\(text)\(piece)")
      }
    }
  }

  @Test func comparesRunsOfAllLengths() {
    for length in 0..<40 {
      let run = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let bytes = [9] + run + [7] + run + [8]
      // A span cannot stand in an expectation.
      let repeats = bytes.span.repeats(1, at: 2 + length, count: length)
      #expect(repeats)
      for place in 0..<length {
        var other = bytes
        other[2 + length + place] ^= 0x80
        let stillRepeats = other.span.repeats(1, at: 2 + length, count: length)
        let isSame = run.span.isSame(as: other.span.extracting((2 + length)..<(2 + 2 * length)))
        #expect(!stillRepeats && !isSame)
      }
    }
  }

  func check(_ text: String) {
    let units = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    var output = Array("before".utf8)
    let plain = UTF16Text.appendUTF8(littleEndian: units.span, to: &output)
    #expect(output == Array("before".utf8) + Array(text.utf8))
    #expect(plain == !text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\"" || $0 == "\\" })
  }

  @Test(arguments: [[0xD800], [0xDC00], [0xD800, 0x41], [0x41, 0xDBFF], [0xDC00, 0xD800]] as [[UInt16]])
  func replacesLoneSurrogates(units: [UInt16]) {
    var output: [UInt8] = []
    let bytes = units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    UTF16Text.appendUTF8(littleEndian: bytes.span, to: &output)
    #expect(output == Array(String(decoding: units, as: UTF16.self).utf8))
  }

  @Test(arguments: [0, 7, 10, 99, 100, 12_345, 9_999_999, .max, -1, .min] as [Int64])
  func writesIntegers(value: Int64) {
    var output: [UInt8] = []
    output.appendInteger(value)
    #expect(String(decoding: output, as: UTF8.self) == String(value))
  }

  @Test(arguments: [0, 1, 9, 10, 0xF, 0x10, 0xDEAD_BEEF, 0x1234_5678_9ABC_DEF0, .max] as [UInt64])
  func writesHexadecimalIntegers(value: UInt64) {
    var output: [UInt8] = []
    HexDigits.appendInteger(value, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "0x" + String(value, radix: 16))
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_646_940_748_218_702_500, "2022-03-10T19:32:28.2187025Z"),
      (1_646_940_748_218_702_000, "2022-03-10T19:32:28.218702Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (951_782_400_100_000_000, "2000-02-29T00:00:00.100Z"),
      (4_102_444_799_000_000_001, "2099-12-31T23:59:59.000000001Z"),
    ] as [(Int64, String)])
  func writesTimes(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).iso8601 == text)
    var memory = TimeText()
    for _ in 0..<2 {
      var output: [UInt8] = []
      output.append(memory.text(of: Timestamp(nanoseconds: nanoseconds)))
      #expect(String(decoding: output, as: UTF8.self) == text)
    }
  }

  @Test func remembersThePlansOfManyShapes() {
    var writer = EventJSONWriter()
    let fields = (0..<12).map { FieldID.named("kernel.test\($0)") }
    for round in 0..<3 {
      for mask in 1..<400 {
        var builder = BatchBuilder(origin: EventOrigin(path: "", format: ""))
        var expected: [String] = []
        for (index, field) in fields.enumerated() where mask >> index & 1 == 1 {
          builder.append(field, int: Int64(index * round))
          expected.append("\"test\(index)\":\(index * round)")
        }
        builder.endRow(at: RecordPosition(offset: 0, record: 0))
        var output: [UInt8] = []
        writer.append(builder.finish(), row: 0, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "{\"kernel\":{\(expected.joined(separator: ","))}}")
      }
    }
  }
}
