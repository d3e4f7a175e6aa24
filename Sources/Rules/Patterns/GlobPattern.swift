import ECS

/// A pattern in which `*` stands for any text and `?` for one Unicode scalar; it must match the whole text.
///
/// Matching takes the leftmost place for each part between stars, which is right for this language and needs at most
/// (length of the text) × (length of the pattern) steps.
struct GlobPattern: Sendable, Hashable {
  /// Stands for `?` in a part; it never occurs in UTF-8.
  static let anyScalar: UInt8 = 0xFF

  /// The parts between stars; the first and the last are anchored, and may be empty.
  let parts: [[UInt8]]
  /// Whether the pattern is folded and wants folded text.
  let insensitive: Bool

  /// Hashes the bytes eight at a time.
  func hash(into hasher: inout Hasher) {
    hasher.combine(insensitive)
    for part in parts { hasher.combine(ByteHash.hash(part.span)) }
  }

  /// A pattern as `like` and `:` write it. There is no escape: a backslash is a backslash. Without `hasSingle` a question
  /// mark is a question mark.
  init(_ text: [UInt8], insensitive: Bool, hasSingle: Bool = true) {
    let source = insensitive ? CaseFolding.fold(text) : text
    var parts: [[UInt8]] = [[]]
    for byte in source {
      if byte == UInt8(ascii: "*") {
        parts.append([])
      } else {
        parts[parts.count - 1].append(hasSingle && byte == UInt8(ascii: "?") ? Self.anyScalar : byte)
      }
    }
    self.init(parts: parts, insensitive: insensitive)
  }

  /// A literal, with any text before or behind it.
  init(literal: [UInt8], before: Bool, behind: Bool, insensitive: Bool) {
    let part = insensitive ? CaseFolding.fold(literal) : literal
    self.init(parts: (before ? [[]] : []) + [part] + (behind ? [[]] : []), insensitive: insensitive)
  }

  /// A pattern as KQL writes it: only `*` is a wildcard, unless the parts hold `anyScalar`.
  init(_ literal: KQLLiteral, insensitive: Bool) {
    self.init(parts: insensitive ? literal.parts.map(Self.folded) : literal.parts, insensitive: insensitive)
  }

  /// Folds what is not a wildcard.
  static func folded(_ part: [UInt8]) -> [UInt8] {
    let runs = part.split(separator: anyScalar, omittingEmptySubsequences: false)
    return Array(runs.map { CaseFolding.fold(Array($0)) }.joined(separator: [anyScalar]))
  }

  /// A pattern from its parts, which are folded already if it is insensitive; see `parts`.
  init(parts: [[UInt8]], insensitive: Bool) {
    // `**` is `*`: empty parts inside say nothing.
    let hasEmpty = parts.count > 2 && parts[1..<(parts.count - 1)].contains(where: \.isEmpty)
    self.parts =
      hasEmpty ? parts.enumerated().filter { $0 == 0 || $0 == parts.count - 1 || !$1.isEmpty }.map(\.1) : parts
    self.insensitive = insensitive
  }

  static func hasWildcard(_ text: [UInt8]) -> Bool {
    text.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// The pattern as it was written, folded if it is insensitive.
  var text: String {
    let joined = parts.map { $0.map { $0 == Self.anyScalar ? UInt8(ascii: "?") : $0 } }
    return String(decoding: Array(joined.joined(separator: [UInt8(ascii: "*")])), as: UTF8.self)
  }

  /// The longest run of ASCII that every matching text contains in folded form; empty if there is none.
  var requiredLiteral: [UInt8] {
    var best: [UInt8] = []
    for part in parts {
      for run in part.split(whereSeparator: { $0 >= 0x80 }) where run.count > best.count { best = Array(run) }
    }
    return CaseFolding.fold(best)
  }

  /// Whether the whole text matches; the text must be folded if the pattern is.
  func matches(_ text: borrowing Span<UInt8>) -> Bool {
    guard let first = parts.first, let last = parts.last else { return false }
    if parts.count == 1 { return Self.end(of: first.span, in: text, at: 0) == text.count }
    guard var start = Self.end(of: first.span, in: text, at: 0) else { return false }
    for part in parts[1..<(parts.count - 1)] {
      guard let end = Self.search(part.span, in: text, from: start) else { return false }
      start = end
    }
    guard let tail = Self.start(ofTail: last.span, in: text), tail >= start else { return false }
    return Self.end(of: last.span, in: text, at: tail) == text.count
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
