import Testing

@testable import Store

@Suite struct NumberCodingTests {
  static let samples: [[UInt64]] = [
    [], [0], [.max], [5, 5, 5], [0, .max, 1, .max - 1], [UInt64(bitPattern: .min), UInt64(bitPattern: .max)],
    numbers(1_000) { 1_700_000_000_000_000_000 + $0 * 86_000_000 },
    numbers(1_000) { $0 % 2 == 0 ? UInt64.max : 7 },
    numbers(777) { ($0 &* 0x9E37_79B9_7F4A_7C15) >> 9 },
    numbers(777) { ($0 &* 0x9E37_79B9_7F4A_7C15) >> 50 },
    numbers(333) { UInt64(bitPattern: Int64($0) - 150) },
    numbers(100) { 1 << ($0 % 64) },
  ]

  private static func numbers(_ count: UInt64, _ value: (UInt64) -> UInt64) -> [UInt64] {
    (0..<count).map(value)
  }

  @Test(arguments: samples, [NumberCoding.Layout.packed, .planes])
  func restoresNumbers(values: [UInt64], layout: NumberCoding.Layout) throws {
    let bytes = NumberCoding(values).encoded(layout)
    var reader = ByteReader(bytes)
    #expect(try NumberCoding.decode(&reader, bytes, limit: values.count) == values)
    #expect(reader.remaining == 0)
  }

  @Test func restoresEveryWidth() throws {
    for width in 1...64 as ClosedRange<UInt64> {
      var random = SplitMix(seed: width)
      let values = (0..<257).map { _ in random.next() >> (64 - width) }
      for layout in [NumberCoding.Layout.packed, .planes] {
        let bytes = NumberCoding(values).encoded(layout)
        var reader = ByteReader(bytes)
        #expect(try NumberCoding.decode(&reader, bytes, limit: 257) == values, "width \(width)")
      }
    }
  }

  @Test func timesInMillisecondsTakeFewBits() {
    let times = (0..<10_000).map { (index: UInt64) -> UInt64 in
      let milliseconds: UInt64 = 1_700_000_000_000 + index * 86 + index % 7
      return milliseconds * 1_000_000
    }
    #expect(NumberCoding(times).width <= 7)
  }

  /// Damage that a checksum would catch must not get past the decoder's own checks either.
  @Test func refusesDamageWithoutTrapping() {
    let bytes = NumberCoding(Self.samples[8]).encoded(.packed)
    var random = SplitMix(seed: 1)
    for _ in 0..<20_000 {
      var broken = bytes
      broken[Int.random(in: 0..<min(40, broken.count), using: &random)] = UInt8.random(in: 0...255, using: &random)
      broken.removeLast(Int.random(in: 0..<broken.count, using: &random))
      var reader = ByteReader(broken)
      let result = try? NumberCoding.decode(&reader, broken, limit: 1_000)
      #expect((result?.count ?? 0) <= 1_000)
    }
  }
}
