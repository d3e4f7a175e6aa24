/// Conversion of little-endian UTF-16, the text of everything from Windows.
public enum UTF16Text {
  /// Appends UTF-16 text as UTF-8 and says whether what was appended needs no escaping in JSON.
  ///
  /// A surrogate without its partner becomes U+FFFD; an odd byte at the end is ignored. Runs of ASCII are converted eight
  /// characters at a time, and the same words tell whether the text is plain.
  @discardableResult
  public static func appendUTF8(littleEndian text: borrowing Span<UInt8>, to output: inout [UInt8]) -> Bool {
    let units = text.count / 2
    guard units > 0 else { return true }
    var plain = true
    output.append(addingCapacity: units &* 3 &+ 8) { (target: inout OutputSpan<UInt8>) in
      // The target has room for three bytes a unit, the most that UTF-8 needs for one, and for one word more.
      // `text` holds `units` units; every read below stays in front of that end.
      unsafe target.withUnsafeMutableBufferPointer { buffer, count in
        unsafe text.withUnsafeBytes { source in
          unsafe plain = convert(source, units: units, to: UnsafeMutableRawBufferPointer(buffer), count: &count)
        }
      }
    }
    return plain
  }

  /// The kernel: reads `units` units of `source`, writes behind `count` in `target`, which has room for three bytes a
  /// unit and eight more.
  private static func convert(
    _ source: UnsafeRawBufferPointer, units: Int, to target: UnsafeMutableRawBufferPointer, count: inout Int
  ) -> Bool {
    guard let input = source.baseAddress, let output = target.baseAddress else { return true }
    precondition(source.count >= units &* 2 && target.count >= count &+ units &* 3 &+ 8, "room for the text")
    var index = 0
    var written = count
    var special: UInt64 = 0
    var marks = SIMD2<UInt64>()
    while index < units {
      let run = index
      while index &+ 16 <= units, let text = unsafe ascii(input + index &* 2, &marks) {
        unsafe output.storeBytes(of: text, toByteOffset: written, as: SIMD16<UInt8>.self)
        index &+= 16
        written &+= 16
      }
      // Fewer than sixteen characters are left: those and some before them once more, if all of these are ASCII. What
      // stands in front is then ASCII too, and takes a byte for each.
      if index < units, units &- index < 16, index &- run >= 16,
        let text = unsafe ascii(input + (units &* 2 &- 32), &marks)
      {
        written &+= units &- index
        unsafe output.storeBytes(of: text, toByteOffset: written &- 16, as: SIMD16<UInt8>.self)
        break
      }
      while index &+ 8 <= units {
        let low = unsafe input.loadUnaligned(fromByteOffset: index &* 2, as: UInt64.self)
        let high = unsafe input.loadUnaligned(fromByteOffset: index &* 2 &+ 8, as: UInt64.self)
        if (low | high) & 0xFF80_FF80_FF80_FF80 != 0 { break }
        let word = narrow(low) | narrow(high) &<< 32
        special |= JSONText.special(in: word)
        unsafe output.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
        index &+= 8
        written &+= 8
      }
      // The same with eight.
      if index < units, units &- index < 8, index &- run >= 8 {
        let low = unsafe input.loadUnaligned(fromByteOffset: units &* 2 &- 16, as: UInt64.self)
        let high = unsafe input.loadUnaligned(fromByteOffset: units &* 2 &- 8, as: UInt64.self)
        if (low | high) & 0xFF80_FF80_FF80_FF80 == 0 {
          let word = narrow(low) | narrow(high) &<< 32
          special |= JSONText.special(in: word)
          written &+= units &- index
          unsafe output.storeBytes(of: word, toByteOffset: written &- 8, as: UInt64.self)
          break
        }
      }
      // The rest of the text, or the characters up to the next run of ASCII.
      let stop = min(index &+ 8, units)
      while index < stop {
        let unit = unsafe input.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
        index &+= 1
        if unit < 0x80 {
          if unit < 0x20 || unit == 0x22 || unit == 0x5C { special = 1 }
          unsafe output.storeBytes(of: UInt8(truncatingIfNeeded: unit), toByteOffset: written, as: UInt8.self)
          written &+= 1
          continue
        }
        var scalar = UInt32(unit)
        if unit & 0xF800 == 0xD800 {
          scalar = 0xFFFD
          if unit & 0xFC00 == 0xD800, index < units {
            let next = unsafe input.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
            if next & 0xFC00 == 0xDC00 {
              scalar = 0x10000 &+ (UInt32(unit & 0x3FF) &<< 10 | UInt32(next & 0x3FF))
              index &+= 1
            }
          }
        }
        let encoded = encode(scalar)
        unsafe output.storeBytes(of: encoded.word, toByteOffset: written, as: UInt32.self)
        written &+= encoded.count
      }
    }
    count = written
    return special | (marks.x | marks.y) & 0x8080_8080_8080_8080 == 0
  }

  /// Sixteen characters as ASCII; `nil` when one is none. Sets high bits of bytes in `marks` when a quote, a backslash or a
  /// control character is among them: `JSONText.special` for bytes of which none has its high bit set.
  @inline(__always)
  private static func ascii(_ source: UnsafeRawPointer, _ marks: inout SIMD2<UInt64>) -> SIMD16<UInt8>? {
    let wide = unsafe source.loadUnaligned(as: SIMD16<UInt16>.self)
    // Vectors of the same size, of which any bits are values.
    let high = unsafe unsafeBitCast(wide & SIMD16(repeating: 0xFF80), to: SIMD4<UInt64>.self)
    if high.x | high.y | high.z | high.w != 0 { return nil }
    let text = SIMD16<UInt8>(truncatingIfNeeded: wide)
    let words = unsafe unsafeBitCast(text, to: SIMD2<UInt64>.self)
    let ones = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
    let quotes = (words ^ SIMD2(repeating: 0x2222_2222_2222_2222)) &- ones
    let slashes = (words ^ SIMD2(repeating: 0x5C5C_5C5C_5C5C_5C5C)) &- ones
    let controls = words &- SIMD2(repeating: 0x2020_2020_2020_2020)
    marks |= quotes | slashes | controls
    return text
  }

  /// Four ASCII characters of two bytes each as four bytes.
  @inline(__always)
  private static func narrow(_ word: UInt64) -> UInt64 {
    let pairs = (word | word &>> 8) & 0x0000_FFFF_0000_FFFF
    return (pairs | pairs &>> 16) & 0xFFFF_FFFF
  }

  /// The UTF-8 form of a scalar from U+0080 up, first byte lowest.
  @inline(__always)
  private static func encode(_ scalar: UInt32) -> (word: UInt32, count: Int) {
    let last = 0x80 | scalar & 0x3F
    if scalar < 0x800 { return (0xC0 | scalar &>> 6 | last &<< 8, 2) }
    let middle = 0x80 | scalar &>> 6 & 0x3F
    if scalar < 0x10000 { return (0xE0 | scalar &>> 12 | middle &<< 8 | last &<< 16, 3) }
    let upper = 0x80 | scalar &>> 12 & 0x3F
    return (0xF0 | scalar &>> 18 | upper &<< 8 | middle &<< 16 | last &<< 24, 4)
  }
}
