/// What may stand behind a field's name and a bar.
///
/// Source: Sigma specification 2.1, appendix "Modifiers".
enum SigmaModifier: String, Sendable, CaseIterable {
  case all, contains, startswith, endswith, cased, exists, fieldref, expand, neq, re, cidr
  case base64, base64offset, wide, utf16, utf16le, utf16be, windash
  case gt, gte, lt, lte
  case minute, hour, day, month, year
  /// Flags of `re`.
  case i, m, s

  /// The comparison that it asks for.
  var comparison: Comparison? {
    switch self {
    case .gt: .greater
    case .gte: .greaterOrEqual
    case .lt: .less
    case .lte: .lessOrEqual
    default: nil
    }
  }
}

/// A field with its modifiers, as the key of a detection writes it: `CommandLine|contains|all`.
struct SigmaFieldKey: Sendable {
  var field: String
  var modifiers: [SigmaModifier] = []

  init(_ key: String, _ position: SourcePosition) throws(Diagnostic) {
    let parts = key.split(separator: "|", omittingEmptySubsequences: false)
    field = String(parts.first ?? "")
    for part in parts.dropFirst() {
      let word = part.lowercased()
      guard let modifier = SigmaModifier(rawValue: word) ?? Self.longNames[word] else {
        throw Diagnostic(position, Self.refusal(of: word))
      }
      modifiers.append(modifier)
    }
    try check(position)
  }

  private static let longNames: [String: SigmaModifier] = [
    "ignorecase": .i, "multiline": .m, "dotall": .s, "utf16-le": .utf16le, "utf16-be": .utf16be,
  ]

  private static func refusal(of word: String) -> String {
    word == "week" ? "the modifier 'week' is not supported" : "there is no modifier '\(word)'"
  }

  func has(_ modifier: SigmaModifier) -> Bool { modifiers.contains(modifier) }

  private func check(_ position: SourcePosition) throws(Diagnostic) {
    let kinds: [SigmaModifier] = [.contains, .startswith, .endswith, .re, .cidr, .exists]
    let found = kinds.filter(has)
    if found.count > 1 {
      throw Diagnostic(position, "'\(found[0].rawValue)' and '\(found[1].rawValue)' do not go together")
    }
    if modifiers.contains(where: { $0 == .i || $0 == .m || $0 == .s }), !has(.re) {
      throw Diagnostic(position, "the flags 'i', 'm' and 's' belong to 're'")
    }
  }
}
