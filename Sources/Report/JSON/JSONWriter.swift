import ECS

/// Writes JSON (RFC 8259) without building values of it.
///
/// The text is also safe to look at on a terminal: control and format characters, which JSON allows as they are, are
/// written as `\uXXXX`.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Adds an object.
  mutating func object(_ content: (inout JSONWriter) -> Void) { container(0x7B, 0x7D, content) }

  /// Adds an array.
  mutating func array(_ content: (inout JSONWriter) -> Void) { container(0x5B, 0x5D, content) }

  /// Adds the name of a member; its value comes next.
  mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    bytes.append(contentsOf: "\(name)".utf8)
    bytes.append(contentsOf: [0x22, 0x3A])
    needsComma = false
  }

  /// Adds the name of a member that is not known at compile time.
  mutating func key(_ name: String) {
    string(name)
    bytes.append(0x3A)
    needsComma = false
  }

  /// Adds a string.
  mutating func string(_ value: String) {
    separate()
    var quoted: [UInt8] = []
    JSONText.appendQuoted(value, to: &quoted)
    appendVisibly(quoted)
  }

  /// Adds a whole number.
  mutating func integer(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Adds a number; null for what JSON has no number for.
  mutating func number(_ value: Double) {
    separate()
    bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
  }

  /// Adds true or false.
  mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Adds null.
  mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Adds a moment as ISO 8601 in UTC.
  mutating func time(_ nanoseconds: Int64) { string(Timestamp(nanoseconds: nanoseconds).iso8601) }

  /// Adds a document that is JSON already, on one line; as a string where it is not.
  mutating func document(_ json: String) {
    guard EventJSON.isValid(json) else {
      string(json)
      return
    }
    separate()
    // A line break can only stand between tokens of valid JSON.
    appendVisibly(json.utf8.filter { $0 != 0x0A && $0 != 0x0D })
  }

  private mutating func container(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(open)
    needsComma = false
    content(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  /// Adds JSON text in which every character that a terminal might obey is escaped. Such characters can stand only
  /// inside strings, where the escape means the same.
  private mutating func appendVisibly(_ text: [UInt8]) {
    guard text.contains(where: { $0 >= 0x7F }) else {
      bytes.append(contentsOf: text)
      return
    }
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard scalar.value >= 0x7F, Self.isUnseen(scalar) else {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        continue
      }
      for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
      }
    }
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
