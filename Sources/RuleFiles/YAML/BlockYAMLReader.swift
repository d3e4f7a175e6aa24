import ECS
import Rules

/// Reads the part of YAML that nearly all rules are written in, several times faster than a reader of the whole language:
/// one document in block style, with scalars of one line (plain, `'…'`, `"…"`) and literal blocks (`|`).
///
/// It never guesses. Where a text goes beyond that, or is wrong, `document` gives `nil`, and `YAMLParser` asks libyaml, whose
/// word counts: documents of both are equal, places included, and every error is libyaml's. A test holds this for all published
/// rules and for mutations of them.
struct BlockYAMLReader {
  /// Larger texts are left to the other reader, whose bounds they come near to.
  static let maximumSize = 1 << 16
  /// So are deeper ones.
  private static let maximumDepth = 24
  /// Longer keys are no keys in YAML.
  private static let maximumKey = 512

  /// A text, or a part of it, that is left to libyaml.
  private struct NotPlain: Error {}

  private let text: [UInt8]
  /// Whether every byte is a column of its own.
  private let isASCII: Bool
  /// Where the current line begins; the line after it; what it says beside blanks and comments.
  private var lineStart = 0
  private var lineEnd = 0
  private var line = 0
  /// The offset of the first byte of the current line that is no blank; the line's indent is what lies before it.
  private var content = 0
  private var depth = 0

  /// The document of a text; `nil` if it is beyond what this reads.
  static func document(_ text: [UInt8]) -> DocumentValue? {
    guard text.count <= maximumSize else { return nil }
    let isASCII = isPrintableASCII(text.span)
    guard isASCII || isPlainUTF8(text) else { return nil }
    var reader = BlockYAMLReader(text, isASCII: isASCII)
    return try? reader.root()
  }

  private init(_ text: [UInt8], isASCII: Bool) {
    self.text = text
    self.isASCII = isASCII
  }

