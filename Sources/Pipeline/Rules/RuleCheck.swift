public import RuleFiles
public import Rules

/// Reads and compiles rules of any kind, and says of each what became of it.
public struct RuleCheck: Sendable {
  /// What became of one rule, or of a file that holds none.
  public struct Entry: Sendable, Hashable, Codable {
    /// The file.
    public var path: String
    /// The kind of file (`sigma`, `elastic`, `shrike`, …).
    public var kind: String
    /// The kind or language of the rule (`eql`, `threshold`, …), where it is known.
    public var type: String?
    /// The rule, where it is known.
    public var rule: String?
    /// Whether it runs.
    public var compiled: Bool
    /// Where in the file the reason is.
    public var line: Int?
    /// Where in the line.
    public var column: Int?
    /// Why it does not run.
    public var reason: String?
    /// Doubts about a rule that runs.
    public var warnings: [String]
    /// For a rule that runs when an anomaly job does: the jobs that it waits for, any of which would do.
    public var waiting: [String]?
  }

  /// A number with its name.
  public struct Count: Sendable, Hashable, Codable {
    /// The kind of rule, or the reason with what it quotes left out.
    public var name: String
    /// Rules.
    public var total: Int
    /// Those of them that run.
    public var compiled: Int
  }

  /// Every rule, in the order of files.
  public private(set) var entries: [Entry]
  /// The rules of events that run.
  public let rules: RuleSet

  /// Loads everything at or below some paths.
  ///
  /// - Parameters:
  ///   - jobs: Identifiers of the anomaly jobs that run.
  ///   - placeholders: Values for the placeholders of Sigma's modifier `expand`, beside those of the files.
  ///   - definitions: Constants and macros that EQL queries may use.
  public init(
    _ paths: [String], jobs: Set<String> = [], placeholders: [(name: String, value: String)] = [],
    definitions: Definitions = Definitions()
  ) throws(RuleLoadError) {
    var files = RuleFiles()
    for placeholder in placeholders { files.addPlaceholder(placeholder.name, placeholder.value) }
    var yara: [String] = []
    for path in paths {
      let own = try Self.yaraFiles(at: path)
      yara += own
      if own != [path] { try files.load(path) }
    }
    self.init(files, jobs: jobs, definitions: definitions)
    entries += try Self.entries(ofYara: yara)
  }

  /// Compiles what was loaded.
  public init(_ files: RuleFiles, jobs: Set<String> = [], definitions: Definitions = Definitions()) {
    let candidates = files.rules
    var options = QueryOptions()
    options.definitions = definitions
    rules = RuleSet(candidates, options: options, library: files.library)
    let kinds = Dictionary(
      candidates.map { ($0.path + "\n" + $0.id, $0.definition.kind) }, uniquingKeysWith: { first, _ in first })
    let waiting = Dictionary(
      WaitingRule.all(rules.rules, jobs: jobs).map { ($0.id, $0.jobs) }, uniquingKeysWith: { first, _ in first })
    var problems: [String: [RuleProblem]] = [:]
    for problem in rules.problems { problems[problem.path + "\n" + problem.ruleID, default: []].append(problem) }
    entries = files.reports.map { report in
      let own = problems[report.path + "\n" + (report.ruleID ?? "")] ?? []
      let fatal = report.error ?? own.first(where: \.isFatal)?.diagnostic
      return Entry(
        path: report.path, kind: report.kind, type: kinds[report.path + "\n" + (report.ruleID ?? "")],
        rule: report.ruleID, compiled: fatal == nil, line: fatal?.position.line,
        column: fatal?.position.column, reason: fatal?.message,
        warnings: own.filter { !$0.isFatal }.map { $0.diagnostic.description },
        waiting: fatal == nil ? report.ruleID.flatMap { waiting[$0] } : nil)
    }
  }

  /// How many of each kind and type there are, and how many of them run.
  public var kinds: [Count] {
    Self.counts(entries) { entry in
      guard let type = entry.type, type != entry.kind else { return entry.kind }
      return "\(entry.kind), \(type)"
    }
  }

  /// The rules that wait for an anomaly job.
  public var waiting: [Entry] { entries.filter { $0.waiting != nil } }

  /// How often each reason is given; what reasons quote is left out.
  public var reasons: [Count] {
    Self.counts(entries.filter { !$0.compiled }) { Self.withoutQuotes($0.reason ?? "") }.sorted { $0.total > $1.total }
  }

  /// Whether every rule runs.
  public var isClean: Bool { entries.allSatisfy(\.compiled) }

  private static func counts(_ entries: [Entry], _ name: (Entry) -> String) -> [Count] {
    var counts: [String: Count] = [:]
    for entry in entries {
      let key = name(entry)
      counts[key, default: Count(name: key, total: 0, compiled: 0)].total += 1
      if entry.compiled { counts[key]?.compiled += 1 }
    }
    return counts.values.sorted { $0.name < $1.name }
  }

  private static func withoutQuotes(_ text: String) -> String {
    var result = ""
    for (index, part) in text.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      result += index % 2 == 0 ? String(part) : "'…'"
    }
    return result
  }
}
