import ECS

/// What the values of audit fields mean: which are hexadecimal text, numbers with names, identifiers that may be unset.
///
/// Source: audit-userspace, "field-dictionary.csv" (the published list of fields and their formats).
enum AuditValue {
  /// Whether a bare value of this field is text in hexadecimal: strings that an attacker may choose are written so when
  /// they hold blanks, quotes, control or non-ASCII characters.
  static func isEncodedText(_ key: borrowing Span<UInt8>) -> Bool {
    switch key.count {
    case 3: key.equals("cmd") || key.equals("exe") || key.equals("cwd") || key.equals("key") || key.equals("dir")
    case 4:
      key.equals("comm") || key.equals("name") || key.equals("path") || key.equals("file") || key.equals("acct")
        || key.equals("data") || key.equals("unit")
    case 5: key.equals("ocomm") || key.equals("watch")
    case 6: key.equals("device") || key.equals("target")
    case 7: key.equals("profile")
    case 8: key.equals("root_dir") || key.equals("old-disk") || key.equals("new-disk")
    case 9: key.equals("proctitle") || key.equals("new_group")
    case 15: key.equals("invalid_context")
    default: false
    }
  }

  /// Whether the value is a user, group, login or session number, where all ones mean "unset".
  static func isIdentity(_ key: borrowing Span<UInt8>) -> Bool {
    key.equals("auid") || key.equals("uid") || key.equals("ses") || key.equals("old-auid") || key.equals("old-ses")
      || key.equals("ouid") || key.equals("oauid") || key.equals("oses") || key.equals("inode_uid")
  }

  /// Whether bytes are an even number of capital hexadecimal digits, as the kernel and libaudit write them.
  static func isHexadecimal(_ text: borrowing Span<UInt8>) -> Bool {
    guard !text.isEmpty, text.count % 2 == 0 else { return false }
    for index in text.indices {
      switch text[index] {
      case 0x30...0x39, 0x41...0x46: continue
      default: return false
      }
    }
    return true
  }

  /// Whether a string would have been written in hexadecimal at all: it holds a quote, a blank, a control character or a
  /// byte outside ASCII. Tells `acct=1001` (a name, of early programs that did not quote) from encoded text.
  static func needsEncoding(_ text: borrowing Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = text[index]
      if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") { return true }
    }
    return false
  }
}

/// Numbers fields by name for one prefix, with a memory, so that a name is looked up by its bytes.
struct FieldNameCache {
  private let prefix: String
  private var known: [UInt64: (name: [UInt8], field: FieldID)] = [:]

  init(prefix: String) {
    self.prefix = prefix
  }

  /// The field `prefix` + name; `nil` when telemetry has brought too many names.
  mutating func field(_ name: borrowing Span<UInt8>) -> FieldID? {
    let hash = ByteHash.hash(name)
    if let hit = known[hash], Self.equal(hit.name, name) { return hit.field }
    let bytes = Array(name.text().utf8)
    guard let field = FieldTable.shared.intern(prefix + name.text()) else { return nil }
    if Self.equal(bytes, name), known.count < 4_096 { known[hash] = (bytes, field) }
    return field
  }

  private static func equal(_ name: [UInt8], _ other: borrowing Span<UInt8>) -> Bool {
    guard name.count == other.count else { return false }
    for index in name.indices where name[index] != other[index] { return false }
    return true
  }
}
