/// Steps over JSON text without building anything: the lexical layer under `JSONDocumentParser`, and what readers use
/// to look into a document before they decide how to read it.
///
/// All functions take the text and a position and move the position behind what they read. They accept exactly RFC 8259,
/// except that bytes above 0x7F in strings are checked for UTF-8 elsewhere.
public enum JSONCursor {
  /// Moves over white space and returns the byte there, or `nil` at the end.
  @inlinable
  @inline(__always)
  public static func peek(_ text: borrowing Span<UInt8>, _ position: inout Int) -> UInt8? {
    while position < text.count {
      let byte = text[position]
      if byte > 0x20 || (byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09) { return byte }
      position &+= 1
    }
    return nil
  }

  /// Moves over the string that begins at the quote at `position`. Returns what is between the quotes and whether it has
  /// escapes or bytes above 0x7F.
  @inlinable
  public static func string(
    _ text: borrowing Span<UInt8>, _ position: inout Int
  ) throws(JSONError) -> (range: Range<Int>, escaped: Bool, ascii: Bool) {
    let start = position &+ 1
    var index = start
    let count = text.count
    var escaped = false
    var high: UInt64 = 0
    while true {
      while index &+ 8 <= count {
        let word = text.word(at: index)
        let special = JSONText.special(in: word)
        if special != 0 {
          let skip = special.trailingZeroBitCount &>> 3
          high |= word & ((1 &<< UInt64(skip &* 8)) &- 1)
          index &+= skip
          break
        }
        high |= word
        index &+= 8
      }
      guard index < count else { throw JSONError(.endOfText, at: count) }
      let byte = text[index]
      if byte == 0x22 {
        position = index &+ 1
        return (start..<index, escaped, high & 0x8080_8080_8080_8080 == 0)
      }
      if byte == 0x5C {
        escaped = true
        guard index &+ 1 < count else { throw JSONError(.endOfText, at: count) }
        index &+= 2
      } else if byte < 0x20 {
        throw JSONError(.controlCharacter, at: index)
      } else {
        high |= UInt64(byte)
        index &+= 1
      }
    }
  }

  /// Moves over the number that begins at `position`. Returns its range and, when it is an integer that `Int64` holds,
  /// its value.
  @inlinable
  public static func number(
    _ text: borrowing Span<UInt8>, _ position: inout Int
  ) throws(JSONError) -> (range: Range<Int>, integer: Int64?) {
    let start = position
    var index = position
    let count = text.count
    let negative = text[index] == 0x2D
    if negative { index &+= 1 }
    let digits = index
    var value: UInt64 = 0
    while index < count {
      let digit = text[index] &- 0x30
      if digit > 9 { break }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    let length = index &- digits
    guard length > 0 else {
      throw index == count ? JSONError(.endOfText, at: index) : JSONError(.badNumber, at: index)
    }
    if length > 1, text[digits] == 0x30 { throw JSONError(.badNumber, at: digits) }
    // Nineteen digits cannot overflow 64 bits without a sign.
    var plain = length <= 19 && value <= UInt64(Int64.max)
    if index < count, text[index] == 0x2E {
      plain = false
      index = try fraction(text, from: index &+ 1)
    }
    if index < count, text[index] | 0x20 == 0x65 {
      plain = false
      index &+= 1
      if index < count, text[index] == 0x2B || text[index] == 0x2D { index &+= 1 }
      index = try fraction(text, from: index)
    }
    position = index
    if negative, value == 0 { plain = false }
    guard plain else { return (start..<index, nil) }
    let integer = Int64(bitPattern: value)
    return (start..<index, negative ? 0 &- integer : integer)
  }

  @usableFromInline
  static func fraction(_ text: borrowing Span<UInt8>, from start: Int) throws(JSONError) -> Int {
    var index = start
    while index < text.count, text[index] &- 0x30 <= 9 { index &+= 1 }
    guard index > start else {
      throw index == text.count ? JSONError(.endOfText, at: index) : JSONError(.badNumber, at: index)
    }
    return index
  }

  /// Moves over `true`, `false` or `null`, whose first byte is at `position`; returns that byte.
  @inlinable
  public static func literal(_ text: borrowing Span<UInt8>, _ position: inout Int) throws(JSONError) -> UInt8 {
    let first = text[position]
    let word: StaticString
    switch first {
    case UInt8(ascii: "t"): word = "true"
    case UInt8(ascii: "f"): word = "false"
    case UInt8(ascii: "n"): word = "null"
    default: throw JSONError(.unexpectedByte, at: position)
    }
    let length = word.utf8CodeUnitCount
    guard position &+ length <= text.count else { throw JSONError(.endOfText, at: text.count) }
    guard text.extracting(position..<position &+ length).equals(word) else {
      throw JSONError(.unexpectedByte, at: position)
    }
    position &+= length
    return first
  }

  /// Moves over a whole value of any kind, checking its form. Depth is bounded.
  public static func skipValue(
    _ text: borrowing Span<UInt8>, _ position: inout Int, depth: Int = 0
  ) throws(JSONError) {
    guard let byte = peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    switch byte {
    case 0x22: _ = try string(text, &position)
    case 0x7B, 0x5B:
      guard depth < JSONDocumentParser.maximumDepth else { throw JSONError(.tooDeep, at: position) }
      try skipContainer(text, &position, isObject: byte == 0x7B, depth: depth)
    case 0x2D, 0x30...0x39: _ = try number(text, &position)
    default: _ = try literal(text, &position)
    }
  }

  private static func skipContainer(
    _ text: borrowing Span<UInt8>, _ position: inout Int, isObject: Bool, depth: Int
  ) throws(JSONError) {
    let close: UInt8 = isObject ? 0x7D : 0x5D
    position += 1
    if peek(text, &position) == close {
      position += 1
      return
    }
    while true {
      if isObject { try skipKey(text, &position) }
      try skipValue(text, &position, depth: depth + 1)
      guard let next = peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      if next == close {
        position += 1
        return
      }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: position) }
      position += 1
    }
  }

  private static func skipKey(_ text: borrowing Span<UInt8>, _ position: inout Int) throws(JSONError) {
    guard let quote = peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard quote == 0x22 else { throw JSONError(.unexpectedByte, at: position) }
    _ = try string(text, &position)
    guard let colon = peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard colon == 0x3A else { throw JSONError(.unexpectedByte, at: position) }
    position += 1
  }

  /// The range of the value of a top-level member of the object at `position`, or `nil` when it has none of that name.
  /// Escaped member names are not compared.
  public static func member(
    _ name: StaticString, of text: borrowing Span<UInt8>, at position: Int
  ) throws(JSONError) -> Range<Int>? {
    var index = position
    guard peek(text, &index) == 0x7B else { throw JSONError(.notAnObject, at: index) }
    index += 1
    if peek(text, &index) == 0x7D { return nil }
    while true {
      guard peek(text, &index) == 0x22 else { throw JSONError(.unexpectedByte, at: index) }
      let key = try string(text, &index)
      guard peek(text, &index) == 0x3A else { throw JSONError(.unexpectedByte, at: index) }
      index += 1
      _ = peek(text, &index)
      let start = index
      try skipValue(text, &index)
      if text.extracting(key.range).equals(name) { return start..<index }
      guard let next = peek(text, &index) else { throw JSONError(.endOfText, at: index) }
      if next == 0x7D { return nil }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: index) }
      index += 1
    }
  }
}
