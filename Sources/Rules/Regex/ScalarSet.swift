/// A set of Unicode scalar values as sorted, disjoint, non-adjacent ranges.
struct ScalarSet: Sendable, Hashable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  static let everything = ScalarSet([0...0x10FFFF])
  static let digits = ScalarSet([0x30...0x39])
  static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let blanks = ScalarSet([0x09...0x0A, 0x0D...0x0D, 0x20...0x20])

  init(_ unsorted: [ClosedRange<UInt32>]) {
    for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = ranges.last, range.lowerBound <= last.upperBound &+ 1 {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
  }

  var inverted: ScalarSet {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return ScalarSet(result)
  }

  /// The set of the folded forms. Ranges wider than 4,096 keep what they have beyond their letters' own folds.
  var folded: ScalarSet {
    var result: [ClosedRange<UInt32>] = []
    for range in ranges {
      guard range.count <= 4_096 else {
        result.append(range)
        continue
      }
      for value in range {
        let image = Unicode.Scalar(value).map(CaseFolding.fold)?.value ?? value
        result.append(image...image)
      }
    }
    return ScalarSet(result)
  }

  /// The set with the other case of each member. Of ranges wider than 4,096, of the ASCII letters in them.
  var withOtherCase: ScalarSet {
    var result = ranges
    for range in ranges {
      let letters = range.count <= 4_096 ? range : max(range.lowerBound, 0x41)...max(range.lowerBound, 0x41, 0x7A)
      for value in letters where range.contains(value) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
          let other = mapping.unicodeScalars
          if let first = other.first, other.count == 1, first != scalar { result.append(first.value...first.value) }
        }
      }
    }
    return ScalarSet(result)
  }

  /// The only member, if there is one.
  var single: UInt32? {
    ranges.count == 1 && ranges[0].count == 1 ? ranges[0].lowerBound : nil
  }
}

/// Sequences of byte ranges that together match exactly the UTF-8 forms of a range of scalars.
///
/// Source: the construction of R. Cox, "Regular Expression Matching in the Wild" (2010): split at the borders of the
/// encoding lengths, then wherever continuation bytes are not full ranges.
enum UTF8Sequences {
  /// Everything beyond ASCII, which is part of most sets that leave a few characters out.
  private static let beyondASCII = computed(0x80...0x10FFFF)

  static func sequences(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
    guard range.lowerBound <= 0x80, range.upperBound == 0x10FFFF else { return computed(range) }
    return (range.lowerBound < 0x80 ? [[UInt8(range.lowerBound)...0x7F]] : []) + beyondASCII
  }

  private static func computed(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
    var result: [[ClosedRange<UInt8>]] = []
    // Surrogates have no UTF-8 form and are left out.
    for limit in [UInt32(0)...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF] {
      let low = max(range.lowerBound, limit.lowerBound)
      let high = min(range.upperBound, limit.upperBound)
      if low <= high { split(low, high, length: encode(low).count, into: &result) }
    }
    return result
  }

  private static func split(_ low: UInt32, _ high: UInt32, length: Int, into result: inout [[ClosedRange<UInt8>]]) {
    for step in 1..<max(length, 1) {
      let mask: UInt32 = (1 << UInt32(6 * step)) - 1
      guard low & ~mask != high & ~mask else { continue }
      if low & mask != 0 {
        split(low, low | mask, length: length, into: &result)
        split((low | mask) + 1, high, length: length, into: &result)
        return
      }
      if high & mask != mask {
        split(low, (high & ~mask) - 1, length: length, into: &result)
        split(high & ~mask, high, length: length, into: &result)
        return
      }
    }
    result.append(zip(encode(low), encode(high)).map { $0...$1 })
  }

  private static func encode(_ value: UInt32) -> [UInt8] {
    guard let scalar = Unicode.Scalar(value) else { return [] }
    return Array(String(scalar).utf8)
  }
}
