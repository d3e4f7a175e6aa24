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

  /// Reads every rule file at or below a path. Files that cannot be read or hold no rule are reported, not fatal.
  public mutating func load(_ path: String) throws(RuleLoadError) {
    for file in try FileTree.files(below: path, suffixes: Self.suffixes) { read(file) }
  }

  private mutating func read(_ path: String) {
    do throws(RuleLoadError) {
      let limit = path.hasSuffix(".ndjson") ? ElasticExport.maximumSize : YAMLParser.maximumSize
      add(try FileTree.read(path, limit: limit), path: path)
    } catch {
      let place = SourcePosition(line: 1, column: 1)
      reports.append(Report(path: path, kind: "unreadable", ruleID: nil, error: Diagnostic(place, error.reason)))
    }
  }

  /// Reads the text of one file; the ending of its path says which language it is in.
  public mutating func add(_ text: [UInt8], path: String) {
    if path.hasSuffix(".toml") {
      addTOML(text, path)
    } else if path.hasSuffix(".ndjson") {
      addExport(text, path)
    } else {
      addYAML(text, path)
    }
  }

  private mutating func addTOML(_ text: [UInt8], _ path: String) {
    do throws(Diagnostic) {
      let file = try TOMLRuleFile(text, path: path)
      plain.append(file.rule)
      reports.append(Report(path: path, kind: file.form.rawValue, ruleID: file.rule.id, error: nil))
    } catch {
      let kind = TOMLRuleFile.form(of: text).rawValue
      reports.append(Report(path: path, kind: kind, ruleID: nil, error: error))
    }
  }

  private mutating func addExport(_ text: [UInt8], _ path: String) {
    do throws(Diagnostic) {
      let export = try ElasticExport.parse(text, path: path)
      plain += export.rules
      reports += export.rules.map { Report(path: path, kind: "elastic export", ruleID: $0.id, error: nil) }
      reports += export.errors.map { Report(path: path, kind: "elastic export", ruleID: nil, error: $0) }
      library.add(export)
    } catch {
      reports.append(Report(path: path, kind: "elastic export", ruleID: nil, error: error))
    }
  }

  private mutating func addYAML(_ text: [UInt8], _ path: String) {
    do throws(Diagnostic) {
      let documents = try YAMLParser.documents(text)
      guard documents.contains(where: SigmaReader.recognises) else {
        let place = documents.first?.position ?? SourcePosition(line: 1, column: 1)
        throw Diagnostic(place, "no Sigma rule: there is no 'detection', 'correlation' or 'filter'")
      }
      sigma.read(documents, path: path)
      for item in sigma.items[sigmaItems...] {
        reports.append(Report(path: path, kind: item.kind.rawValue, ruleID: item.ruleID, error: item.error))
      }
      sigmaItems = sigma.items.count
    } catch {
      reports.append(Report(path: path, kind: "yaml", ruleID: nil, error: error))
    }
  }
}
