import ECS

/// One `key=value` of an audit record, as ranges of the record's bytes.
struct AuditField: Equatable {
  /// How the value is written.
  enum Form { case bare, quoted, braces }

  var key: Range<Int>
  var value: Range<Int>
  var form: Form
  /// The `old` or `new` that stands before the key in records of early kernels (`old auid=…`).
  var qualifier: Range<Int>?
}

/// Splits the body of an audit record into fields.
///
/// Grammar: fields are separated by blanks, or by the byte 0x1D before those that auditd added when enriching. A value
/// is a bare word, `"…"` (nothing is escaped in it; awkward strings are hexadecimal and bare), `{…}`, or for the key
/// `msg` a record of its own within `'…'`. Words that belong to no field are kept apart.
/// Source: audit-userspace, "audit-event-enrichment" and "audit event parsing" notes.
struct AuditFieldParser {
  /// Records with more fields than this are cut; the kernel's longest EXECVE records stay far below.
  static let maximumFields = 65_536

  private(set) var fields: [AuditField] = []
  private(set) var words: [Range<Int>] = []

  /// Reads a body. Fields and words of the body read before are forgotten.
  mutating func parse(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    fields.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    scan(text, range, nested: false)
  }

  private mutating func scan(_ text: borrowing Span<UInt8>, _ range: Range<Int>, nested: Bool) {
    var index = range.lowerBound
    let end = range.upperBound
    while index < end, fields.count < Self.maximumFields {
      if Self.isSeparator(text[index]) {
        index &+= 1
        continue
      }
      let start = index
      while index < end, text[index] != UInt8(ascii: "="), text[index] > 0x20 { index &+= 1 }
      guard index < end, text[index] == UInt8(ascii: "="), Self.isKey(text, start..<index) else {
        while index < end, text[index] > 0x20 { index &+= 1 }
        word(text, start..<index)
        continue
      }
      let key = start..<index
      index &+= 1
      if index < end, text[index] == UInt8(ascii: "=") { index &+= 1 }
      index = value(text, index, end, key, nested)
    }
  }

  private mutating func value(
    _ text: borrowing Span<UInt8>, _ start: Int, _ end: Int, _ key: Range<Int>, _ nested: Bool
  ) -> Int {
    guard start < end else {
      add(text, key, start..<start, .bare)
      return end
    }
    switch text[start] {
    case UInt8(ascii: "\""):
      let close = text.firstIndex(of: UInt8(ascii: "\""), from: start &+ 1, to: end) ?? end
      add(text, key, start &+ 1..<close, .quoted)
      return min(close &+ 1, end)
    case UInt8(ascii: "{"):
      let close = text.firstIndex(of: UInt8(ascii: "}"), from: start &+ 1, to: end) ?? end
      add(text, key, start &+ 1..<close, .braces)
      return min(close &+ 1, end)
    case UInt8(ascii: "'"):
      let limit = text.firstIndex(of: 0x1D, from: start, to: end) ?? end
      var close = limit
      while close > start &+ 1, text[close &- 1] != UInt8(ascii: "'") { close &-= 1 }
      let inner = start &+ 1..<(close > start &+ 1 ? close &- 1 : limit)
      let after = close > start &+ 1 ? close : limit
      if text.extracting(key).equals("msg"), !nested {
        scan(text, inner, nested: true)
      } else {
        add(text, key, inner, .quoted)
      }
      return after
    default:
      var stop = start
      while stop < end, text[stop] > 0x20 { stop &+= 1 }
      var last = stop
      let isParenthesised = text[start] == UInt8(ascii: "(")
      if isParenthesised, let close = text.firstIndex(of: UInt8(ascii: ")"), from: start, to: stop) {
        // `key=(null)` may be followed by enriched fields whose separator was lost.
        add(text, key, start..<close &+ 1, .bare)
        return close &+ 1
      }
      while last > start, text[last &- 1] == UInt8(ascii: ",") || (!isParenthesised && text[last &- 1] == 0x29) {
        last &-= 1
      }
      add(text, key, start..<last, .bare)
      return stop
    }
  }

  private mutating func add(
    _ text: borrowing Span<UInt8>, _ key: Range<Int>, _ value: Range<Int>, _ form: AuditField.Form
  ) {
    var qualifier: Range<Int>?
    if let word = words.last, word.upperBound &+ 1 == key.lowerBound,
      text.extracting(word).equals("old") || text.extracting(word).equals("new")
    {
      qualifier = word
      words.removeLast()
    }
    fields.append(AuditField(key: key, value: value, form: form, qualifier: qualifier))
  }

  private mutating func word(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    var range = range
    while !range.isEmpty, text[range.upperBound &- 1] == UInt8(ascii: ",") {
      range = range.lowerBound..<range.upperBound &- 1
    }
    if range.count == 1, Self.isNoise(text[range.lowerBound]) { return }
    if !range.isEmpty, words.count < Self.maximumFields { words.append(range) }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ",")
  }

  private static func isNoise(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: ")")
  }

  private static func isKey(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 64 else { return false }
    for index in range {
      switch text[index] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        continue
      default: return false
      }
    }
    return true
  }
}
