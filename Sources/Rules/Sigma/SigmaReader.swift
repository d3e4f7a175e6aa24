import Evidence

/// Turns the documents of Sigma files into rules: single rules, collections, correlations and filters.
///
/// Source: Sigma specification 2.1 (rules, filters, correlation rules); the actions of collections are those of version 1.
public struct SigmaReader: Sendable {
  /// One document that holds a rule, a correlation or a filter, and what became of it.
  public struct Item: Sendable, Hashable {
    /// What a document is.
    public enum Kind: String, Sendable, Hashable {
      case rule = "sigma"
      case correlation = "sigma correlation"
      case filter = "sigma filter"
      case placeholders = "sigma placeholders"
    }

    /// What it is.
    public var kind: Kind
    /// The file.
    public var path: String
    /// The identifier, where it is known.
    public var ruleID: String?
    /// Why nothing comes of it.
    public var error: Diagnostic?
  }

  /// The rules, without those that correlations replace; compile them with `RuleSet`.
  public var rules: [Rule] {
    let hidden = Set(correlations.filter { !$0.generatesAll }.flatMap(\.references))
    let places = places
    var result: [Rule] = []
    for entry in entries {
      let isHidden = hidden.contains(entry.rule.id) || hidden.contains(entry.name ?? "")
      // One that hides itself would vanish without a word.
      if !isHidden || refersToItself(entry, places) { result.append(finished(entry, places)) }
    }
    return result
  }

  /// The first entry of each identifier and name, where correlations look for what they refer to.
  private var places: [String: Int] {
    guard !correlations.isEmpty else { return [:] }
    var result: [String: Int] = [:]
    for (place, entry) in entries.enumerated() {
      for key in [entry.rule.id, entry.name] { if let key, result[key] == nil { result[key] = place } }
    }
    return result
  }

  /// Whether a correlation is among what it refers to.
  private func refersToItself(_ entry: Entry, _ places: [String: Int]) -> Bool {
    guard let correlation = entry.rule.definition as? SigmaCorrelation else { return false }
    var seen: Set<String> = []
    var pending = correlation.references
    while let reference = pending.popLast() {
      if reference == entry.rule.id || reference == entry.name { return true }
      guard seen.count < SigmaCorrelation.maximumMembers, seen.insert(reference).inserted else { continue }
      let found = places[reference].map { entries[$0] }
      pending += (found?.rule.definition as? SigmaCorrelation)?.references ?? []
    }
    return false
  }

  /// What became of each document.
  public private(set) var items: [Item] = []

  private struct Entry {
    var rule: Rule
    /// The name by which correlations and filters refer to it.
    var name: String?
  }

  private var entries: [Entry] = []
  private var filters: [SigmaFilter] = []
  private var correlations: [SigmaCorrelation] = []
  private var placeholders = SigmaPlaceholders()
  private var tags = SigmaTags()

  /// A reader that has read nothing.
  public init() {}

  /// Whether a document looks like one of Sigma's.
  public static func recognises(_ document: DocumentValue) -> Bool {
    guard document.entries != nil else { return false }
    if document["detection"] != nil, document["logsource"] != nil || document["action"] != nil { return true }
    if document["action"] != nil, document["logsource"] != nil || document["title"] != nil { return true }
    if document["correlation"]?.entries != nil { return true }
    if document["filter"]?.entries != nil, document["logsource"] != nil { return true }
    if document["placeholders"]?.entries != nil { return true }
    return document["title"] != nil && (document["logsource"] != nil || document["detection"] != nil)
  }

  /// Gives a placeholder (`%name%`) one more value, as a document with `placeholders` does.
  public mutating func addPlaceholder(_ name: String, _ value: String) { placeholders.add(name, [value]) }

  /// Reads the documents of one file.
  public mutating func read(_ documents: [DocumentValue], path: String) {
    var global: DocumentValue?
    var previous: DocumentValue?
    for document in documents where !document.isNull {
      switch document["action"]?.text?.lowercased() {
      case "global":
        global = global.map { $0.merged(with: document) } ?? document
        continue
      case "reset":
        global = nil
        previous = nil
        if document.entries?.count == 1 { continue }
      case "repeat":
        guard let last = previous else {
          fail(.rule, path, document, Diagnostic(document.position, "there is no rule before 'action: repeat'"))
          continue
        }
        let merged = last.merged(with: document)
        previous = merged
        readOne(merged, path)
        continue
      default: break
      }
      let whole = global.map { $0.merged(with: document) } ?? document
      previous = whole
      readOne(whole, path)
    }
  }

  private mutating func readOne(_ document: DocumentValue, _ path: String) {
    let kind = Self.kind(document)
    do throws(Diagnostic) {
      guard document.entries != nil else {
        throw Diagnostic(document.position, "a rule must be a mapping, this is \(document.name)")
      }
      switch kind {
      case .placeholders:
        for entry in document["placeholders"]?.entries ?? [] { placeholders.add(entry.key, entry.value.texts) }
        items.append(Item(kind: kind, path: path, ruleID: nil, error: nil))
      case .filter:
        filters.append(try SigmaFilter(document, document["filter"] ?? document))
        items.append(Item(kind: kind, path: path, ruleID: document["id"]?.text, error: nil))
      case .correlation:
        let correlation = try SigmaCorrelation(document)
        let metadata = try SigmaMetadata(document, path)
        correlations.append(correlation)
        entries.append(Entry(rule: metadata.rule(correlation, &tags), name: document["name"]?.text))
        items.append(Item(kind: kind, path: path, ruleID: metadata.id, error: nil))
      case .rule:
        let definition = SigmaDefinition(try SigmaRule(document))
        let metadata = try SigmaMetadata(document, path)
        entries.append(Entry(rule: metadata.rule(definition, &tags), name: document["name"]?.text))
        items.append(Item(kind: kind, path: path, ruleID: metadata.id, error: nil))
      }
    } catch {
      fail(kind, path, document, error)
    }
  }

