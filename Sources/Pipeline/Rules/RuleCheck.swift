public import RuleFiles
public import Rules

/// Reads and compiles rules of any kind, and says of each what became of it.
public struct RuleCheck: Sendable {
  /// What became of one rule, or of a file that holds none.
  public struct Entry: Sendable, Hashable, Codable {
    /// The file.
    public var path: String
    /// The kind of rule (`sigma`, `elastic`, `shrike`, …).
    public var kind: String
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
  public let entries: [Entry]
  /// The rules that run.
  public let rules: RuleSet

  /// Loads everything at or below some paths.
  public init(_ paths: [String]) throws(RuleLoadError) {
    var files = RuleFiles()
    for path in paths { try files.load(path) }
    self.init(files)
  }

  /// Compiles what was loaded.
  public init(_ files: RuleFiles) {
    rules = RuleSet(files.rules, library: files.library)
    var problems: [String: [RuleProblem]] = [:]
    for problem in rules.problems { problems[problem.path + "\n" + problem.ruleID, default: []].append(problem) }
    entries = files.reports.map { report in
      let own = problems[report.path + "\n" + (report.ruleID ?? "")] ?? []
      let fatal = report.error ?? own.first(where: \.isFatal)?.diagnostic
      return Entry(
        path: report.path, kind: report.kind, rule: report.ruleID, compiled: fatal == nil, line: fatal?.position.line,
        column: fatal?.position.column, reason: fatal?.message,
        warnings: own.filter { !$0.isFatal }.map { $0.diagnostic.description })
    }
  }

  /// How many of each kind there are, and how many of them run.
  public var kinds: [Count] { Self.counts(entries) { $0.kind } }

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
