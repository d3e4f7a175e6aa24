/// A key of the entitlements at the top level, and what is known of its value.
public struct Entitlement: Sendable, Equatable {
  /// The value of an entitlement.
  public enum Value: Sendable, Equatable {
    /// `<true/>` or `<false/>`.
    case boolean(Bool)
    /// A string.
    case string(String)
    /// Strings of an array; other elements are left out.
    case strings([String])
    /// Anything else: a number, a dictionary, data.
    case other
  }

  /// The key, for example `com.apple.security.get-task-allow`.
  public var key: String
  /// The value.
  public var value: Value
}

/// Reads entitlements: the property list in XML that the signature keeps.
///
/// Not a reader of XML: the tags of property lists, the five named entities and character references; comments are stepped
/// over. Nesting is counted, not followed.
struct EntitlementPlist {
  static let keyLimit = 4096
  private let text: [UInt8]
  private var offset = 0

  static func read(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [Entitlement]? {
    var reader = EntitlementPlist(text: bytes.copy(range))
    return reader.entitlements()
  }

  private init(text: [UInt8]) { self.text = text }

  private enum Token: Equatable {
    case open(String)
    case close(String)
    case empty(String)
  }

  /// The next tag, and the text before it.
  private mutating func next() -> (before: Range<Int>, token: Token)? {
    let start = offset
    while offset < text.count {
      guard text[offset] == 0x3C else {
        offset &+= 1
        continue
      }
      let before = start..<offset
      if matches("<!--") {
        guard let end = find("-->", from: offset &+ 4) else { return nil }
        offset = end &+ 3
        continue
      }
      guard let end = text[offset...].firstIndex(of: 0x3E) else { return nil }
      let inside = text[offset &+ 1..<end]
      offset = end &+ 1
      guard let first = inside.first else { return nil }
      if first == 0x3F || first == 0x21 { continue }
      let isClose = first == 0x2F
      let isEmpty = inside.last == 0x2F
      let name = (isClose ? inside.dropFirst() : inside).prefix { $0 > 0x20 && $0 != 0x2F }
      let word = String(decoding: name, as: UTF8.self)
      return (before, isClose ? .close(word) : isEmpty ? .empty(word) : .open(word))
    }
    return nil
  }

  private func matches(_ literal: String) -> Bool { text[offset...].starts(with: literal.utf8) }

  private func find(_ literal: String, from start: Int) -> Int? {
    let pattern = Array(literal.utf8)
    guard start <= text.count &- pattern.count else { return nil }
    return (start...text.count &- pattern.count).first { text[$0..<$0 &+ pattern.count].elementsEqual(pattern) }
  }

  private mutating func entitlements() -> [Entitlement]? {
    var result: [Entitlement] = []
    var key: String?
    var items: [String]?
    var depth = 0
    var sawList = false
    while let (before, token) = next() {
      let isTop = depth == 1
      switch token {
      case .open("plist"): sawList = true
      case .close("plist"): return depth == 0 ? result : nil
      case .open("dict"), .open("array"):
        if isTop, token == .open("array") { items = [] }
        depth += 1
      case .close("dict"), .close("array"):
        depth -= 1
        guard depth >= 0 else { return nil }
        if depth == 1, let name = key {
          result.append(Entitlement(key: name, value: items.map { .strings($0) } ?? .other))
          (key, items) = (nil, nil)
        }
      case .close("key"):
        if isTop { key = decode(before) }
      case .close("string"):
        if isTop, let name = key {
          result.append(Entitlement(key: name, value: .string(decode(before))))
          key = nil
        } else if depth == 2 {
          items?.append(decode(before))
        }
      case .empty(let name), .close(let name):
        guard isTop, let entitlement = key else { break }
        let value: Entitlement.Value = name == "true" || name == "false" ? .boolean(name == "true") : .other
        result.append(Entitlement(key: entitlement, value: name == "array" ? .strings([]) : value))
        key = nil
      case .open: break
      }
      guard result.count <= Self.keyLimit else { return nil }
    }
    return sawList && depth == 0 ? result : nil
  }

  /// Text with its entities resolved.
  private func decode(_ range: Range<Int>) -> String {
    guard text[range].contains(0x26) else { return String(decoding: text[range], as: UTF8.self) }
    var result = ""
    var rest = String(decoding: text[range], as: UTF8.self)[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      guard let end = rest[ampersand...].prefix(12).firstIndex(of: ";") else {
        result += "&"
        rest = rest[rest.index(after: ampersand)...]
        continue
      }
      let name = rest[rest.index(after: ampersand)..<end]
      let named: [Substring: String] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
      if let character = named[name] {
        result += character
      } else if name.hasPrefix("#"),
        let code = name.dropFirst().hasPrefix("x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst()),
        let scalar = Unicode.Scalar(code)
      {
        result.unicodeScalars.append(scalar)
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}

/// Reads the keys of entitlements in DER: an application-tagged sequence of a version and a context-tagged sequence of
/// pairs (Apple's `DER entitlements`, macOS 12).
enum EntitlementDER {
  /// The keys of the top-level dictionary; nil when the bytes are not of that form.
  static func keys(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [String]? {
    guard let outer = element(bytes, range), outer.tag == 0x70 else { return nil }
    var offset = outer.content.lowerBound
    while let part = element(bytes, offset..<outer.content.upperBound) {
      if part.tag == 0xB0 { return pairs(bytes, part.content) }
      offset = part.content.upperBound
    }
    return nil
  }

  private static func pairs(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [String]? {
    var keys: [String] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      guard let pair = element(bytes, offset..<range.upperBound), pair.tag == 0x30,
        let key = element(bytes, pair.content), key.tag == 0x0C, keys.count < EntitlementPlist.keyLimit
      else { return nil }
      keys.append(bytes.text(key.content.prefix(1024)))
      offset = pair.content.upperBound
    }
    return keys
  }

  /// The element at the start of a range: one byte of tag, a definite length.
  private static func element(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
  ) -> (tag: UInt8, content: Range<Int>)? {
    guard range.count >= 2, let tag = bytes.u8(at: range.lowerBound), tag & 0x1F != 0x1F,
      let first = bytes.u8(at: range.lowerBound &+ 1)
    else { return nil }
    var start = range.lowerBound &+ 2
    var length = Int(first)
    if first & 0x80 != 0 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count), start &+ count <= range.upperBound else { return nil }
      length = 0
      for _ in 0..<count {
        length = length << 8 | Int(bytes.u8(at: start) ?? 0)
        start &+= 1
      }
    }
    guard length <= range.upperBound &- start else { return nil }
    return (tag, start..<start &+ length)
  }
}
