import Testing

@testable import Executables

@Suite struct DERTests {
  static func element(_ bytes: [UInt8]) throws -> DERElement { try DERElement(bytes.span, in: 0..<bytes.count) }

  @Test func readsLengths() throws {
    #expect(try Self.element([0x04, 0x02, 1, 2]).content == 2..<4)
    #expect(try Self.element([0x04, 0x81, 0x02, 1, 2]).content == 3..<5)
    #expect(try Self.element([0x30, 0x80, 0x04, 0x01, 9, 0, 0]).content == 2..<5)
  }

  @Test(
    arguments: [
      [], [0x04], [0x04, 0x02, 1], [0x04, 0x84, 0xff, 0xff, 0xff, 0xff], [0x04, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
      [0x30, 0x80, 0x04, 0x01], [0x1f, 0xff, 0xff], [UInt8](repeating: 0x30, count: 1).flatMap { [$0, 0x80] },
    ] as [[UInt8]])
  func refusesBrokenElements(bytes: [UInt8]) {
    #expect(throws: DERError.self) { try Self.element(bytes) }
  }

  @Test func boundsIndefiniteNesting() {
    let bytes = [UInt8](repeating: 0, count: 4000).enumerated().map { $0.offset % 2 == 0 ? 0x30 : 0x80 } as [UInt8]
    #expect(throws: DERError.self) { try Self.element(bytes) }
  }

  @Test(arguments: [
    ("700101000000Z", 0.0), ("491231235959Z", 2_524_607_999), ("260228120000Z", 1_772_280_000),
    ("2601010000Z", 1_767_225_600), ("260101010000+0100", 1_767_225_600),
  ])
  func readsUTCTimes(text: String, seconds: Double) throws {
    let bytes = [0x17, UInt8(text.utf8.count)] + Array(text.utf8)
    #expect(try DERTime.seconds(bytes.span, Self.element(bytes)) == seconds)
  }

  @Test(arguments: ["260230120000Z", "261301000000Z", "2601010000xx", "", "26010124000Z"])
  func refusesOtherTimes(text: String) throws {
    let bytes = [0x17, UInt8(text.utf8.count)] + Array(text.utf8)
    let element = try Self.element(bytes)
    #expect(throws: DERError.self) { try DERTime.seconds(bytes.span, element) }
  }

  @Test func readsFractions() throws {
    let text = "20260228120000.25Z"
    let bytes = [0x18, UInt8(text.utf8.count)] + Array(text.utf8)
    #expect(try DERTime.seconds(bytes.span, Self.element(bytes)) == 1_772_280_000.25)
  }
}
