import ECS

/// Folding of case: every scalar becomes its lower-case form where that is a single scalar (Unicode simple mapping).
enum CaseFolding {
  static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII {
      return scalar.value &- 0x41 < 26 ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
    }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    guard let first = lower.first, lower.count == 1 else { return scalar }
    return first
  }

  static func fold(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    append(text.span, to: &output)
    return output
  }

  /// Folds ASCII letters in place; whether there was nothing but ASCII.
  private static func lowerASCII(from start: Int, of bytes: inout [UInt8]) -> Bool {
    var span = bytes.mutableSpan
    var all: UInt8 = 0
    for index in start..<span.count {
      let byte = span[index]
      all |= byte
      span[index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
    return all < 0x80
  }

  /// Appends the folded form of valid UTF-8.
  static func append(_ text: borrowing Span<UInt8>, to output: inout [UInt8]) {
    let start = output.count
    output.append(copying: text)
    if lowerASCII(from: start, of: &output) { return }
    output.removeLast(output.count - start)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        output.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        index &+= 1
        continue
      }
      let (scalar, length) = UTF8Scalar.decode(text, at: index)
      UTF8Text.append(fold(scalar), to: &output)
      index &+= length
    }
  }
}

/// Steps through UTF-8 scalar by scalar.
enum UTF8Scalar {
  /// The scalar at an index and its length; U+FFFD and 1 where the bytes are no UTF-8.
  static func decode(_ text: borrowing Span<UInt8>, at index: Int) -> (Unicode.Scalar, Int) {
    let first = text[index]
    let length = self.length(first: first)
    guard length > 1, index &+ length <= text.count else {
      return (first < 0x80 ? Unicode.Scalar(first) : "\u{FFFD}", 1)
    }
    var value = UInt32(first) & (0x7F &>> UInt32(length))
    for step in 1..<length {
      guard text[index &+ step] & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
      value = value &<< 6 | UInt32(text[index &+ step] & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
    return (scalar, length)
  }

  /// The length that a first byte announces; 1 for bytes that begin no scalar.
  @inline(__always)
  static func length(first: UInt8) -> Int {
    if first < 0xC2 { return 1 }
    if first < 0xE0 { return 2 }
    if first < 0xF0 { return 3 }
    return first < 0xF5 ? 4 : 1
  }

  /// The byte offset of the scalar with a number, `nil` behind the end; the end itself counts.
  static func offset(of scalar: Int, in text: [UInt8]) -> Int? {
    var remaining = scalar
    var index = 0
    while remaining > 0 {
      guard index < text.count else { return nil }
      index = min(index + length(first: text[index]), text.count)
      remaining -= 1
    }
    return index
  }

  static func count(_ text: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

extension Span where Element == UInt8 {
  /// Whether both have the same bytes.
  func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return matches(other, at: 0)
  }

  /// Whether `part` stands at an offset; the caller has checked that it fits.
  @inline(__always)
  func matches(_ part: borrowing Span<UInt8>, at offset: Int) -> Bool {
    var index = 0
    while index < part.count {
      if self[offset &+ index] != part[index] { return false }
      index &+= 1
    }
    return true
  }

  /// The first offset at or behind `start` where `part` stands.
  func firstOffset(of part: borrowing Span<UInt8>, from start: Int = 0) -> Int? {
    guard part.count > 0 else { return start <= count ? start : nil }
    let first = part[0]
    var index = start
    while index &+ part.count <= count {
      if self[index] == first, matches(part, at: index) { return index }
      index &+= 1
    }
    return nil
  }
}
