/// Patterns of `grok`: regular expressions in which `%{NAME}` stands for a known one and `%{NAME:column}` keeps what it
/// matches.
///
/// The expressions are our own for the names that Elasticsearch documents ("Grok basics").
enum GrokPattern {
  static let known: [String: String] = [
    "DATA": ".*?", "GREEDYDATA": ".*", "NOTSPACE": #"\S+"#, "SPACE": #"\s*"#, "WORD": #"\b\w+\b"#,
    "INT": "[+-]?[0-9]+", "POSINT": #"\b[1-9][0-9]*\b"#, "NONNEGINT": #"\b[0-9]+\b"#,
    "NUMBER": #"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"#, "BASE10NUM": #"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"#,
    "BASE16NUM": "[+-]?(?:0x)?[0-9A-Fa-f]+", "USERNAME": "[a-zA-Z0-9._-]+", "USER": "[a-zA-Z0-9._-]+",
    "EMAILLOCALPART": "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+",
    "EMAILADDRESS": "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+@%{HOSTNAME}",
    "HOSTNAME": #"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?"#,
    "IPV4": #"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"#, "IPV6": "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*",
    "IP": "(?:%{IPV6}|%{IPV4})", "IPORHOST": "(?:%{IP}|%{HOSTNAME})", "HOSTPORT": "%{IPORHOST}:%{POSINT}",
    "UUID": "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}", "MAC": "(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}",
    "QUOTEDSTRING": #""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"#, "UNIXPATH": #"(?:/[\w_%!$@:.,+~-]*)+"#,
    "WINPATH": #"(?:[A-Za-z]:|\\)(?:\\[^\\?*]*)+"#, "PATH": "(?:%{UNIXPATH}|%{WINPATH})",
    "URIPROTO": "[A-Za-z][A-Za-z0-9+.-]*", "URIHOST": "%{IPORHOST}(?::[0-9]+)?",
    "URIPATH": "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+", "URIPARAM": #"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?<>\[\]-]*"#,
    "URIPATHPARAM": "%{URIPATH}(?:%{URIPARAM})?",
    "URI": "%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
    "TIMESTAMP_ISO8601":
      #"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"#,
  ]

  /// The expression of a pattern, and which group is kept under which name, as an integer or as text.
  static func compile(
    _ pattern: [UInt8]
  ) throws(RegexError) -> (regex: CapturingRegex, columns: [(group: Int, name: String, isInteger: Bool)]) {
    var kept: [String: (name: String, isInteger: Bool)] = [:]
    var text = ""
    try expand(String(decoding: pattern, as: UTF8.self), depth: 0, &kept, &text)
    // Anchors of grok stand at the borders of lines, as Oniguruma's do.
    let regex = try CapturingRegex(Array(text.utf8), isMultiline: true)
    var columns: [(group: Int, name: String, isInteger: Bool)] = []
    for (group, name) in regex.names.sorted(by: { $0.key < $1.key }) {
      let column = kept[name] ?? (name, false)
      columns.append((group, column.name, column.isInteger))
    }
    return (regex, columns)
  }

  private static func expand(
    _ pattern: String, depth: Int, _ kept: inout [String: (name: String, isInteger: Bool)], _ text: inout String
  ) throws(RegexError) {
    guard depth < 8 else { throw RegexError(offset: 0, message: "patterns are nested too deep") }
    var rest = pattern[...]
    while let start = rest.firstRange(of: "%{") {
      text += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw RegexError(offset: 0, message: "'%{' is not closed")
      }
      let parts = rest[start.upperBound..<end].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      rest = rest[rest.index(after: end)...]
      guard let inner = known[parts[0]] else {
        throw RegexError(offset: 0, message: "there is no grok pattern '\(parts[0])'")
      }
      if parts.count > 1 {
        let group = "g\(kept.count)"
        let isInteger = parts.count > 2 && (parts[2] == "int" || parts[2] == "long")
        kept[group] = (parts[1], isInteger)
        text += "(?<\(group)>"
      } else {
        text += "(?:"
      }
      try expand(inner, depth: depth + 1, &kept, &text)
      text += ")"
    }
    text += rest
  }
}

extension Substring {
  fileprivate func firstRange(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}

/// A pattern of `dissect`: keys between delimiters.
///
/// `%{key}`, `%{}` and `%{?key}` (passed over), `%{+key}` (joined), `%{key->}` (repeated delimiters behind it). Source: "Dissect
/// processor", Elasticsearch reference.
struct DissectPattern: Sendable {
  struct Part: Sendable {
    /// The column; `nil` for what is passed over.
    var key: String?
    var isJoined = false
    var skipsRepeats = false
    /// What ends it; empty at the end of the text.
    var delimiter: [UInt8] = []
  }

  private let prefix: [UInt8]
  let parts: [Part]
  private let separator: [UInt8]

  init(_ pattern: [UInt8], separator: [UInt8] = []) throws(RegexError) {
    self.separator = separator
    var parts: [Part] = []
    var prefix: [UInt8] = []
    var index = 0
    while index < pattern.count {
      if pattern[index] == UInt8(ascii: "%"), index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: "{") {
        guard let end = pattern[index...].firstIndex(of: UInt8(ascii: "}")) else {
          throw RegexError(offset: index, message: "'%{' is not closed")
        }
        var name = String(decoding: pattern[(index + 2)..<end], as: UTF8.self)
        var part = Part()
        if name.hasSuffix("->") {
          part.skipsRepeats = true
          name.removeLast(2)
        }
        switch name.first {
        case "+":
          part.isJoined = true
          part.key = String(name.dropFirst())
        case "?", nil: part.key = nil
        case "*", "&": throw RegexError(offset: index, message: "references ('%{*key}') are not supported")
        default: part.key = name
        }
        parts.append(part)
        index = end + 1
      } else {
        if parts.isEmpty {
          prefix.append(pattern[index])
        } else {
          parts[parts.count - 1].delimiter.append(pattern[index])
        }
        index += 1
      }
    }
    guard !parts.isEmpty else { throw RegexError(offset: 0, message: "the pattern has no key") }
    for (index, part) in parts.enumerated() where part.delimiter.isEmpty && index < parts.count - 1 {
      throw RegexError(offset: 0, message: "a delimiter is missing between two keys")
    }
    self.parts = parts
    self.prefix = prefix
  }

  /// The texts of the keys; `nil` where the text does not match.
  func values(in text: [UInt8]) -> [String: [UInt8]]? {
    guard text.starts(with: prefix) else { return nil }
    var offset = prefix.count
    var result: [String: [UInt8]] = [:]
    for part in parts {
      var end = text.count
      var next = text.count
      if !part.delimiter.isEmpty {
        guard let found = text.span.firstOffset(of: part.delimiter.span, from: offset) else { return nil }
        end = found
        next = found + part.delimiter.count
        while part.skipsRepeats, text[next...].starts(with: part.delimiter) { next += part.delimiter.count }
      }
      if let key = part.key {
        let value = Array(text[offset..<end])
        if part.isJoined, let before = result[key] {
          result[key] = before + separator + value
        } else {
          result[key] = value
        }
      }
      offset = next
    }
    return result
  }
}
