extension ECSSchema {
  /// What a field says, in one sentence of our own; `nil` for fields that have none.
  ///
  /// The sentences are data (`Data/ecs/descriptions.tsv`): some for one field, some for a member that means the same in
  /// every field set that has it (`*.hash.sha256`), and some that lead over from one set to another
  /// (`process.parent.*` is like `process.*`). The longest pattern that fits counts.
  public static func description(of path: String) -> String? {
    FieldDescriptions.shared.description(of: path, depth: 0)
  }
}

/// The table of descriptions, read when the first one is asked for.
private struct FieldDescriptions: Sendable {
  static let shared = FieldDescriptions(ECSSchema.descriptionTable)

  private var exact: [Substring: Substring] = [:]
  /// By what follows the star and its dot.
  private var members: [Substring: Substring] = [:]
  /// A prefix, the words that lead over, and the prefix whose members are meant.
  private var relatives: [(prefix: Substring, words: Substring, base: Substring)] = []

  init(_ table: String) {
    for line in table.split(separator: "\n") {
      guard let tab = line.firstIndex(of: "\t") else { continue }
      let (name, text) = (line[..<tab], line[line.index(after: tab)...])
      if name.hasPrefix("*.") {
        members[name.dropFirst(2)] = text
      } else if name.hasSuffix(".*"), text.hasSuffix(".*"), let blank = text.lastIndex(of: " ") {
        relatives.append((name.dropLast(), text[..<blank], text[text.index(after: blank)...].dropLast()))
      } else {
        exact[name] = text
      }
    }
  }

  func description(of path: String, depth: Int) -> String? {
    if let text = exact[path[...]] { return String(text) }
    // `process.parent.group_leader.` leads over twice; more than that nobody needs.
    if depth < 3, let relative = relatives.first(where: { path.hasPrefix($0.prefix) }) {
      let rest = relative.base + path.dropFirst(relative.prefix.count)
      if let text = description(of: String(rest), depth: depth + 1) { return "\(relative.words) \(Self.lowered(text))" }
    }
    var rest = path[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if let text = members[rest] { return String(text) }
    }
    return nil
  }

  /// The sentence to follow a colon: its first letter small, unless the first word is an abbreviation.
  private static func lowered(_ text: String) -> String {
    let start = text.prefix(2)
    guard let first = start.first, start.count == 2, start.last?.isLowercase == true || start.last == " " else {
      return text
    }
    return first.lowercased() + text.dropFirst()
  }
}
