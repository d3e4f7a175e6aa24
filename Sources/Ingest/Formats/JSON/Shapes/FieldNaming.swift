import ECS

/// How the member names of one record shape become field names: ordered patterns, the first that fits counts.
///
/// Written as lines `Channel -> winlog.channel`, `EventData.* -> winlog.event_data.*` or `keep host.*`. A pattern has at
/// most one `*`, which stands for any text; in the result it stands for what the pattern's matched. `inside A.* -> b.*`
/// leaves out the first segment of that: `A.X.y` becomes `b.y`.
struct FieldNaming: Sendable {
  private struct Pattern: Sendable {
    var head: Substring
    var tail: Substring
    var resultHead: Substring
    /// The result's part behind its `*`; `nil` when it has none.
    var resultTail: Substring?
    /// Whether the first segment of what `*` matched is left out.
    var dropsSegment = false
  }

  private var exact: [Substring: String] = [:]
  private var patterns: [Pattern] = []

  /// Reads the lines of a naming. Lines that are neither form are a mistake of the program; `problems` names them.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if first == "keep" {
        for name in words.dropFirst() { add(name, name) }
      } else if first == "inside", words.count == 4, words[2] == "->" {
        add(words[1], words[3])
        patterns[patterns.count - 1].dropsSegment = true
      } else if words.count == 3, words[1] == "->" {
        add(words[0], words[2])
      } else {
        problems.append(String(line))
      }
    }
  }

  /// Lines that could not be read.
  private(set) var problems: [String] = []

  private mutating func add(_ pattern: Substring, _ result: Substring) {
    guard let star = pattern.firstIndex(of: "*") else {
      if exact[pattern] == nil { exact[pattern] = String(result) }
      return
    }
    let place = result.firstIndex(of: "*")
    patterns.append(
      Pattern(
        head: pattern[..<star], tail: pattern[pattern.index(after: star)...],
        resultHead: place.map { result[..<$0] } ?? result,
        resultTail: place.map { result[result.index(after: $0)...] }))
  }

  /// The field name of a member path; the path itself when no line fits. Exact lines come before patterns.
  func name(of path: String) -> String {
    if let result = exact[path[...]] { return result }
    for pattern in patterns where path.hasPrefix(pattern.head) && path.hasSuffix(pattern.tail) {
      guard path.utf8.count >= pattern.head.utf8.count + pattern.tail.utf8.count else { continue }
      guard let tail = pattern.resultTail else { return String(pattern.resultHead) }
      var match = path.dropFirst(pattern.head.count).dropLast(pattern.tail.count)
      if pattern.dropsSegment, let dot = match.firstIndex(of: ".") { match = match[match.index(after: dot)...] }
      return "\(pattern.resultHead)\(match)\(tail)"
    }
    return path
  }
}

/// A naming with the fields it has renamed so far.
struct FieldRenamer: Sendable {
  /// Where values go whose new name cannot be numbered any more.
  static let unnamed = FieldID.named("shrike.unnamed")
  /// Names that a wrapper around the record was given before; see `RecordShape.plan`.
  private static let wrappers = ["elasticsearch.", "splunk.", "wrapper."]

  private let naming: FieldNaming
  private var results: [UInt32] = []

  init(_ naming: FieldNaming) { self.naming = naming }

  /// Renames the fields of the current row.
  mutating func apply(to builder: inout BatchBuilder) {
    for index in 0..<builder.rowCellCount {
      let field = builder[rowCell: index].field
      let known = field.index < results.count ? results[field.index] : .max
      let result = known != .max ? known : resolve(field)
      if result != field.rawValue { builder[rowCell: index].field = FieldID(rawValue: result) }
    }
  }

  private mutating func resolve(_ field: FieldID) -> UInt32 {
    while results.count <= field.index { results.append(.max) }
    let path = field.path
    let result: FieldID
    if field == .overflow || Self.wrappers.contains(where: { path.hasPrefix($0) }) {
      result = field
    } else {
      let name = naming.name(of: path)
      result = name == path ? field : FieldTable.shared.intern(name) ?? Self.unnamed
    }
    results[field.index] = result.rawValue
    return result.rawValue
  }
}
