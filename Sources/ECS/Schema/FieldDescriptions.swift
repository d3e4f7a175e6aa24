extension ECSSchema {
  /// What a field says, in one sentence of our own; every field of the list has one, others have none.
  ///
  /// The sentences are data (`Data/ecs/descriptions.tsv`): each is written once, for a field, or for a member that means the
  /// same in every field set that has it (`*.hash.sha256`). Reuses of a set lead over to it: `process.parent.*` reads "Parent
  /// process:" and what `process.*` says, `*.elf.*` "ELF program:" and what `*.program.*` says.
  public static func description(of path: String) -> String? {
    FieldDescriptions.shared.description(of: path)
  }
}

/// The table of descriptions, read when the first one is asked for.
private struct FieldDescriptions: Sendable {
  static let shared = FieldDescriptions(ECSSchema.descriptionTable)

  /// A reuse of a field set: what fits the prefix is what the base says, after some words.
  private struct Reuse: Sendable {
    var prefix: Substring
    var words: Substring
    var base: Substring
  }

  private var exact: [Substring: Substring] = [:]
  /// By what follows the star and its dot.
  private var members: [Substring: Substring] = [:]
  /// Reuses at the beginning of a path, the longest first.
  private var reuses: [Reuse] = []
  /// Reuses inside a path, from a dot on.
  private var innerReuses: [Reuse] = []

  init(_ table: String) {
    for line in table.split(separator: "\n") {
      guard let tab = line.firstIndex(of: "\t") else { continue }
      let (name, text) = (line[..<tab], line[line.index(after: tab)...])
      if name.hasSuffix(".*"), text.hasSuffix(".*"), let blank = text.lastIndex(of: " ") {
        let reuse = Reuse(
          prefix: name.dropLast(), words: text[..<blank].dropLast(), base: text[text.index(after: blank)...].dropLast())
        if name.hasPrefix("*.") {
          innerReuses.append(Reuse(prefix: reuse.prefix.dropFirst(), words: reuse.words, base: reuse.base))
        } else {
          reuses.append(reuse)
        }
      } else if name.hasPrefix("*.") {
        members[name.dropFirst(2)] = text
      } else {
        exact[name] = text
      }
    }
    reuses.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
  }

  func description(of path: String) -> String? {
    guard let found = find(path, depth: 0) else { return nil }
    guard let first = found.words.first else { return String(found.text) }
    let words = [String(first)] + found.words.dropFirst().map { Self.lowered($0) }
    return "\(words.joined(separator: " › ")): \(Self.lowered(found.text))"
  }

  private func find(_ path: String, depth: Int) -> (words: [Substring], text: Substring)? {
    if let text = exact[path[...]] { return ([], text) }
    // The parent of the session leader of the entry leader is as far as the list goes.
    let isReusable = depth < 4
    if isReusable {
      for reuse in reuses where path.hasPrefix(reuse.prefix) {
        if let found = follow(reuse, path.dropFirst(reuse.prefix.count), depth) { return found }
      }
    }
    var rest = path[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if let text = members[rest] { return ([], text) }
    }
    if isReusable {
      for reuse in innerReuses {
        guard let range = path.firstRange(of: reuse.prefix) else { continue }
        if let found = follow(reuse, path[range.upperBound...], depth) { return found }
      }
    }
    return nil
  }

  private func follow(_ reuse: Reuse, _ rest: Substring, _ depth: Int) -> (words: [Substring], text: Substring)? {
    guard var found = find("\(reuse.base)\(rest)", depth: depth + 1) else { return nil }
    found.words.insert(reuse.words, at: 0)
    return found
  }

  /// The text to follow a colon: its first letter small, unless the first word is an abbreviation.
  private static func lowered(_ text: Substring) -> String {
    let start = text.prefix(2)
    guard let first = start.first, start.count == 2, start.last?.isLowercase == true || start.last == " " else {
      return String(text)
    }
    return first.lowercased() + text.dropFirst()
  }
}
