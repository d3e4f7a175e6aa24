extension JSONText {
  /// Appends the text that the inside of a JSON string stands for. Lone surrogates and invalid UTF-8 become U+FFFD.
  ///
  /// `isValid` says that the caller knows the bytes to be valid UTF-8, which makes it faster.
  ///
  /// - Throws: `badEscape` with the offset in `text`.
  public static func appendUnescaped(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, isValid: Bool = false, to output: inout [UInt8]
  ) throws(JSONError) {
    if isValid {
      var failure: JSONError?
      // No escape is shorter than what it stands for; the rest is room for whole words.
      output.append(addingCapacity: range.count + 8) { room in
        do throws(JSONError) {
          try unescapeValid(text, range, &room)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      return
    }
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte == 0x5C {
        let escape = try escape(text, at: index, end: range.upperBound)
        UTF8Text.append(escape.scalar, to: &output)
        index = escape.next
      } else if byte < 0x80 {
        output.append(byte)
        index += 1
      } else {
        index = UTF8Text.appendScalar(text, at: index, end: range.upperBound, to: &output)
      }
    }
  }

  /// Copies word by word up to each backslash.
  private static func unescapeValid(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ room: inout OutputSpan<UInt8>
  ) throws(JSONError) {
    precondition(room.freeCapacity >= range.count &+ 8 && range.upperBound <= text.count, "no room for the string")
    var failure: JSONError?
    unsafe room.withUnsafeMutableBufferPointer { buffer, count in
      guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      var index = range.lowerBound
      // `write - count` never exceeds `index - range.lowerBound`, so a word written at `write` stays in the room.
      var write = count
      while index < range.upperBound {
        if index &+ 8 <= range.upperBound {
          let word = text.word(at: index)
          unsafe base.storeBytes(of: word.littleEndian, toByteOffset: write, as: UInt64.self)
          let difference = word ^ 0x5C5C_5C5C_5C5C_5C5C
          let hits = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
          let skip = hits == 0 ? 8 : hits.trailingZeroBitCount &>> 3
          index &+= skip
          write &+= skip
          if hits == 0 { continue }
        } else if text[index] != 0x5C {
          unsafe base.storeBytes(of: text[index], toByteOffset: write, as: UInt8.self)
          index &+= 1
          write &+= 1
          continue
        }
        let simple = index &+ 1 < range.upperBound ? simpleEscape(text[index &+ 1]) : 0
        if simple != 0 {
          unsafe base.storeBytes(of: simple, toByteOffset: write, as: UInt8.self)
          index &+= 2
          write &+= 1
          continue
        }
        do throws(JSONError) {
          let escape = try escape(text, at: index, end: range.upperBound)
          for byte in String(escape.scalar).utf8 {
            unsafe base.storeBytes(of: byte, toByteOffset: write, as: UInt8.self)
            write &+= 1
          }
          index = escape.next
        } catch {
          failure = error
          break
        }
      }
      count = write
    }
    if let failure { throw failure }
  }

  /// What a backslash and this byte stand for; 0 when more bytes must tell or there is no such escape.
  @inline(__always)
  private static func simpleEscape(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x5C, 0x22, 0x2F: byte
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    case 0x62: 0x08
    case 0x66: 0x0C
    default: 0
    }
  }

  private static func escape(
    _ text: borrowing Span<UInt8>, at index: Int, end: Int
  ) throws(JSONError) -> (scalar: Unicode.Scalar, next: Int) {
    guard index + 1 < end else { throw JSONError(.badEscape, at: index) }
    let simple = simpleEscape(text[index + 1])
    if simple != 0 { return (Unicode.Scalar(simple), index + 2) }
    guard text[index + 1] == 0x75, let unit = hexUnit(text, at: index + 2, end: end) else {
      throw JSONError(.badEscape, at: index)
    }
    var next = index + 6
    var scalar = UInt32(unit)
    if unit & 0xFC00 == 0xD800, next + 1 < end, text[next] == 0x5C, text[next + 1] == 0x75,
      let low = hexUnit(text, at: next + 2, end: end), low & 0xFC00 == 0xDC00
    {
      scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
      next += 6
    }
    return (Unicode.Scalar(scalar) ?? "\u{FFFD}", next)
  }

  private static func hexUnit(_ text: borrowing Span<UInt8>, at start: Int, end: Int) -> UInt16? {
    guard start + 4 <= end else { return nil }
    var value: UInt16 = 0
    for index in start..<start + 4 {
      guard let digit = hexValue(text[index]) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
