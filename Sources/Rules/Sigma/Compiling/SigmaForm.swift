import ECS

/// What a text must be to be a value of a rule: a literal, or a pattern. Folded if case does not matter.
enum SigmaForm: Sendable {
  case literal([UInt8])
  case pattern(GlobPattern)

  /// A text as a rule writes it (see `SigmaText`), with any text before it, behind it, or both: nearly all values are
  /// made this way, so that no list of pieces is built on the way.
  init(_ text: String, before: Bool, behind: Bool, insensitive: Bool) {
    let bytes = text.utf8.span
    var marked: [UInt8] = []
    marked.reserveCapacity(bytes.count + 2)
    var isASCII = true
    var isPattern = before || behind
    if before { marked.append(GlobPattern.anyText) }
    var index = 0
    while index < bytes.count {
      var byte = bytes[index]
      index &+= 1
      switch byte {
      case UInt8(ascii: "*"):
        GlobPattern.addStar(to: &marked)
        isPattern = true
        continue
      case UInt8(ascii: "?"):
        byte = GlobPattern.anyScalar
        isPattern = true
      case UInt8(ascii: "\\") where index < bytes.count:
        // Only what may mean something else is escaped.
        let next = bytes[index]
        if next == UInt8(ascii: "*") || next == UInt8(ascii: "?") || next == UInt8(ascii: "\\") {
          byte = next
          index &+= 1
        }
      case 0x41...0x5A: if insensitive { byte |= 0x20 }
      default: if byte >= 0x80 { isASCII = false }
      }
      marked.append(byte)
    }
    if behind { GlobPattern.addStar(to: &marked) }
    if insensitive, !isASCII { marked = GlobPattern.folded(marked) }
    self = isPattern ? .pattern(GlobPattern(marked: marked, insensitive: insensitive)) : .literal(marked)
  }

  /// A text from its pieces.
  init(_ text: SigmaText, insensitive: Bool) {
    if let literal = text.literal {
      self = .literal(insensitive ? CaseFolding.fold(literal) : literal)
    } else {
      self = .pattern(text.pattern(insensitive: insensitive))
    }
  }
}

/// Texts of which a value must be one.
struct SigmaTexts: Sendable {
  private(set) var literals: [[UInt8]] = []
  private(set) var patterns: [GlobPattern] = []

  /// Whether the empty text is among them.
  var hasEmpty: Bool { literals.contains(where: \.isEmpty) }

  mutating func add(_ form: SigmaForm) {
    switch form {
    case .literal(let literal): literals.append(literal)
    case .pattern(let pattern): patterns.append(pattern)
    }
  }

  mutating func reserve(_ count: Int, literals areLiterals: Bool) {
    guard count > 1 else { return }
    if areLiterals { literals.reserveCapacity(count) } else { patterns.reserveCapacity(count) }
  }
}
