/// A place to write bytes whose room was reserved beforehand: the reviewed unsafe part of writing JSON.
///
/// Every method writes at `next` and moves it on. The caller has reserved at least what each method says it needs;
/// words and blocks are written whole, so bytes behind the text may be overwritten and must be reserved too (`slack`).
@unsafe
struct RawOutput {
  /// Bytes that must be reserved beyond the text.
  static let slack = 80

  private(set) var next: UnsafeMutableRawPointer

  init(_ start: UnsafeMutableRawPointer) {
    unsafe next = start
  }

  /// Appends one byte.
  @inline(__always)
  mutating func byte(_ value: UInt8) {
    unsafe next.storeBytes(of: value, as: UInt8.self)
    unsafe next += 1
  }

  /// Appends the lowest `count` bytes of a word. Needs room for eight.
  @inline(__always)
  mutating func bytes(_ word: UInt64, count: Int) {
    unsafe next.storeBytes(of: word.littleEndian, as: UInt64.self)
    unsafe next += count
  }

  /// Appends `count` bytes from `source`, which has them.
  @inline(__always)
  mutating func copy(_ source: UnsafeRawPointer, count: Int) {
    if count > 256 {
      unsafe next.copyMemory(from: source, byteCount: count)
    } else if count >= 16 {
      // Blocks, the last of them overlapping the one before.
      var index = 0
      while index < count &- 16 {
        unsafe block(source, at: index)
        index &+= 16
      }
      unsafe block(source, at: count &- 16)
    } else if count >= 8 {
      let low = unsafe source.loadUnaligned(as: UInt64.self)
      let high = unsafe source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      unsafe next.storeBytes(of: low, as: UInt64.self)
      unsafe next.storeBytes(of: high, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      let low = unsafe source.loadUnaligned(as: UInt32.self)
      let high = unsafe source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      unsafe next.storeBytes(of: low, as: UInt32.self)
      unsafe next.storeBytes(of: high, toByteOffset: count &- 4, as: UInt32.self)
    } else {
      var index = 0
      while index < count {
        unsafe next.storeBytes(
          of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
        index &+= 1
      }
    }
    unsafe next += count
  }

  @inline(__always)
  private func block(_ source: UnsafeRawPointer, at index: Int) {
    unsafe next.storeBytes(
      of: source.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self), toByteOffset: index,
      as: SIMD16<UInt8>.self)
  }

  /// Appends `count` bytes from `source`, which has them and `blockSlack` more. Needs room for as many.
  @inline(__always)
  mutating func copyBlocks(_ source: UnsafeRawPointer, count: Int) {
    var index = 0
    repeat {
      unsafe block(source, at: index)
      unsafe block(source, at: index &+ 16)
      index &+= 32
    } while index < count
    unsafe next += count
  }

  /// Bytes that may be read behind those that `copyBlocks` copies.
  static let blockSlack = 31

  /// Appends `count` bytes that were written before, at most `slack` bytes in front of memory that is reserved. They may end
  /// where new bytes begin: what is read behind them is overwritten later.
  @inline(__always)
  mutating func copyWritten(_ source: UnsafeRawPointer, count: Int) {
    var index = 0
    repeat {
      unsafe block(source, at: index)
      unsafe block(source, at: index &+ 16)
      unsafe block(source, at: index &+ 32)
      unsafe block(source, at: index &+ 48)
      index &+= 64
    } while index < count
    unsafe next += count
  }

  /// Appends `count` bytes as the inside of a JSON string, escaped where JSON demands it (RFC 8259 §7). Needs room for
  /// six times as many.
  @inline(never)
  mutating func escaped(_ source: UnsafeRawPointer, count: Int) {
    // A copy, which can stay in registers.
    var out = unsafe self
    var index = 0
    while index &+ 16 <= count {
      let words = unsafe source.loadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
      unsafe out.next.storeBytes(of: words, as: SIMD2<UInt64>.self)
      // The first byte is the lowest of the first word; this is for little-endian machines, as is `bytes`.
      let special = JSONText.special(in: words)
      if special.x | special.y == 0 {
        index &+= 16
        unsafe out.next += 16
        continue
      }
      let clean = special.x != 0 ? special.x.trailingZeroBitCount &>> 3 : 8 &+ special.y.trailingZeroBitCount &>> 3
      unsafe out.next += clean
      unsafe out.escape(source.load(fromByteOffset: index &+ clean, as: UInt8.self))
      index &+= clean &+ 1
    }
    while index &+ 8 <= count {
      let word = unsafe UInt64(littleEndian: source.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let special = JSONText.special(in: word)
      unsafe out.bytes(word, count: 8)
      index &+= 8
      if special == 0 { continue }
      let clean = special.trailingZeroBitCount &>> 3
      unsafe out.next -= 8 &- clean
      index &-= 7 &- clean
      unsafe out.escape(UInt8(truncatingIfNeeded: word &>> UInt64(clean &* 8)))
    }
    while index < count {
      let value = unsafe source.load(fromByteOffset: index, as: UInt8.self)
      if value < 0x20 || value == 0x22 || value == 0x5C { unsafe out.escape(value) } else { unsafe out.byte(value) }
      index &+= 1
    }
    unsafe self = out
  }

  @inline(__always)
  private mutating func escape(_ value: UInt8) {
    switch value {
    case 0x22, 0x5C: unsafe bytes(0x5C | UInt64(value) &<< 8, count: 2)
    case 0x08: unsafe bytes(0x625C, count: 2)
    case 0x09: unsafe bytes(0x745C, count: 2)
    case 0x0A: unsafe bytes(0x6E5C, count: 2)
    case 0x0C: unsafe bytes(0x665C, count: 2)
    case 0x0D: unsafe bytes(0x725C, count: 2)
    default:
      // \u00XX
      unsafe bytes(0x3030_755C, count: 4)
      let low = value & 15
      unsafe byte(0x30 &+ value &>> 4)
      unsafe byte(low < 10 ? 0x30 &+ low : 0x57 &+ low)
    }
  }

  /// Appends a number in decimal. Needs room for 20 bytes.
  mutating func decimal(_ value: UInt64) {
    if value < 10 { return unsafe byte(0x30 &+ UInt8(truncatingIfNeeded: value)) }
    let count = DecimalText.digitCount(value)
    var rest = value
    var place = count
    while rest >= 100 {
      let pair = rest % 100
      rest /= 100
      place &-= 2
      unsafe next.storeBytes(of: DecimalText.pair(pair), toByteOffset: place, as: UInt16.self)
    }
    if place == 2 {
      unsafe next.storeBytes(of: DecimalText.pair(rest), as: UInt16.self)
    } else {
      unsafe next.storeBytes(of: 0x30 &+ UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    }
    unsafe next += count
  }

  /// Appends a number in decimal. Needs room for 20 bytes.
  @inline(__always)
  mutating func decimal(_ value: Int64) {
    if value < 0 { unsafe byte(UInt8(ascii: "-")) }
    unsafe decimal(value.magnitude)
  }

  /// Appends a time as `Timestamp.iso8601` writes it. Needs room for 40 bytes.
  @inline(__always)
  mutating func time(_ time: Timestamp, _ memory: inout TimeText) {
    let text = memory.text(of: time)
    unsafe bytes(text.words.0, count: 8)
    unsafe bytes(text.words.1, count: 8)
    unsafe bytes(text.words.2, count: 8)
    unsafe bytes(text.words.3, count: 8)
    unsafe next -= 32 &- text.count
  }
}
