public import Rules

/// Finds rule files in folders, recognises what each is by its content, and reads them.
///
/// TOML (Shrike's own, Elastic's detection rules, the behaviour rules of Elastic's endpoint), YAML (Sigma: rules,
/// collections, correlations, filters, placeholders) and NDJSON (exports of Elastic's detection engine).
public struct RuleFiles: Sendable {
  /// What became of one rule, or of a file that holds none.
  public struct Report: Sendable, Hashable {
    /// The file.
    public var path: String
    /// The kind of file.
    public var kind: String
    /// The identifier of the rule, where it is known.
    public var ruleID: String?
    /// Why there is no rule.
    public var error: Diagnostic?
  }

  /// The endings of rule files.
  public static let suffixes = [".toml", ".yml", ".yaml", ".ndjson"]

  /// The rules of TOML and NDJSON files, in the order of paths, then those of Sigma.
  public var rules: [Rule] { plain + sigma.rules }
  /// What became of each rule.
  public private(set) var reports: [Report] = []
  /// What rules refer to: exception lists of exports.
  public private(set) var library = RuleLibrary()

  private var plain: [Rule] = []
  private var sigma = SigmaReader()
  private var sigmaItems = 0

  /// Nothing read yet.
  public init() {}

  /// Files that are parsed before the first of them is taken.
  private static let filesAtOnce = 512

  /// Reads every rule file at or below a path. Files that cannot be read or hold no rule are reported, not fatal.
  public mutating func load(_ path: String) throws(RuleLoadError) {
    let paths = try FileTree.files(below: path, suffixes: Self.suffixes)
    var start = 0
    while start < paths.count {
      let some = Array(paths[start..<min(start + Self.filesAtOnce, paths.count)])
      for (path, file) in zip(some, some.concurrentMap(ParsedFile.init(contentsOf:))) { take(file, path) }
      start += some.count
    }
  }

  /// Gives a placeholder of Sigma's modifier `expand` one more value, as a file with `placeholders:` does.
  public mutating func addPlaceholder(_ name: String, _ value: String) { sigma.addPlaceholder(name, value) }

  /// Reads the text of one file; the ending of its path says which language it is in.
  public mutating func add(_ text: [UInt8], path: String) {
    take(ParsedFile(text, path: path), path)
  }

  private mutating func take(_ file: ParsedFile, _ path: String) {
    switch file {
    case .toml(let file):
      plain.append(file.rule)
      reports.append(Report(path: path, kind: file.form.rawValue, ruleID: file.rule.id, error: nil))
    case .export(let export): take(export, path)
    case .yaml(let documents): take(documents, path)
    case .failed(let kind, let error):
      reports.append(Report(path: path, kind: kind, ruleID: nil, error: error))
    }
  }

  private mutating func take(_ export: ElasticExport, _ path: String) {
    plain += export.rules
    reports += export.rules.map { Report(path: path, kind: "elastic export", ruleID: $0.id, error: nil) }
    reports += export.errors.map { Report(path: path, kind: "elastic export", ruleID: nil, error: $0) }
    library.add(export)
  }

  private mutating func take(_ documents: [DocumentValue], _ path: String) {
    guard documents.contains(where: SigmaReader.recognises) else {
      let place = documents.first?.position ?? SourcePosition(line: 1, column: 1)
      let error = Diagnostic(place, "no Sigma rule: there is no 'detection', 'correlation' or 'filter'")
      reports.append(Report(path: path, kind: "yaml", ruleID: nil, error: error))
      return
    }
    sigma.read(documents, path: path)
    for item in sigma.items[sigmaItems...] {
      reports.append(Report(path: path, kind: item.kind.rawValue, ruleID: item.ruleID, error: item.error))
    }
    sigmaItems = sigma.items.count
  }
}
