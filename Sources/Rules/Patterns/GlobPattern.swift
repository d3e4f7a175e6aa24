import ECS

/// A pattern in which `*` stands for any text and `?` for one Unicode scalar; it must match the whole text.
///
/// Matching takes the leftmost place for each part between stars, which is right for this language and needs at most
/// (length of the text) × (length of the pattern) steps.
struct GlobPattern: Sendable, Hashable {
  /// Stands for `?`; it never occurs in UTF-8.
  static let anyScalar: UInt8 = 0xFF
  /// Stands for `*`; neither does it.
  static let anyText: UInt8 = 0xFE
  /// A byte that no text has.
  static let noText: UInt8 = 0xFD

  /// The literal bytes with `anyScalar` and `anyText` between them, which never follows itself.
  let bytes: [UInt8]
  /// Whether the pattern is folded and wants folded text.
  let insensitive: Bool

  /// Hashes the bytes eight at a time.
  func hash(into hasher: inout Hasher) { hasher.combine(ByteHash.hash(bytes.span)) }

  /// A pattern as `like` and `:` write it. There is no escape: a backslash is a backslash. Without `hasSingle` a question
  /// mark is a question mark.
  init(_ text: [UInt8], insensitive: Bool, hasSingle: Bool = true) {
    var marked: [UInt8] = []
    marked.reserveCapacity(text.count)
    for byte in insensitive ? CaseFolding.fold(text) : text {
      if byte == UInt8(ascii: "*") {
        Self.addStar(to: &marked)
      } else {
        marked.append(hasSingle && byte == UInt8(ascii: "?") ? Self.anyScalar : byte)
      }
    }
    self.init(marked: marked, insensitive: insensitive)
  }

  /// A literal, with any text before or behind it.
  init(literal: [UInt8], before: Bool, behind: Bool, insensitive: Bool) {
    var marked: [UInt8] = []
    marked.reserveCapacity(literal.count + 2)
    if before { marked.append(Self.anyText) }
    marked += insensitive ? CaseFolding.fold(literal) : literal
    if behind { Self.addStar(to: &marked) }
    self.init(marked: marked, insensitive: insensitive)
  }

  /// A pattern as KQL writes it: only `*` is a wildcard, unless the parts hold `anyScalar`.
  init(_ literal: KQLLiteral, insensitive: Bool) {
    var marked: [UInt8] = []
    for (number, part) in literal.parts.enumerated() {
      if number > 0 { Self.addStar(to: &marked) }
      marked += part
    }
    self.init(marked: insensitive ? Self.folded(marked) : marked, insensitive: insensitive)
  }

  /// A pattern from its bytes, which are folded already if it is insensitive; see `bytes`.
  init(marked bytes: [UInt8], insensitive: Bool) {
    self.bytes = bytes
    self.insensitive = insensitive
  }

  /// Adds `*`, of which two are one.
  static func addStar(to marked: inout [UInt8]) {
    if marked.last != anyText { marked.append(anyText) }
  }

  /// Folds what is not a wildcard.
  static func folded(_ marked: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(marked.count)
    for (number, run) in marked.split(omittingEmptySubsequences: false, whereSeparator: { $0 >= anyText }).enumerated()
    {
      if number > 0 { result.append(marked[run.startIndex - 1]) }
      result += CaseFolding.fold(Array(run))
    }
    return result
  }

  static func hasWildcard(_ text: [UInt8]) -> Bool {
    text.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// The pattern as it was written, folded if it is insensitive.
  var text: String {
    let written = bytes.map { byte in
      byte == Self.anyScalar ? UInt8(ascii: "?") : byte == Self.anyText ? UInt8(ascii: "*") : byte
    }
    return String(decoding: written, as: UTF8.self)
  }

  /// The longest run of ASCII that every matching text contains in folded form; empty if there is none.
  var requiredLiteral: [UInt8] {
    var best: ArraySlice<UInt8> = []
    for run in bytes.split(whereSeparator: { $0 >= 0x80 }) where run.count > best.count { best = run }
    return CaseFolding.fold(Array(best))
  }

  /// Whether the whole text matches; the text must be folded if the pattern is. The first part and the last are anchored, and
  /// may be empty.
  func matches(_ text: borrowing Span<UInt8>) -> Bool {
    let pattern = bytes.span
    guard var star = Self.star(in: pattern, from: 0) else {
      return Self.end(of: pattern, in: text, at: 0) == text.count
    }
    guard var start = Self.end(of: pattern.extracting(0..<star), in: text, at: 0) else { return false }
    while let next = Self.star(in: pattern, from: star &+ 1) {
      guard let end = Self.search(pattern.extracting((star &+ 1)..<next), in: text, from: start) else { return false }
      start = end
      star = next
    }
    let last = pattern.extracting((star &+ 1)..<pattern.count)
    guard let tail = Self.start(ofTail: last, in: text), tail >= start else { return false }
    return Self.end(of: last, in: text, at: tail) == text.count
  }

  private static func star(in pattern: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < pattern.count {
      if pattern[index] == anyText { return index }
      index &+= 1
    }
    return nil
  }

  /// Where a part that begins at an offset ends; `nil` if it does not stand there.
  private static func end(of part: borrowing Span<UInt8>, in text: borrowing Span<UInt8>, at start: Int) -> Int? {
    var offset = start
    for index in part.indices {
      guard offset < text.count else { return nil }
      if part[index] == anyScalar {
        offset = min(offset &+ UTF8Scalar.length(first: text[offset]), text.count)
      } else {
        guard part[index] == text[offset] else { return nil }
        offset &+= 1
      }
    }
    return offset
  }

  private static func search(_ part: borrowing Span<UInt8>, in text: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < text.count {
      if text[index] & 0xC0 != 0x80, let end = end(of: part, in: text, at: index) { return end }
      index &+= 1
    }
    return nil
  }

  /// Where the last part must begin to end with the text.
  private static func start(ofTail part: borrowing Span<UInt8>, in text: borrowing Span<UInt8>) -> Int? {
    var offset = text.count
    var index = part.count
    while index > 0 {
      index &-= 1
      offset &-= 1
      guard offset >= 0 else { return nil }
      if part[index] == anyScalar {
        while offset > 0, text[offset] & 0xC0 == 0x80 { offset &-= 1 }
      }
    }
    return offset
  }
}
