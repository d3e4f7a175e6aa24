import Testing

@testable import Report

@Suite struct TextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsDigits(value: Int, expected: String) { #expect(NumberText.count(value) == expected) }

  @Test(arguments: [(1.25, 1, "1.3"), (0.05, 1, "0.1"), (-0.04, 1, "0.0"), (1_234.5, 0, "1,235"), (9.999, 2, "10.00")])
  func roundsDecimals(value: Double, places: Int, expected: String) {
    #expect(NumberText.decimal(value, places: places) == expected)
  }

  @Test(arguments: [Double.nan, .infinity, 1e300])
  func saysNothingOfWhatIsNoNumber(value: Double) {
    #expect(NumberText.decimal(value, places: 1) == "-")
    #expect(NumberText.coordinate(value) == "0")
  }

  @Test(arguments: [
    (UInt64(1), "1 byte"), (999, "999 bytes"), (1_000, "1.0 kB"), (999_600, "1.0 MB"), (94_460_000, "94 MB"),
    (.max, "18 EB"),
  ])
  func writesSizes(value: UInt64, expected: String) { #expect(NumberText.bytes(value) == expected) }

  @Test(arguments: [(0.5, "0.50"), (0.0004, "0.0004"), (0.00002, "2e-5"), (0, "0"), (1e-300, "1e-300")])
  func writesProbabilities(value: Double, expected: String) { #expect(NumberText.probability(value) == expected) }

  @Test(arguments: [(950, "950"), (1_200, "1.2k"), (34_000, "34k"), (5_000_000, "5M")])
  func shortensCounts(value: Int, expected: String) { #expect(NumberText.short(value) == expected) }

  @Test(arguments: [
    (Int64(0), "less than a second"), (192, "3 min 12 s"), (187_200, "2 days 4 h"), (86_400, "1 day"), (3_600, "1 h"),
  ])
  func writesDurations(seconds: Int64, expected: String) {
    #expect(TimeText.duration(seconds * 1_000_000_000) == expected)
  }

  @Test func writesTimes() {
    let time: Int64 = 1_588_388_156_123_000_000
    #expect(TimeText.millisecond(time) == "2020-05-02 02:55:56.123")
    #expect(TimeText.range(time, time + 60_000_000_000) == "2020-05-02 02:55:56 – 02:56:56")
    #expect(TimeText.second(.min) == "1677-09-21 00:12:43")
    #expect(TimeText.second(.max) == "2262-04-11 23:47:16")
    #expect(TimeText.duration(from: .min, to: .max).hasSuffix("days"))
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\u{202E}b", "a<U+202E>b"), ("\u{0}", "<U+0000>"), ("tab\there", "tab<U+0009>here"),
    ("\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}", "<U+200B><U+200B><U+200B><U+200B><2 more>"), ("é", "é"),
    ("e\u{301}", "e\u{301}"),
    ("\u{E0041}", "<U+E0041>"), ("日本", "日本"),
  ])
  func namesWhatMustNotBeObeyed(text: String, expected: String) { #expect(VisibleText.plain(text) == expected) }

  @Test func combiningMarksCannotPileUp() {
    let tower = "a" + String(repeating: "\u{0301}", count: 1_000)
    #expect(VisibleText.plain(tower) == "a\u{301}\u{301}\u{301}\u{301}<U+0301><U+0301><U+0301><U+0301><992 more>")
    #expect(Clipped(tower, to: 10).text.unicodeScalars.count == 10)
  }

  @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🐎", 2)])
  func knowsDisplayWidth(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
    #expect(DisplayWidth.of(DisplayWidth.fit(text + text + text, columns + 1, ellipsis: "…")) <= columns + 1)
  }

  /// FIPS 180-4 examples and RFC 4648 section 10.
  @Test func digestsAndEncodes() {
    #expect(hex(SHA256.digest(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(hex(SHA256.digest(Array(long.utf8))) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    for (text, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
      #expect(ContentPolicy.base64(Array(text.utf8)) == expected)
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
