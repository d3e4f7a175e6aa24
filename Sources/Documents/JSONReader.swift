/// Reads JSON iteratively, so that depth costs no stack.
struct JSONReader {
  private let options: JSONDocument.Options
  private var at = 0
  private(set) var entries: [JSONDocument.Entry] = []
  /// The containers that are open.
  private var open: [Int] = []

  init(_ options: JSONDocument.Options) { self.options = options }

  mutating func read(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    entries.reserveCapacity(text.count / 8)
    try skipMark(text)
    try value(text)
    while let container = open.last {
      let isObject = entries[container].kind == .object
      let first = try skipSpace(text)
      if first == (isObject ? 0x7D : 0x5D) {
        at += 1
        entries[container].next = UInt32(entries.count)
        open.removeLast()
        continue
      }
      if entries[container].length > 0 {
        guard first == 0x2C else { throw unexpected("a comma or the end of the \(isObject ? "object" : "list")") }
        at += 1
      }
      entries[container].length += 1
      if isObject { try key(text) }
      try value(text)
    }
    while at < text.count {
      guard Self.isSpace(text[at]) else { throw unexpected("the end of the document") }
      at += 1
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// Passes over the byte order mark of UTF-8, and refuses those of UTF-16 with a word that helps.
  private mutating func skipMark(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    guard text.count >= 2 else { return }
    switch (text[0], text[1]) {
    case (0xEF, 0xBB) where text.count >= 3 && text[2] == 0xBF: at = 3
    case (0xFF, 0xFE), (0xFE, 0xFF), (0, 0x01...), (0x01..., 0):
      throw DocumentError("the text is UTF-16; JSON is UTF-8", at: 0)
    default: break
    }
  }

  /// Passes over white space; the byte behind it.
  private mutating func skipSpace(_ text: borrowing Span<UInt8>) throws(DocumentError) -> UInt8 {
    while at < text.count {
      let byte = text[at]
      if !Self.isSpace(byte) { return byte }
      at += 1
    }
    throw ended("the text ends inside a value")
  }

  private func unexpected(_ expected: String) -> DocumentError { DocumentError("expected \(expected)", at: at) }

  private func ended(_ message: String) -> DocumentError { DocumentError(message, at: at, isTruncated: true) }

  private mutating func key(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    guard try skipSpace(text) == 0x22 else { throw unexpected("a key") }
    try string(text)
    guard try skipSpace(text) == 0x3A else { throw unexpected("a colon") }
    at += 1
  }

  /// Reads a value; of an object or list only its beginning.
  private mutating func value(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    let first = try skipSpace(text)
    switch first {
    case 0x7B, 0x5B:
      guard open.count < options.depth else { throw DocumentError("nested deeper than \(options.depth)", at: at) }
      open.append(entries.count)
      entries.append(JSONDocument.Entry(kind: first == 0x7B ? .object : .list, start: UInt32(at)))
      at += 1
    case 0x22: try string(text)
    case 0x74: try word("true", .yes, text)
    case 0x66: try word("false", .no, text)
    case 0x6E: try word("null", .null, text)
    case 0x2D, 0x30...0x39: try number(text)
    case 0x4E where options.hasNonFiniteNumbers: try word("NaN", .decimal, text)
    case 0x49 where options.hasNonFiniteNumbers: try word("Infinity", .decimal, text)
    default: throw unexpected("a value")
    }
  }

  private mutating func close(_ kind: JSONDocument.Kind, from start: Int) {
    entries.append(
      JSONDocument.Entry(
        kind: kind, start: UInt32(start), length: UInt32(at - start), next: UInt32(entries.count + 1)))
  }

  private mutating func word(
    _ word: String, _ kind: JSONDocument.Kind, _ text: borrowing Span<UInt8>, from start: Int? = nil
  ) throws(DocumentError) {
    let start = start ?? at
    for letter in word.utf8 {
      guard at < text.count else { throw ended("the text ends inside a value") }
      guard text[at] == letter else { throw unexpected(word) }
      at += 1
    }
    close(kind, from: start)
  }

  private mutating func string(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    at += 1
    let start = at
    var kind = JSONDocument.Kind.text
    while at < text.count {
      let byte = text[at]
      if byte == 0x22 {
        close(kind, from: start)
        at += 1
        return
      }
      guard byte >= 0x20 else { throw DocumentError("an unescaped control character in a string", at: at) }
      if byte == 0x5C {
        kind = .escapedText
        try escape(text)
      } else {
        at += 1
      }
    }
    throw ended("the text ends inside a string")
  }

  /// Passes over an escape. That surrogates come in pairs is not part of the grammar.
  private mutating func escape(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    let start = at
    at += 1
    guard at < text.count else { throw ended("the text ends inside a string") }
    at += 1
    switch text[at - 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return
    case 0x75:
      for _ in 0..<4 {
        guard at < text.count else { throw ended("the text ends inside a string") }
        guard JSONDocument.hexadecimal(text[at]) != nil else {
          throw DocumentError("an escape needs four hexadecimal digits", at: start)
        }
        at += 1
      }
    default: throw DocumentError("JSON knows no such escape", at: start)
    }
  }

  private mutating func digits(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    let start = at
    while at < text.count, (0x30...0x39).contains(text[at]) { at += 1 }
    guard at > start else { throw at == text.count ? ended("the text ends inside a number") : unexpected("a digit") }
  }

  private mutating func number(_ text: borrowing Span<UInt8>) throws(DocumentError) {
    let start = at
    if text[at] == 0x2D { at += 1 }
    if options.hasNonFiniteNumbers, at > start, at < text.count, text[at] == 0x49 {
      return try word("Infinity", .decimal, text, from: start)
    }
    let first = at
    try digits(text)
    guard text[first] != 0x30 || at == first + 1 else { throw DocumentError("a number begins with zero", at: start) }
    if at < text.count, text[at] == 0x2E {
      at += 1
      try digits(text)
    }
    if at < text.count, text[at] | 0x20 == 0x65 {
      at += 1
      if at < text.count, text[at] == 0x2B || text[at] == 0x2D { at += 1 }
      try digits(text)
    }
    close(.decimal, from: start)
  }
}