  /// Printable ASCII and line feeds: what needs no decoding, has one column a byte, and no tabs to be wrong about.
  private static func isPrintableASCII(_ text: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      if index &+ 8 <= text.count, WordOfBytes(text.word(at: index)).isPrintableASCII {
        index &+= 8
        continue
      }
      let byte = text[index]
      guard byte &- 0x20 < 0x5F || byte == Byte.newline else { return false }
      index &+= 1
    }
    return true
  }

  /// The same with characters beyond ASCII: valid UTF-8 without what YAML takes for a line break or does not print.
  private static func isPlainUTF8(_ text: [UInt8]) -> Bool {
    guard let string = String(validating: text, as: UTF8.self) else { return false }
    return string.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
      default: scalar.value >= 0x10000
      }
    }
  }

  private enum Byte {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")
    static let colon = UInt8(ascii: ":")
    static let dash = UInt8(ascii: "-")
    static let quote = UInt8(ascii: "'")
    static let doubleQuote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let bar = UInt8(ascii: "|")
  }

  // MARK: Lines

  private var isAtEnd: Bool { lineStart >= text.count }
  private var indent: Int { content - lineStart }

  private func place(_ offset: Int) -> SourcePosition {
    guard !isASCII else { return SourcePosition(line: line, column: offset - lineStart + 1) }
    var column = 1
    for index in lineStart..<offset where text[index] & 0xC0 != 0x80 { column += 1 }
    return SourcePosition(line: line, column: column)
  }

  /// Moves to the line that begins at an offset.
  private mutating func move(to offset: Int) {
    lineStart = offset
    line += 1
    lineEnd = Self.lineEnd(in: text.span, from: offset)
    content = offset
    while content < lineEnd, text[content] == Byte.space { content &+= 1 }
  }

  private static func lineEnd(in text: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index &+ 8 <= text.count, !WordOfBytes(text.word(at: index)).contains(Byte.newline) { index &+= 8 }
    while index < text.count, text[index] != Byte.newline { index &+= 1 }
    return index
  }

  private mutating func nextLine() {
    move(to: lineEnd < text.count ? lineEnd + 1 : text.count)
  }

  /// Moves on to a line that says something.
  private mutating func skipEmpty() {
    while !isAtEnd, content == lineEnd || text[content] == Byte.hash { nextLine() }
  }

  /// Whether only blanks, or blanks and a comment, follow in the line.
  private func isRestEmpty(_ offset: Int) -> Bool {
    var index = offset
    while index < lineEnd, text[index] == Byte.space { index &+= 1 }
    return index == lineEnd || (text[index] == Byte.hash && index > offset)
  }

  private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  // MARK: Blocks

  private mutating func root() throws(NotPlain) -> DocumentValue {
    move(to: 0)
    skipEmpty()
    guard !isAtEnd, indent == 0 else { throw NotPlain() }
    let value = try block(indent: 0)
    guard isAtEnd else { throw NotPlain() }
    return value
  }

  private var isEntry: Bool {
    text[content] == Byte.dash && (content + 1 == lineEnd || text[content + 1] == Byte.space)
  }

  /// The mapping or list whose first line is the current one.
  private mutating func block(indent: Int) throws(NotPlain) -> DocumentValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw NotPlain() }
    return isEntry ? try list(indent: indent, isInner: false) : try mapping(indent: indent, at: content)
  }

  /// A mapping whose first key stands at an offset of the current line and whose further ones have lines of their own.
  private mutating func mapping(indent: Int, at first: Int) throws(NotPlain) -> DocumentValue {
    let position = place(first)
    var entries: [DocumentValue.Entry] = []
    entries.reserveCapacity(depth == 1 ? 14 : 4)
    var keys: Set<String> = []
    var start = first
    repeat {
      let keyPosition = place(start)
      let (key, colon) = try self.key(start)
      // As few as most mappings have are looked through faster than hashed.
      if entries.count < 16 {
        let length = key.utf8.count
        // Texts beyond ASCII can be equal and differ in length.
        guard !entries.contains(where: { ($0.key.utf8.count == length || !isASCII) && $0.key == key }) else {
          throw NotPlain()
        }
      } else {
        if keys.isEmpty { keys = Set(entries.map(\.key)) }
        guard keys.insert(key).inserted else { throw NotPlain() }
      }
      let value = try value(after: colon, indent: indent, inMapping: true)
      entries.append(DocumentValue.Entry(key: key, position: keyPosition, value: value))
      guard !isAtEnd, self.indent >= indent else { break }
      guard self.indent == indent, !isEntry else { throw NotPlain() }
      start = content
    } while true
    return DocumentValue(.mapping(entries), position)
  }

  /// A list whose first entry is the current line. Inside a mapping it may stand as far left as the key.
  private mutating func list(indent: Int, isInner: Bool) throws(NotPlain) -> DocumentValue {
    let position = place(content)
    var elements: [DocumentValue] = []
    repeat {
      elements.append(try value(after: content, indent: indent, inMapping: false))
      guard !isAtEnd, self.indent >= indent else { break }
      guard self.indent == indent else { throw NotPlain() }
      if !isEntry {
        guard isInner else { throw NotPlain() }
        break
      }
    } while true
    return DocumentValue(.sequence(elements), position)
  }

  /// A key and the offset of its colon.
  private func key(_ start: Int) throws(NotPlain) -> (String, colon: Int) {
    guard start < lineEnd, Self.beginsPlain(text[start]), !isMarker(start) else { throw NotPlain() }
    var index = start
    while index < lineEnd {
      let byte = text[index]
      if byte == Byte.colon, index + 1 == lineEnd || text[index + 1] == Byte.space { break }
      if byte == Byte.hash, text[index - 1] == Byte.space { throw NotPlain() }
      index &+= 1
    }
    guard index < lineEnd, index - start <= Self.maximumKey, text[index - 1] != Byte.space else { throw NotPlain() }
    return (string(start..<index), index)
  }

  /// Whether a plain scalar may begin with a byte, wherever it stands.
  private static func beginsPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "."), UInt8(ascii: "("): true
    case UInt8(ascii: "$"), UInt8(ascii: "+"), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: "^"): true
    case UInt8(ascii: "~"), UInt8(ascii: ";"): true
    default: false
    }
  }

  /// Whether a line begins like the mark of a document's beginning or end.
  private func isMarker(_ offset: Int) -> Bool {
    offset == lineStart && offset + 3 <= lineEnd && (text[offset] == Byte.dash || text[offset] == UInt8(ascii: "."))
  }

  // MARK: Values

  /// What stands behind a colon or a dash, in its line or below it; moves behind it.
  private mutating func value(after mark: Int, indent: Int, inMapping: Bool) throws(NotPlain) -> DocumentValue {
    var start = mark + 1
    while start < lineEnd, text[start] == Byte.space { start &+= 1 }
    if start == lineEnd || (text[start] == Byte.hash && start > mark + 1) {
      let empty = DocumentValue(.scalar("", isPlain: true), place(mark + 1))
      return try below(empty, indent: indent, inMapping: inMapping)
    }
    switch text[start] {
    case Byte.quote, Byte.doubleQuote: return try closed(quoted(start), indent: indent)
    case Byte.bar: return try literal(start, indent: indent)
    default: break
    }
    if !inMapping, isMapping(start) {
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.maximumDepth else { throw NotPlain() }
      return try mapping(indent: start - lineStart, at: start)
    }
    return try closed(plain(start), indent: indent)
  }

  /// The block below a line that ends with its mark; `empty` if there is none.
  private mutating func below(
    _ empty: DocumentValue, indent: Int, inMapping: Bool
  ) throws(NotPlain) -> DocumentValue {
    nextLine()
    skipEmpty()
    guard !isAtEnd else { return empty }
    if self.indent > indent {
      // A scalar below its key is rare; a mapping or a list it must be.
      guard isEntry || isMapping(content) else { throw NotPlain() }
      return try block(indent: self.indent)
    }
    if inMapping, self.indent == indent, isEntry {
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.maximumDepth else { throw NotPlain() }
      return try list(indent: indent, isInner: true)
    }
    return empty
  }

  /// Whether a key begins at an offset.
  private func isMapping(_ start: Int) -> Bool { (try? key(start)) != nil }

  /// A scalar that ends with its line. A line further right would go on with it, or be wrong.
  private mutating func closed(_ value: DocumentValue, indent: Int) throws(NotPlain) -> DocumentValue {
    nextLine()
    skipEmpty()
    guard isAtEnd || self.indent <= indent else { throw NotPlain() }
    return value
  }

  private func plain(_ start: Int) throws(NotPlain) -> DocumentValue {
    let first = text[start]
    let isDashed = first == Byte.dash && start + 1 < lineEnd && text[start + 1] != Byte.space
    guard Self.beginsPlain(first) || isDashed else { throw NotPlain() }
    var end = start
    var index = start
    while index < lineEnd {
      let byte = text[index]
      if byte == Byte.hash, text[index - 1] == Byte.space { break }
      if byte == Byte.colon, index + 1 == lineEnd || text[index + 1] == Byte.space { throw NotPlain() }
      if byte != Byte.space { end = index + 1 }
      index &+= 1
    }
    return DocumentValue(.scalar(string(start..<end), isPlain: true), place(start))
  }

  private func quoted(_ start: Int) throws(NotPlain) -> DocumentValue {
    let mark = text[start]
    var index = start + 1
    var isEscaped = false
    while index < lineEnd, text[index] != mark || (mark == Byte.quote && isDoubled(index)) {
      if mark == Byte.doubleQuote, text[index] == Byte.backslash {
        // Only these two stand for themselves.
        guard index + 1 < lineEnd, text[index + 1] == Byte.backslash || text[index + 1] == mark else {
          throw NotPlain()
        }
        isEscaped = true
        index &+= 1
      } else if text[index] == mark {
        isEscaped = true
        index &+= 1
      }
      index &+= 1
    }
    guard index < lineEnd, isRestEmpty(index + 1) else { throw NotPlain() }
    let range = (start + 1)..<index
    let content = isEscaped ? unescaped(range, mark) : string(range)
    return DocumentValue(.scalar(content, isPlain: false), place(start + 1))
  }

  private func isDoubled(_ index: Int) -> Bool { index + 1 < lineEnd && text[index + 1] == Byte.quote }

  /// Leaves out the first of two quotes, or the backslash before what it escapes.
  private func unescaped(_ range: Range<Int>, _ mark: UInt8) -> String {
    let escape = mark == Byte.quote ? Byte.quote : Byte.backslash
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      if text[index] == escape { index &+= 1 }
      bytes.append(text[index])
      index &+= 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A literal block: the lines below that are further right, with a line feed at the end (`|`) or without (`|-`).
  private mutating func literal(_ start: Int, indent: Int) throws(NotPlain) -> DocumentValue {
    let position = place(start)
    var end = start + 1
    let keepsEnd = end == lineEnd || text[end] != Byte.dash
    if !keepsEnd { end += 1 }
    guard isRestEmpty(end) else { throw NotPlain() }
    nextLine()
    guard !isAtEnd, content < lineEnd, self.indent > indent else { throw NotPlain() }
    let margin = self.indent
    var bytes: [UInt8] = []
    var blankLines = 0
    // A last line without a line feed has none in the text either.
    var isTerminated = true
    while !isAtEnd {
      if content == lineEnd {
        // Blanks beyond the margin would be part of the text.
        guard lineEnd - lineStart <= margin else { throw NotPlain() }
        blankLines += 1
        nextLine()
        continue
      }
      guard self.indent >= margin else { break }
      if !bytes.isEmpty { bytes.append(Byte.newline) }
      for _ in 0..<blankLines { bytes.append(Byte.newline) }
      blankLines = 0
      bytes += text[(lineStart + margin)..<lineEnd]
      isTerminated = lineEnd < text.count
      nextLine()
    }
    if keepsEnd, isTerminated { bytes.append(Byte.newline) }
    skipEmpty()
    guard isAtEnd || self.indent <= indent else { throw NotPlain() }
    return DocumentValue(.scalar(String(decoding: bytes, as: UTF8.self), isPlain: false), position)
  }
}
