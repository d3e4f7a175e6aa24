/// A text of a Sigma rule: literal bytes with wildcards between them.
///
/// `*` stands for any text and `?` for one character. A backslash before `*`, `?` or a backslash takes away their meaning;
/// any other backslash is itself. Source: Sigma specification 2.1, "Escaping" and "Wildcards".
struct SigmaText: Sendable, Hashable {
  enum Piece: Sendable, Hashable {
    case literal([UInt8])
    case anyText
    case anyCharacter
  }

  private(set) var pieces: [Piece] = []

  /// A text as a rule writes it.
  init(_ text: String) {
    let star = UInt8(ascii: "*")
    let mark = UInt8(ascii: "?")
    let escape = UInt8(ascii: "\\")
    var literal: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        if byte != star, byte != mark, byte != escape { literal.append(escape) }
        literal.append(byte)
        isEscaped = false
      } else if byte == escape {
        isEscaped = true
      } else if byte == star || byte == mark {
        append(literal)
        literal.removeAll(keepingCapacity: true)
        append(byte == star ? .anyText : .anyCharacter)
      } else {
        literal.append(byte)
      }
    }
    if isEscaped { literal.append(escape) }
    append(literal)
  }

  /// A text without wildcards.
  init(literal: [UInt8]) { append(literal) }

  private mutating func append(_ literal: [UInt8]) {
    if !literal.isEmpty { pieces.append(.literal(literal)) }
  }

  private mutating func append(_ piece: Piece) {
    if piece == .anyText, pieces.last == .anyText { return }
    pieces.append(piece)
  }

  /// The text, where it has no wildcard.
  var literal: [UInt8]? {
    if pieces.isEmpty { return [] }
    if pieces.count == 1, case .literal(let bytes) = pieces[0] { return bytes }
    return nil
  }

  /// The text with any text before or behind it.
  func surrounded(before: Bool, behind: Bool) -> SigmaText {
    var result = SigmaText(literal: [])
    if before { result.append(.anyText) }
    for piece in pieces { result.append(piece) }
    if behind { result.append(.anyText) }
    return result
  }

  /// The text with one more piece.
  func appending(_ piece: Piece) -> SigmaText {
    var result = self
    result.append(piece)
    return result
  }

  /// Every literal rewritten.
  func mapLiterals(_ change: ([UInt8]) -> [UInt8]) -> SigmaText {
    var result = self
    for index in result.pieces.indices {
      if case .literal(let bytes) = result.pieces[index] { result.pieces[index] = .literal(change(bytes)) }
    }
    return result
  }

  /// The pattern that it is.
  func pattern(insensitive: Bool) -> GlobPattern {
    var marked: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .literal(let bytes):
        // UTF-16 may have the bytes of wildcards; texts have neither, nor this one.
        for byte in insensitive ? CaseFolding.fold(bytes) : bytes {
          marked.append(byte >= GlobPattern.anyText ? GlobPattern.noText : byte)
        }
      case .anyCharacter: marked.append(GlobPattern.anyScalar)
      case .anyText: GlobPattern.addStar(to: &marked)
      }
    }
    return GlobPattern(marked: marked, insensitive: insensitive)
  }
}
