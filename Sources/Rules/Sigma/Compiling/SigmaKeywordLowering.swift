/// Turns words without a field into tests on any value of an event.
struct SigmaKeywordLowering {
  let key: SigmaFieldKey

  func term(_ values: [DocumentValue], _ placeholders: SigmaPlaceholders) throws(Diagnostic) -> Term {
    let refused = key.modifiers.first { modifier in
      switch modifier {
      case .all, .contains, .startswith, .endswith, .cased, .expand, .re, .i, .m, .s: false
      case .base64, .base64offset, .wide, .utf16, .utf16le, .utf16be, .windash: false
      default: true
      }
    }
    if let refused {
      throw Diagnostic(values[0].position, "the modifier '\(refused.name)' needs a field")
    }
    // A word may stand anywhere in a value.
    let isAnchored = key.has(.startswith) || key.has(.endswith)
    let given = try SigmaValues(values, key, placeholders, anywhere: !isAnchored)
    if given.hasNull { throw Diagnostic(values[0].position, "null cannot be searched for without a field") }
    var parts: [Term] = []
    if key.has(.re) {
      for value in given.written {
        parts.append(.anyValue(.regex(try SigmaRegex.program(value.text, key, value.position))))
      }
    } else {
      for texts in given.texts { parts.append(test(texts)) }
    }
    return key.has(.all) ? Folding.and(parts) : Folding.or(parts)
  }

  private func test(_ texts: SigmaTexts) -> Term {
    let whole = texts.literals.map { GlobPattern(marked: $0, insensitive: !key.has(.cased)) }
    return .anyValue(.like(whole + texts.patterns))
  }
}

/// Compiles the expressions of `re`.
enum SigmaRegex {
  static func program(
    _ pattern: String, _ key: SigmaFieldKey, _ position: SourcePosition
  ) throws(Diagnostic) -> RegexProgram {
    let flags = PerlRegexFlags(
      ignoresCase: key.has(.i), anchorsMatchLines: key.has(.m), dotMatchesNewlines: key.has(.s))
    do throws(RegexError) {
      return try RegexProgram(perl: Array(pattern.utf8), flags)
    } catch {
      throw Diagnostic(position, "regular expression, character \(error.offset + 1): \(error.message)")
    }
  }
}
