import ECS

/// Functions of texts. Positions and lengths count Unicode scalars, the first being 1.
enum ESQLTexts {
  /// Texts that are made may be this long.
  static let maximumLength = 1 << 20

  static func value(_ function: ESQLFunction, _ arguments: [Value]) -> Value {
    if function == .space || function == .repeat { return repeated(function, arguments) }
    if function == .to_lower || function == .to_upper {
      return ESQLCall.list(arguments[0].all.compactMap { $0.text.map { .string(cased($0, function)) } })
    }
    guard let text = ESQLEvaluator.single(arguments[0])?.text else { return .null }
    switch function {
    case .length: return .integer(Int64(UTF8Scalar.count(text[...])))
    case .trim, .ltrim, .rtrim: return .string(trimmed(text, function))
    case .url_decode: return urlDecoded(text).map(Value.string) ?? .null
    case .from_base64: return Base64.decode(text).map(Value.string) ?? .null
    case .to_base64: return .string(Base64.encode(text))
    default: break
    }
    guard let second = ESQLEvaluator.single(arguments[1]) else { return .null }
    switch function {
    case .left, .right, .substring: return part(function, text, arguments)
    case .json_extract: return second.firstText.flatMap { JSONPath.value(text, $0) } ?? .null
    default: break
    }
    guard let other = second.text else { return .null }
    switch function {
    case .starts_with: return .boolean(text.starts(with: other))
    case .ends_with: return .boolean(text.count >= other.count && text.suffix(other.count).elementsEqual(other))
    case .contains: return .boolean(text.span.firstOffset(of: other.span) != nil)
    case .locate:
      var from = 0
      if arguments.count > 2, let start = ESQLEvaluator.single(arguments[2])?.number, start > 1 {
        from = UTF8Scalar.offset(of: Int(min(start, 1e9)) - 1, in: text) ?? text.count
      }
      guard let offset = text.span.firstOffset(of: other.span, from: from) else { return .integer(0) }
      return .integer(Int64(UTF8Scalar.count(text[..<offset])) + 1)
    case .split:
      guard let separator = other.first, other.count == 1 else { return .null }
      let parts = text.split(separator: separator, omittingEmptySubsequences: false)
      return ESQLCall.list(parts.map { .string(Array($0)) })
    default: return .null
    }
  }

  private static func repeated(_ function: ESQLFunction, _ arguments: [Value]) -> Value {
    let text = function == .space ? [0x20] : ESQLEvaluator.single(arguments[0])?.text
    let count = ESQLEvaluator.single(arguments[function == .space ? 0 : 1])?.number
    guard let text, let count, count >= 0, count * Double(text.count) <= Double(maximumLength) else { return .null }
    var result: [UInt8] = []
    for _ in 0..<Int(count) { result += text }
    return .string(result)
  }

  private static func cased(_ text: [UInt8], _ function: ESQLFunction) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) {
      let letters: ClosedRange<UInt8> = function == .to_lower ? 0x41...0x5A : 0x61...0x7A
      return text.map { letters.contains($0) ? $0 ^ 0x20 : $0 }
    }
    let string = String(decoding: text, as: UTF8.self)
    return Array((function == .to_lower ? string.lowercased() : string.uppercased()).utf8)
  }

  private static func trimmed(_ text: [UInt8], _ function: ESQLFunction) -> [UInt8] {
    var slice = text[...]
    let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    if function != .rtrim { while let first = slice.first, isBlank(first) { slice.removeFirst() } }
    if function != .ltrim { while let last = slice.last, isBlank(last) { slice.removeLast() } }
    return Array(slice)
  }

  private static func part(_ function: ESQLFunction, _ text: [UInt8], _ arguments: [Value]) -> Value {
    guard case .integer(let first) = ESQLEvaluator.number(arguments[1]) else { return .null }
    let count = Int64(UTF8Scalar.count(text[...]))
    var start: Int64 = 0
    var length = count
    switch function {
    case .left: length = max(0, first)
    case .right: start = max(0, count - max(0, first))
    default:
      start = first > 0 ? first - 1 : first < 0 ? max(0, count + first) : 0
      if arguments.count > 2 {
        guard case .integer(let given) = ESQLEvaluator.number(arguments[2]), given >= 0 else { return .null }
        length = given
      }
    }
    let end = min(count, start.adding(length))
    guard start < end, let from = UTF8Scalar.offset(of: Int(start), in: text),
      let to = UTF8Scalar.offset(of: Int(end), in: text)
    else { return .string([]) }
    return .string(Array(text[from..<to]))
  }

  /// RFC 3986 percent decoding, `+` being a blank; `nil` for a broken escape.
  private static func urlDecoded(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "+"): result.append(0x20)
      case UInt8(ascii: "%"):
        guard index + 2 < text.count, let high = Character(Unicode.Scalar(text[index + 1])).hexDigitValue,
          let low = Character(Unicode.Scalar(text[index + 2])).hexDigitValue
        else { return nil }
        result.append(UInt8(high << 4 | low))
        index += 2
      default: result.append(text[index])
      }
      index += 1
    }
    return result
  }
}

/// RFC 4648 §4.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [Int8] = {
    var values = [Int8](repeating: -1, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = Int8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// The bytes; `nil` for what is no Base64. Padding may be missing.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      if byte == UInt8(ascii: "=") { break }
      let value = values[Int(byte)]
      guard value >= 0 else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        result += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
        bits = 0
        count = 0
      }
    }
    switch count {
    case 0: return result
    case 2: return result + [UInt8(bits >> 4 & 0xFF)]
    case 3: return result + [UInt8(bits >> 10 & 0xFF), UInt8(bits >> 2 & 0xFF)]
    default: return nil
    }
  }

  /// The text, padded.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index..<min(index + 3, bytes.count)]
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < rest.count ? UInt32(rest[index + offset]) : 0) }
      for position in 0..<4 {
        let isPadding = position > rest.count
        result.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)])
      }
      index += 3
    }
    return result
  }
}
