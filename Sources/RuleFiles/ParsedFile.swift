import Rules

/// What a rule file says, before rules of other files are known. Files are read and parsed side by side.
enum ParsedFile: Sendable {
  case toml(TOMLRuleFile)
  case export(ElasticExport)
  case yaml([DocumentValue])
  /// Why there is nothing, and the kind of file that it seems to be.
  case failed(kind: String, Diagnostic)

  /// Reads and parses a file.
  init(contentsOf path: String) {
    do throws(RuleLoadError) {
      let limit = path.hasSuffix(".ndjson") ? ElasticExport.maximumSize : YAMLParser.maximumSize
      self.init(try FileTree.read(path, limit: limit), path: path)
    } catch {
      self = .failed(kind: "unreadable", Diagnostic(SourcePosition(line: 1, column: 1), error.reason))
    }
  }

  /// Parses the text of a file; the ending of its path says which language it is in.
  init(_ text: [UInt8], path: String) {
    var kind = "yaml"
    do throws(Diagnostic) {
      if path.hasSuffix(".toml") {
        kind = TOMLRuleFile.form(of: text).rawValue
        self = .toml(try TOMLRuleFile(text, path: path))
      } else if path.hasSuffix(".ndjson") {
        kind = "elastic export"
        self = .export(try ElasticExport.parse(text, path: path))
      } else {
        self = .yaml(try YAMLParser.documents(text))
      }
    } catch {
      self = .failed(kind: kind, error)
    }
  }
}
