/// What may stand behind a field's name and a bar.
///
/// Source: Sigma specification 2.1, appendix "Modifiers".
enum SigmaModifier: UInt8, Sendable, CaseIterable {
  case all, contains, startswith, endswith, cased, exists, fieldref, expand, neq, re, cidr
  case base64, base64offset, wide, utf16, utf16le, utf16be, windash
  case gt, gte, lt, lte
  case minute, hour, day, week, month, year
  /// Flags of `re`.
  case i, m, s

  /// How rules write it.
  var name: String { "\(self)" }

  /// Modifiers by how rules write them.
  static let named: [String: SigmaModifier] = {
    var result: [String: SigmaModifier] = [
      "ignorecase": .i, "multiline": .m, "dotall": .s, "utf16-le": .utf16le, "utf16-be": .utf16be,
    ]
    for modifier in allCases { result[modifier.name] = modifier }
    return result
  }()

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
  /// In the order in which they are applied.
  private(set) var modifiers: [SigmaModifier] = []
  /// One bit for each modifier that is there.
  private var bits: UInt64 = 0

  init(_ key: String, _ position: SourcePosition) throws(Diagnostic) {
    guard let bar = key.utf8.firstIndex(of: UInt8(ascii: "|")) else {
      field = key
      return
    }
    field = String(key[..<bar])
    var rest = key.utf8[key.utf8.index(after: bar)...]
    while true {
      let part = rest.prefix { $0 != UInt8(ascii: "|") }
      // Nearly all are written in lower case.
      let word = String(Substring(part))
      guard let modifier = SigmaModifier.named[word] ?? SigmaModifier.named[word.lowercased()] else {
        throw Diagnostic(position, "there is no modifier '\(word.lowercased())'")
      }
      modifiers.append(modifier)
      bits |= 1 << UInt64(modifier.rawValue)
      guard part.endIndex < rest.endIndex else { break }
      rest = rest[rest.index(after: part.endIndex)...]
    }
    try check(position)
  }

  func has(_ modifier: SigmaModifier) -> Bool { bits & 1 << UInt64(modifier.rawValue) != 0 }

  private static func bits(_ modifiers: [SigmaModifier]) -> UInt64 {
    modifiers.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  private static let rewriting = bits([.wide, .utf16, .utf16le, .utf16be, .base64, .base64offset, .windash])
  private static let numeric = bits([.gt, .gte, .lt, .lte, .minute, .hour, .day, .week, .month, .year])

  /// Whether a modifier writes values in another way than the rule does.
  var rewrites: Bool { bits & Self.rewriting != 0 }

  /// Whether values are numbers: to compare with, or parts of a time.
  var asksForNumbers: Bool { bits & Self.numeric != 0 }

  private func check(_ position: SourcePosition) throws(Diagnostic) {
    guard modifiers.count > 1 || has(.i) || has(.m) || has(.s) else { return }
    let kinds: [SigmaModifier] = [.contains, .startswith, .endswith, .re, .cidr, .exists]
    let found = kinds.filter(has)
    if found.count > 1 {
      throw Diagnostic(position, "'\(found[0].name)' and '\(found[1].name)' do not go together")
    }
    if modifiers.contains(where: { $0 == .i || $0 == .m || $0 == .s }), !has(.re) {
      throw Diagnostic(position, "the flags 'i', 'm' and 's' belong to 're'")
    }
  }
}
