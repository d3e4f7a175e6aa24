/// Writes hexadecimal eight digits at a time.
public enum HexDigits {
  /// The eight digits of a number as ASCII, the first digit in the low byte. `letters` is what is added to a digit
  /// above 9 beyond its value and "0": 7 for upper case, 39 for lower case.
  @inline(__always)
  static func digits(_ value: UInt32, letters: UInt64) -> UInt64 {
    // One nibble to each byte, the highest in the high byte.
    var spread = UInt64(value)
    spread = (spread | spread &<< 16) & 0x0000_FFFF_0000_FFFF
    spread = (spread | spread &<< 8) & 0x00FF_00FF_00FF_00FF
    spread = (spread | spread &<< 4) & 0x0F0F_0F0F_0F0F_0F0F
    let isLetter = (spread &+ 0x0606_0606_0606_0606) &>> 4 & 0x0101_0101_0101_0101
    return (spread &+ 0x3030_3030_3030_3030 &+ isLetter &* letters).byteSwapped
  }

  /// Appends `0x` and a number in lower case without leading zeros.
  public static func appendInteger(_ value: UInt64, to output: inout [UInt8]) {
    let zeros = value.leadingZeroBitCount & ~3
    let count = max(16 &- zeros &>> 2, 1)
    let aligned = value == 0 ? 0 : value &<< UInt64(zeros)
    let high = digits(UInt32(truncatingIfNeeded: aligned &>> 32), letters: 39)
    let low = digits(UInt32(truncatingIfNeeded: aligned), letters: 39)
    output.append(words: [0x7830 | high &<< 16, high &>> 48 | low &<< 16, low &>> 48, 0, 0], count: 2 &+ count)
  }

  /// Appends the 16 bytes of a GUID as upper-case text without braces. Its first three groups are little-endian
  /// integers ([MS-DTYP] 2.3.4).
  public static func appendGUID(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    let low = bytes.word(at: 0)
    let high = bytes.word(at: 8).byteSwapped
    let dash: UInt64 = 0x2D
    let first = digits(UInt32(truncatingIfNeeded: low), letters: 7)
    let middle = UInt32(truncatingIfNeeded: low &>> 32)
    // The second group's four digits, then the third's.
    let groups = digits(middle &<< 16 | middle &>> 16, letters: 7)
    let fourth = digits(UInt32(truncatingIfNeeded: high &>> 32), letters: 7)
    let fifth = digits(UInt32(truncatingIfNeeded: high), letters: 7)
    output.append(
      words: [
        first,
        dash | (groups & 0xFFFF_FFFF) &<< 8 | dash &<< 40 | (groups &>> 32) &<< 48,
        groups &>> 48 | dash &<< 16 | (fourth & 0xFFFF_FFFF) &<< 24 | dash &<< 56,
        fourth &>> 32 | fifth &<< 32,
        fifth &>> 32,
      ], count: 36)
  }

  /// Appends bytes in upper case.
  public static func appendBytes(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + bytes.count * 2)
    var index = 0
    while index &+ 4 <= bytes.count {
      let part = UInt32(bytes[index]) &<< 24 | UInt32(bytes[index &+ 1]) &<< 16 | UInt32(bytes[index &+ 2]) &<< 8
      output.append(words: [digits(part | UInt32(bytes[index &+ 3]), letters: 7), 0, 0, 0, 0], count: 8)
      index &+= 4
    }
    while index < bytes.count {
      output.append(words: [digits(UInt32(bytes[index]) &<< 24, letters: 7), 0, 0, 0, 0], count: 2)
      index &+= 1
    }
  }
}

extension [UInt8] {
  /// Appends the first `count` bytes of some words, lowest byte first.
  @inline(__always)
  mutating func append(words: InlineArray<5, UInt64>, count: Int) {
    precondition(count <= 40, "five words")
    append(addingCapacity: 40) { (target: inout OutputSpan<UInt8>) in
      // There is room for all five words; those behind `count` are overwritten by what comes next.
      unsafe target.withUnsafeMutableBufferPointer { buffer, filled in
        guard let base = buffer.baseAddress else { return }
        let start = unsafe UnsafeMutableRawPointer(base + filled)
        for index in 0..<5 {
          unsafe start.storeBytes(of: words[index].littleEndian, toByteOffset: index &* 8, as: UInt64.self)
        }
        filled += count
      }
    }
  }
}
