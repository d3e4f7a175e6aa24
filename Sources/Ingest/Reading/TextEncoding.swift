import ECS

/// How the characters of a text input are encoded, as its first bytes say.
enum TextEncoding: Sendable, Equatable {
  case utf8
  case utf16(bigEndian: Bool)

  /// Reads a byte order mark, or recognises UTF-16 without one by the zero halves of ASCII characters.
  static func detect(_ prefix: borrowing Span<UInt8>) -> (encoding: TextEncoding, markLength: Int) {
    guard prefix.count >= 2 else { return (.utf8, 0) }
    switch (prefix[0], prefix[1]) {
    case (0xFF, 0xFE): return (.utf16(bigEndian: false), 2)
    case (0xFE, 0xFF): return (.utf16(bigEndian: true), 2)
    case (0xEF, 0xBB) where prefix.count >= 3 && prefix[2] == 0xBF: return (.utf8, 3)
    case (1..., 0) where prefix.count >= 4 && prefix[2] != 0 && prefix[3] == 0: return (.utf16(bigEndian: false), 0)
    case (0, 1...) where prefix.count >= 4 && prefix[2] == 0 && prefix[3] != 0: return (.utf16(bigEndian: true), 0)
    default: return (.utf8, 0)
    }
  }
}

/// Delivers an input as UTF-8 text, whatever it is encoded in.
///
/// UTF-8 passes through untouched (readers check the strings they take); UTF-16 is decoded, lone surrogates becoming
/// U+FFFD. Offsets are those of the delivered text.
struct TextSource {
  /// The encoding that the first bytes announced.
  private(set) var encoding: TextEncoding?
  private var pending: [UInt8] = []
  private var highSurrogate: UInt32?

  /// Appends input to `text` until it has `count` bytes or the input ends; once if it is live. Returns whether the input has ended.
  mutating func fill(_ text: inout [UInt8], to count: Int, from input: inout InputBuffer) throws(InputError) -> Bool {
    try detect(&input)
    while text.count < count {
      try input.fill(to: count - text.count)
      let fetched = input.take()
      if fetched.isEmpty {
        endOfInput(&text)
        return true
      }
      switch encoding {
      case .utf16(let bigEndian): decode(fetched, bigEndian: bigEndian, to: &text)
      default: if text.isEmpty { text = fetched } else { text.append(contentsOf: fetched) }
      }
      if input.isLive { break }
    }
    return input.isAtEnd && input.bytes.isEmpty && pending.isEmpty && highSurrogate == nil
  }

  private mutating func detect(_ input: inout InputBuffer) throws(InputError) {
    guard encoding == nil else { return }
    try input.fill(to: 4)
    input.offerAgain()
    let found = TextEncoding.detect(input.bytes.span)
    encoding = found.encoding
    input.consume(found.markLength)
  }

  private mutating func decode(_ bytes: [UInt8], bigEndian: Bool, to text: inout [UInt8]) {
    text.reserveCapacity(text.count + bytes.count)
    for byte in bytes {
      pending.append(byte)
      guard pending.count == 2 else { continue }
      let unit = bigEndian ? UInt32(pending[0]) << 8 | UInt32(pending[1]) : UInt32(pending[1]) << 8 | UInt32(pending[0])
      pending.removeAll(keepingCapacity: true)
      append(unit, to: &text)
    }
  }

  private mutating func append(_ unit: UInt32, to text: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if unit & 0xFC00 == 0xDC00 {
        let value = 0x10000 + ((high & 0x3FF) << 10 | unit & 0x3FF)
        UTF8Text.append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
        return
      }
      UTF8Text.append("\u{FFFD}", to: &text)
    }
    if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
    } else {
      UTF8Text.append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &text)
    }
  }

  private mutating func endOfInput(_ text: inout [UInt8]) {
    if highSurrogate != nil || !pending.isEmpty { UTF8Text.append("\u{FFFD}", to: &text) }
    highSurrogate = nil
    pending = []
  }
}