  private mutating func fail(_ kind: Item.Kind, _ path: String, _ document: DocumentValue, _ error: Diagnostic) {
    items.append(Item(kind: kind, path: path, ruleID: document["id"]?.text, error: error))
  }

  private static func kind(_ document: DocumentValue) -> Item.Kind {
    if document["correlation"] != nil { return .correlation }
    if document["filter"] != nil, document["detection"] == nil { return .filter }
    if document["placeholders"] != nil, document["detection"] == nil { return .placeholders }
    return .rule
  }

  // MARK: Joining

  /// A rule with the filters and placeholders that concern it, and a correlation with its rules.
  private func finished(_ entry: Entry, _ places: [String: Int]) -> Rule {
    var rule = entry.rule
    if let definition = rule.definition as? SigmaDefinition {
      rule.definition = finished(definition, id: rule.id, name: entry.name)
    } else if let correlation = rule.definition as? SigmaCorrelation {
      var room = SigmaCorrelation.maximumMembers
      rule.definition = finished(correlation, depth: 1, places, &room)
    }
    return rule
  }

  /// A correlation with what it refers to, as far as there is room for members.
  private func finished(
    _ correlation: SigmaCorrelation, depth: Int, _ places: [String: Int], _ room: inout Int
  ) -> SigmaCorrelation {
    var result = correlation
    result.rules = []
    for reference in correlation.references {
      room -= 1
      let found = places[reference].map { entries[$0] }
      var target: SigmaCorrelation.Target?
      if room < 0 {
        target = .beyond
      } else if let found, let definition = found.rule.definition as? SigmaDefinition {
        target = .rule(finished(definition, id: found.rule.id, name: found.name))
      } else if let inner = found?.rule.definition as? SigmaCorrelation {
        target =
          depth < SigmaCorrelation.maximumDepth
          ? .correlation(finished(inner, depth: depth + 1, places, &room)) : .beyond
      }
      result.rules.append(SigmaCorrelation.Member(reference: reference, target: target))
    }
    return result
  }

  private func finished(_ definition: SigmaDefinition, id: String, name: String?) -> SigmaDefinition {
    var result = definition
    result.filters = filters.filter { $0.applies(id: id, name: name, logsource: definition.rule.logsource) }
    result.placeholders = placeholders
    return result
  }
}

/// What a Sigma document says about itself.
struct SigmaMetadata {
  let id: String
  private let document: DocumentValue
  private let path: String
  private let title: String

  init(_ document: DocumentValue, _ path: String) throws(Diagnostic) {
    guard let title = document["title"]?.text, !title.isEmpty else {
      throw Diagnostic(document.position, "the rule has no 'title'")
    }
    self.document = document
    self.path = path
    self.title = title
    id = document["id"]?.text ?? document["name"]?.text ?? path + "#" + title
  }

  /// The rule; what tags mean is looked up, or noted, in `known`.
  func rule(_ definition: some RuleDefinition, _ known: inout SigmaTags) -> Rule {
    let level = document["level"]?.text?.lowercased() ?? "medium"
    let severity = Severity(name: level) ?? .low
    let risk = level == "informational" ? 5 : severity.riskScore
    var statement = RuleStatement(id: id, name: title, severity: severity, risk: risk)
    statement.rationale = document["description"]?.text ?? ""
    statement.author = document["author"]?.texts.joined(separator: ", ") ?? ""
    statement.falsePositives = document["falsepositives"]?.texts ?? []
    statement.references = document["references"]?.texts ?? []
    var tactics: Set<AttackTactic> = []
    for tag in document["tags"]?.texts ?? [] {
      switch known.meaning(of: tag) {
      case .tactic(let tactic): tactics.insert(tactic)
      case .technique(let technique): statement.techniques.append(technique)
      case .other: break
      }
    }
    if tactics.isEmpty {
      for technique in statement.techniques { tactics.formUnion(AttackCatalog.technique(technique)?.tactics ?? []) }
    }
    statement.tactics = tactics.sorted().map(\.id)
    statement.path = path
    return Rule(statement, definition: definition)
  }
}

/// What tags of Sigma's rules mean; thousands of rules have a few hundred.
struct SigmaTags: Sendable {
  enum Meaning: Sendable {
    case tactic(AttackTactic)
    /// By its identifier.
    case technique(String)
    case other
  }

  private var known: [String: Meaning] = [:]

  mutating func meaning(of tag: String) -> Meaning {
    if let meaning = known[tag] { return meaning }
    let meaning = Self.meaning(tag)
    if known.count < 10_000 { known[tag] = meaning }
    return meaning
  }

  private static func meaning(_ tag: String) -> Meaning {
    let lower = tag.lowercased()
    guard lower.utf8.starts(with: "attack.".utf8) else { return .other }
    let name = String(lower.dropFirst("attack.".count))
    if let tactic = tactics[name] { return .tactic(tactic) }
    let technique = name.uppercased()
    return AttackCatalog.technique(technique) == nil ? .other : .technique(technique)
  }

  /// Tactics as tags write them. Those that later versions of ATT&CK made of others count as what they were.
  private static let tactics: [String: AttackTactic] = {
    var result: [String: AttackTactic] = ["stealth": .defenseEvasion, "defense-impairment": .defenseEvasion]
    for tactic in AttackTactic.allCases {
      result[tactic.shortName] = tactic
      result[tactic.shortName.split(separator: "-").joined(separator: "_")] = tactic
    }
    return result
  }()
}
