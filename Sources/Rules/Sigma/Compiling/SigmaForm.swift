import ECS

/// What a text must be to be a value of a rule: a literal, or a pattern. Folded if case does not matter.
enum SigmaForm: Sendable {
  case literal([UInt8])
  case pattern(GlobPattern)

  /// A text as a rule writes it (see `SigmaText`), with any text before it, behind it, or both: nearly all values are
  /// made this way, so that no list of pieces is built on the way.
  init(_ text: String, before: Bool, behind: Bool, insensitive: Bool) {
    let bytes = text.utf8.span
    var parts: [[UInt8]] = before ? [[]] : []
    var part: [UInt8] = []
    part.reserveCapacity(bytes.count)
    var isASCII = true
    var isPattern = before || behind
    var index = 0
    while index < bytes.count {
      var byte = bytes[index]
      index &+= 1
      switch byte {
      case UInt8(ascii: "*"):
        parts.append(part)
        part = []
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
      part.append(byte)
    }
    parts.append(part)
    if behind { parts.append([]) }
    if insensitive, !isASCII { for index in parts.indices { parts[index] = GlobPattern.folded(parts[index]) } }
    self = isPattern ? .pattern(GlobPattern(parts: parts, insensitive: insensitive)) : .literal(parts[0])
  }

  /// A text from its pieces.
  init(_ text: SigmaText, insensitive: Bool) {
    if let literal = text.literal {
      self = .literal(insensitive ? CaseFolding.fold(literal) : literal)
    } else {
      self = .pattern(text.pattern(insensitive: insensitive))
    }
  }

  /// Whether it is the empty text.
  var isEmpty: Bool { if case .literal(let bytes) = self { bytes.isEmpty } else { false } }

  /// It as a pattern; it must have been made with the same `insensitive`.
  func pattern(_ insensitive: Bool) -> GlobPattern {
    switch self {
    case .literal(let bytes): GlobPattern(parts: [bytes], insensitive: insensitive)
    case .pattern(let pattern): pattern
    }
  }
}
