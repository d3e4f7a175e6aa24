extension JSONDocument {
  /// The bytes of a text, its escapes resolved; nil for what is no text. Surrogates without a partner become U+FFFD, and are
  /// noted.
  func utf8(of entry: Entry) -> (bytes: [UInt8], hasLoneSurrogates: Bool)? {
    let range = Int(entry.start)..<Int(entry.start) + Int(entry.length)
    switch entry.kind {
    case .text: return (Array(bytes[range]), false)
    case .escapedText: return unescaped(range)
    default: return nil
    }
  }

  /// The text of a text, or nil when it is not valid Unicode.
  func text(of entry: Entry) -> String? {
    if entry.kind == .text {
      return String(validating: bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)], as: UTF8.self)
    }
    guard let text = utf8(of: entry), !text.hasLoneSurrogates else { return nil }
    return String(validating: text.bytes, as: UTF8.self)
  }

  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46, 0x61...0x66: UInt32((byte | 0x20) - 0x57)
    default: nil
    }
  }

  /// The reader has checked the form of escapes.
  private func unescaped(_ range: Range<Int>) -> (bytes: [UInt8], hasLoneSurrogates: Bool) {
    var units: [UInt8] = []
    units.reserveCapacity(range.count)
    var isWhole = true
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == 0x5C else {
        units.append(bytes[at])
        at += 1
        continue
      }
      at += 2
      switch bytes[at - 1] {
      case 0x62: units.append(0x08)
      case 0x66: units.append(0x0C)
      case 0x6E: units.append(0x0A)
      case 0x72: units.append(0x0D)
      case 0x74: units.append(0x09)
      case 0x75:
        var code = unit(at)
        at += 4
        if (0xD800...0xDBFF).contains(code), at + 6 <= range.upperBound, bytes[at] == 0x5C, bytes[at + 1] == 0x75 {
          let low = unit(at + 2)
          if (0xDC00...0xDFFF).contains(low) {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            at += 6
          }
        }
        let scalar = Unicode.Scalar(code)
        isWhole = isWhole && scalar != nil
        units += String(scalar ?? "\u{FFFD}").utf8
      default: units.append(bytes[at - 1])
      }
    }
    return (units, !isWhole)
  }

  private func unit(_ start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 4 | (Self.hexadecimal($1) ?? 0) }
  }
}
