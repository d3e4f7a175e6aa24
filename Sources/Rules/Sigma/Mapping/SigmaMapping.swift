import ECS
import Synchronization

/// Where Sigma's log sources and fields are found in ECS events: the table of `Data/sigma/mapping.txt`, whose head
/// describes its lines.
struct SigmaMapping: Sendable {
  /// The table of the program. Its lines were checked by a test; what could not be read would be left out.
  static let standard = SigmaMapping(reading: standardText)

  /// What is known of one kind of log source.
  struct Source: Sendable {
    /// Product, category and service; `nil` stands for anything, an empty text for not stated.
    var pattern: [String?]
    /// The events that it means, in EQL.
    var when = ""
    /// The events that it means.
    var condition: Term = .no
    var groups: [String] = []
    var fields: [String: SigmaFields] = [:]
    var prefixes: [String] = []
    /// What values of fields mean that are no fields of the event.
    var values: [String: [String: Term]] = [:]

    func fits(_ logsource: SigmaLogsource) -> Bool {
      Self.fits(pattern[0], logsource.product) && Self.fits(pattern[1], logsource.category)
        && Self.fits(pattern[2], logsource.service)
    }

    private static func fits(_ pattern: String?, _ stated: String?) -> Bool {
      pattern == nil || pattern == stated ?? ""
    }

    /// Whether it stands for sources of which nothing is known.
    var isCatchAll: Bool { pattern.allSatisfy { $0 == nil } }
  }

  private(set) var sources: [Source] = []
  /// Lines that could not be read.
  private(set) var problems: [String] = []
  private var groups: [String: [String: SigmaFields]] = [:]
  private let known = KnownSources()

  /// Log sources and fields that were looked for before: thousands of rules have a few dozen and a few hundred.
  private final class KnownSources: Sendable {
    let indices = Mutex<[[String?]: Int?]>([:])
    let fields = Mutex<[FieldOfSource: SigmaFields]>([:])
  }

  private struct FieldOfSource: Hashable {
    var source: Int
    var name: String
  }

  /// The source that a rule's log source is, as an index.
  func source(_ logsource: SigmaLogsource) -> Int? {
    let key = [logsource.product, logsource.category, logsource.service]
    if let index = known.indices.withLock({ $0[key] }) { return index }
    let index = sources.indices.first { sources[$0].fits(logsource) }
    known.indices.withLock { indices in if indices.count < 1_000 { indices[key] = .some(index) } }
    return index
  }

  /// The fields in which a field of Sigma is found in events of a source; where no line names it, under the source's own
  /// prefixes and under its own name.
  func fields(_ name: String, of source: Int) -> SigmaFields {
    let key = FieldOfSource(source: source, name: name)
    if let fields = known.fields.withLock({ $0[key] }) { return fields }
    let fields = found(name, of: source)
    known.fields.withLock { known in if known.count < 10_000 { known[key] = fields } }
    return fields
  }

  private func found(_ name: String, of source: Int) -> SigmaFields {
    // Not copied: it has many parts.
    if let known = sources[source].fields[name] { return known }
    for group in sources[source].groups { if let known = groups[group]?[name] { return known } }
    let prefixed = sources[source].prefixes.map { FieldID.named($0 + name) }
    let isOwnName = prefixed.isEmpty || (name.contains(".") && KnownFields.contains(name))
    return SigmaFields(isOwnName ? prefixed + [FieldID.named(name)] : prefixed)
  }

  // MARK: Reading

  init(reading text: String) {
    var group: String?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = Self.words(line)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if !read(first, Array(words.dropFirst()), Self.trim(line), group: &group) {
        problems.append("line \(number + 1): \(line)")
      }
    }
    for index in sources.indices {
      guard let condition = Self.condition(sources[index].when) else {
        problems.append("the condition of \(sources[index].pattern): \(sources[index].when)")
        continue
      }
      sources[index].condition = condition
    }
  }

  private mutating func read(_ first: Substring, _ rest: [Substring], _ line: Substring, group: inout String?) -> Bool {
    let last = sources.count - 1
    if first == "fields", rest.count == 1 {
      group = String(rest[0])
      groups[String(rest[0])] = [:]
      return true
    }
    if first == "source", rest.count == 3 {
      group = nil
      sources.append(Source(pattern: rest.map { $0 == "*" ? nil : $0 == "-" ? "" : String($0) }))
      return true
    }
    if rest.count >= 2, rest[0] == "=", first != "value" {
      let named = rest.dropFirst().filter { $0 != "else" }
      let fields = SigmaFields(
        named.map { FieldID.named(String($0)) }, isFirstThatIsThere: named.count < rest.count - 1)
      if let group {
        groups[group]?[String(first)] = fields
      } else if last >= 0 {
        sources[last].fields[String(first)] = fields
      }
      return group != nil || last >= 0
    }
    guard group == nil, last >= 0, !rest.isEmpty else { return false }
    switch first {
    case "when": sources[last].when = String(line.dropFirst("when ".count))
    case "and", "or": sources[last].when += " " + line
    case "use": sources[last].groups += rest.map(String.init)
    case "prefix": sources[last].prefixes += rest.map(String.init)
    case "value":
      guard rest.count >= 5, rest[1] == "=", rest[3] == "when" else { return false }
      guard let condition = Self.condition(rest.dropFirst(4).joined(separator: " ")) else { return false }
      sources[last].values[String(rest[0]), default: [:]][rest[2].lowercased()] = condition
    default: return false
    }
    return true
  }

  private static func condition(_ text: String) -> Term? {
    (try? CompiledQuery("any where " + text))?.program.conditions.first?.condition
  }

  private static func trim(_ line: Substring) -> Substring { line.drop { $0 == " " } }

  /// The words of a line; quotes around a whole word keep its blanks together.
  private static func words(_ line: Substring) -> [Substring] {
    var words: [Substring] = []
    var rest = trim(line)
    while let first = rest.first {
      if first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
        words.append(rest[rest.index(after: rest.startIndex)..<end])
        rest = trim(rest[rest.index(after: end)...])
      } else {
        let word = rest.prefix { $0 != " " }
        words.append(word)
        rest = trim(rest[word.endIndex...])
      }
    }
    return words
  }
}
