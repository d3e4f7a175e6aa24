import ECS
import Testing

@testable import Ingest

/// The values of two instances compared in one sweep, against comparing them one by one.
@Suite struct InstanceComparisonTests {
  /// Descriptors and values of an instance.
  static func bytes(_ values: [Value]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in values {
      bytes += [UInt8(truncatingIfNeeded: value.bytes.count), UInt8(value.bytes.count >> 8), value.type, 0]
    }
    return bytes + values.flatMap(\.bytes)
  }

  static func value(_ generator: inout SplitMix) -> Value {
    let size = [0, 1, 2, 4, 8, 8, 16, 17, 40, 300].randomElement(using: &generator) ?? 0
    return Value(
      type: UInt8.random(in: 1..<4, using: &generator),
      bytes: (0..<size).map { _ in UInt8.random(in: 0..<2, using: &generator) })
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func findsTheValuesThatDiffer(seed: UInt64) {
    var generator = SplitMix(state: seed)
    for _ in 0..<40 {
      let before = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in Self.value(&generator) }
      var after = before
      for index in after.indices where Int.random(in: 0..<4, using: &generator) == 0 {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: after[index] = Self.value(&generator)
        case 1, 2, 3: after[index] = Value(type: after[index].type, bytes: Self.value(&generator).bytes)
        default:
          guard let place = after[index].bytes.indices.randomElement(using: &generator) else { continue }
          after[index].bytes[place] ^= 4
        }
      }
      let used = Int.random(in: 0...before.count, using: &generator)
      // Instances stand apart, with or without room behind them, in one span or in two.
      let padding = [UInt8](repeating: 9, count: Int.random(in: 0..<12, using: &generator))
      let earlier = padding + Self.bytes(before) + padding.prefix(Int.random(in: 0..<10, using: &generator))
      let later = Self.bytes(after) + padding
      let chunk = earlier + later
      var found = [InstanceComparison.Change](repeating: .init(value: 0, offset: 0), count: used + 1)
      let isOne = Bool.random(using: &generator)
      let result =
        isOne
        ? InstanceComparison.changes(
          chunk.span, at: earlier.count, from: chunk.span, at: padding.count, count: before.count, used: used,
          into: &found)
        : InstanceComparison.changes(
          later.span, at: 0, from: earlier.span, at: padding.count, count: before.count, used: used, into: &found)
      guard (0..<used).allSatisfy({ before[$0].type == after[$0].type }) else {
        #expect(result == nil)
        continue
      }
      var expected: [[Int]] = []
      var offset = (isOne ? earlier.count : 0) + before.count * 4
      for index in 0..<used {
        if before[index].bytes != after[index].bytes { expected.append([index, offset]) }
        offset += after[index].bytes.count
      }
      #expect(result?.end == offset)
      #expect(found.prefix(result?.count ?? 0).map { [Int($0.value), Int($0.offset)] } == expected)
    }
  }

  @Test("Values and descriptors that lie behind the end are not looked at")
  func ends() {
    let whole = Self.bytes([.string("abc"), .number(5, type: 8, size: 4)])
    var found = [InstanceComparison.Change](repeating: .init(value: 0, offset: 0), count: 3)
    for count in whole.indices {
      let cut = whole.span.extracting(0..<count)
      #expect(
        InstanceComparison.changes(cut, at: 0, from: whole.span, at: 0, count: 2, used: 2, into: &found) == nil)
      #expect(
        InstanceComparison.changes(whole.span, at: 0, from: cut, at: 0, count: 2, used: 2, into: &found) == nil)
    }
    let same = InstanceComparison.changes(whole.span, at: 0, from: whole.span, at: 0, count: 2, used: 2, into: &found)
    #expect(same?.count == 0 && same?.end == whole.count)
    #expect(
      InstanceComparison.changes(whole.span, at: 60_000, from: whole.span, at: -4, count: 2, used: 2, into: &found)
        == nil
    )
  }
}
