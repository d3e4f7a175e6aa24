/// Sorts log messages into categories by their constant words, online.
///
/// The method is Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain: an online log parsing approach with fixed depth tree",
/// ICWS 2017): messages of as many words and with the same first words are compared with the templates found among them;
/// the most similar one takes the message if at least half of its words agree, and words that differ become variable.
/// Words with a digit are variable from the start. Memory is bounded by `capacity`; what comes when it is full and is like
/// no template belongs to none.
public struct TemplateMiner: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "template-miner"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// One category.
  public struct Template: Sendable, Hashable {
    /// The words; `nil` where messages differ.
    public var words: [String?]
    /// Messages.
    public var matches = 1
    /// Bytes of the longest message.
    public var maximumLength: Int
    /// A few messages.
    public var examples: [String]

    /// The constant words, in order.
    public var terms: String { words.compactMap { $0 }.joined(separator: " ") }

    /// A regular expression that the messages match.
    public var regex: String {
      let constant = words.compactMap { $0 }.map(Self.escaped)
      return constant.isEmpty ? ".*" : ".*?" + constant.joined(separator: ".+?") + ".*"
    }

    private static func escaped(_ word: String) -> String {
      word.map { "\\^$.|?*+()[]{}".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }
  }

  private struct Group: Sendable, Hashable {
    var length: Int
    var first: String?
    var second: String?
  }

  /// The categories, numbered from 1 in the order of their first message.
  public private(set) var templates: [Template] = []
  /// Messages that belong to no category, because there were too many.
  public private(set) var refused = 0
  private var groups: [Group: [Int]] = [:]
  private let capacity: Int
  /// Examples of a category that are kept.
  private let examplesKept: Int

  /// Words of a message beyond this are not looked at, nor bytes of an example.
  private static let maximumWords = 100
  private static let exampleLength = 300
  /// More examples of a category than this are never kept.
  public static let mostExamples = 1_000

  /// A miner that knows no message.
  ///
  /// - Parameters:
  ///   - capacity: Categories that are told apart.
  ///   - examples: Messages of each that are kept, at most `mostExamples`.
  public init(capacity: Int = 10_000, examples: Int = 4) {
    self.capacity = max(1, capacity)
    examplesKept = min(max(0, examples), Self.mostExamples)
  }

  /// The category of a message, learnt if it is new; 0 when it belongs to none.
  public mutating func category(of message: String) -> Int {
    let words = Self.words(message)
    let group = Group(
      length: words.count, first: words.first.flatMap { $0 }, second: words.dropFirst().first.flatMap { $0 })
    if let best = mostSimilar(words, in: groups[group] ?? []) {
      merge(words, message, into: best)
      return best + 1
    }
    guard templates.count < capacity else {
      refused += 1
      return 0
    }
    templates.append(
      Template(
        words: words, maximumLength: message.utf8.count, examples: examplesKept > 0 ? [Self.example(message)] : []))
    groups[group, default: []].append(templates.count - 1)
    return templates.count
  }

  private func mostSimilar(_ words: [String?], in candidates: [Int]) -> Int? {
    var best: (index: Int, score: Int)?
    for index in candidates {
      let template = templates[index].words
      var score = 0
      for (mine, theirs) in zip(words, template) where mine == theirs { score += 1 }
      if score > best?.score ?? -1 { best = (index, score) }
    }
    guard let best, best.score * 2 >= words.count else { return nil }
    return best.index
  }

  private mutating func merge(_ words: [String?], _ message: String, into index: Int) {
    for (position, word) in words.enumerated() where templates[index].words[position] != word {
      templates[index].words[position] = nil
    }
    templates[index].matches += 1
    templates[index].maximumLength = max(templates[index].maximumLength, message.utf8.count)
    guard templates[index].examples.count < examplesKept else { return }
    let example = Self.example(message)
    if !templates[index].examples.contains(example) { templates[index].examples.append(example) }
  }

  private static func example(_ message: String) -> String { String(message.prefix(exampleLength)) }

  /// The words of a message; `nil` for those with a digit.
  private static func words(_ message: String) -> [String?] {
    message.utf8.split(maxSplits: maximumWords, whereSeparator: { $0 <= 0x20 || $0 == 0x2C || $0 == 0x3D })
      .prefix(maximumWords).map { word in
        word.contains { $0 &- 0x30 <= 9 } ? nil : String(Substring(word))
      }
  }

  /// Bytes of memory, about.
  public var size: Int {
    templates.reduce(0) { $0 + 96 + $1.words.count * 40 + $1.examples.count * exampleSize($1) }
  }

  private func exampleSize(_ template: Template) -> Int { 16 + min(template.maximumLength, Self.exampleLength) }

  // MARK: State

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(count: capacity)
    writer.append(count: examplesKept)
    writer.append(count: refused)
    writer.append(count: templates.count)
    for template in templates {
      writer.append(count: template.words.count)
      for word in template.words {
        writer.append(word != nil)
        writer.append(word ?? "")
      }
      writer.append(count: template.matches)
      writer.append(count: template.maximumLength)
      writer.append(count: template.examples.count)
      for example in template.examples { writer.append(example) }
    }
    writer.append(count: groups.count)
    for (group, members) in groups.sorted(by: { ($0.value.first ?? 0) < ($1.value.first ?? 0) }) {
      writer.append(count: group.length)
      for word in [group.first, group.second] {
        writer.append(word != nil)
        writer.append(word ?? "")
      }
      writer.append(count: members.count)
      for member in members { writer.append(count: member) }
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    capacity = try reader.integer(in: 1...(1 << 30))
    examplesKept = try reader.integer(in: 0...Self.mostExamples)
    refused = try reader.integer(in: 0...(1 << 62))
    for _ in 0..<(try reader.count(ofSize: 4)) {
      var words: [String?] = []
      for _ in 0..<(try reader.count(ofSize: 2)) { words.append(try Self.word(&reader)) }
      let matches = try reader.integer(in: 0...(1 << 62))
      let length = try reader.integer(in: 0...(1 << 40))
      var examples: [String] = []
      for _ in 0..<(try reader.integer(in: 0...examplesKept)) { examples.append(try reader.string()) }
      templates.append(Template(words: words, matches: matches, maximumLength: length, examples: examples))
    }
    for _ in 0..<(try reader.count(ofSize: 6)) {
      let length = try reader.integer(in: 0...Self.maximumWords)
      let group = Group(length: length, first: try Self.word(&reader), second: try Self.word(&reader))
      for _ in 0..<(try reader.count()) {
        let member = try reader.integer(in: 0...max(0, templates.count - 1))
        guard member < templates.count, templates[member].words.count == length else {
          throw StateError("the categories of messages are damaged")
        }
        groups[group, default: []].append(member)
      }
    }
  }

  private static func word(_ reader: inout StateReader) throws(StateError) -> String? {
    let isThere = try reader.bool()
    let word = try reader.string()
    return isThere ? word : nil
  }
}
