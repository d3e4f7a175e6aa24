import Testing

@testable import Executables

@Suite struct ByteReadingTests {
  let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 0, 9]

  @Test func readsIntegersOfBothOrders() {
    #expect(bytes.span.u16(at: 1) == 0x0302)
    #expect(bytes.span.u16(at: 1, .big) == 0x0203)
    #expect(bytes.span.u32(at: 0, .big) == 0x0102_0304)
    #expect(bytes.span.u64(at: 0) == 0x0807_0605_0403_0201)
    #expect(bytes.span.integer(Int16.self, at: 8, .big) == 9)
  }

  @Test(arguments: [-1, 7, 10, Int.max, Int.min])
  func refusesIntegersOutside(offset: Int) {
    #expect(bytes.span.u32(at: offset) == nil)
    #expect(bytes.span.u64(at: UInt64.max) == nil)
  }

  @Test func takesRangesWithoutOverflow() {
    #expect(bytes.span.range(at: UInt64.max, count: 1) == nil)
    #expect(bytes.span.range(at: 4, count: Int.max) == nil)
    #expect(bytes.span.range(at: 10, count: 0) == 10..<10)
    #expect(bytes.span.clampedRange(at: 4, count: UInt64.max) == 4..<10)
    #expect(bytes.span.clampedRange(at: UInt64.max, count: 4) == 10..<10)
    #expect(bytes.span.clampedRange(at: -3, count: 4) == 10..<10)
    #expect(bytes.span.copy(8..<400) == [0, 9])
  }

  @Test func cutsTextsAtZeroLimitAndEnd() {
    #expect(bytes.span.terminatedRange(at: 0, limit: 100) == 0..<8)
    #expect(bytes.span.terminatedRange(at: 0, limit: 3) == 0..<3)
    #expect(bytes.span.terminatedRange(at: 9, limit: 3) == 9..<10)
    #expect(bytes.span.terminatedRange(at: 10, limit: 3) == nil)
  }

  @Test func cursorStopsAtItsEnd() throws {
    let span = bytes.span
    var cursor = ByteCursor(0..<5, .big)
    #expect(try cursor.read(UInt8.self, span) == 1)
    cursor.align(to: 2)
    #expect(try cursor.read(UInt16.self, span) == 0x0304)
    #expect(throws: ByteError.truncated(at: 4, needed: 4)) { try cursor.read(UInt32.self, bytes.span) }
    #expect(throws: ByteError.truncated(at: 4, needed: Int.max)) { try cursor.take(UInt64.max) }
    #expect(try cursor.take(1) == 4..<5)
    #expect(cursor.isAtEnd)
    #expect(throws: ByteError.self) { try cursor.move(to: 6) }
  }
}
