/// Loads rule files from a folder and everything below it.
public struct RuleLoader: Sendable {
  /// What became of one file.
  public struct FileReport: Sendable, Hashable {
    /// The file.
    public var path: String
    /// The identifier of its rule; `nil` if it has none.
    public var ruleID: String?
    /// Why there is no rule.
    public var error: Diagnostic?
  }

  /// The rules, in the order of their paths.
  public private(set) var rules: [Rule] = []
  /// One report a file, in the order of their paths.
  public private(set) var files: [FileReport] = []

  /// What the rules refer to, as far as it stood in the files.
  public private(set) var library = RuleLibrary()

  /// Reads every `.toml` file, and every export (`.ndjson`) of Elastic's detection engine, at or below a path. Files that
  /// cannot be read or hold no rule are reported, not fatal.
  public static func load(_ path: String) throws(RuleLoadError) -> RuleLoader {
    var loader = RuleLoader()
    for file in try FileTree.files(below: path, suffix: ".toml") {
      if file.hasSuffix(".ndjson") { loader.read(export: file) } else { loader.read(file) }
    }
    guard !path.hasSuffix(".ndjson") else { return loader }
    for file in try FileTree.files(below: path, suffix: ".ndjson") where file != path { loader.read(export: file) }
    return loader
  }

  private mutating func read(export path: String) {
    do throws(Diagnostic) {
      let text: [UInt8]
      do throws(RuleLoadError) {
        text = try FileTree.read(path, limit: ElasticExport.maximumSize)
      } catch {
        throw Diagnostic(SourcePosition(line: 1, column: 1), error.reason)
      }
      let export = try ElasticExport.parse(text, path: path)
      library.add(export)
      rules += export.rules
      files += export.rules.map { FileReport(path: path, ruleID: $0.id, error: nil) }
      files += export.errors.map { FileReport(path: path, ruleID: nil, error: $0) }
    } catch {
      files.append(FileReport(path: path, ruleID: nil, error: error))
    }
  }

  /// Reads one rule from the text of a file.
  public static func rule(from text: [UInt8], path: String) throws(Diagnostic) -> Rule {
    try RuleFile.parse(text, path: path)
  }

  private mutating func read(_ path: String) {
    do throws(Diagnostic) {
      let text: [UInt8]
      do throws(RuleLoadError) {
        text = try FileTree.read(path, limit: RuleFile.maximumSize)
      } catch {
        throw Diagnostic(SourcePosition(line: 1, column: 1), error.reason)
      }
      let rule = try RuleFile.parse(text, path: path)
      rules.append(rule)
      files.append(FileReport(path: path, ruleID: rule.id, error: nil))
    } catch {
      files.append(FileReport(path: path, ruleID: nil, error: error))
    }
  }
}

/// A path that cannot be read.
public struct RuleLoadError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file or folder.
  public var path: String
  /// Why, in words.
  public var reason: String

  /// An error with its path.
  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}
