import RuleFiles
import Rules
import Yara

/// YARA's files beside the rules of events: libyara compiles them, a file at a time.
extension RuleCheck {
  /// The YARA files at or below a path.
  static func yaraFiles(at path: String) throws(RuleLoadError) -> [String] {
    let endings = YaraRules.extensions.map { "." + $0 }
    return try FileTree.files(below: path, suffixes: endings).filter { file in
      endings.contains { file.lowercased().hasSuffix($0) }
    }
  }

  /// What became of each file.
  static func entries(ofYara files: [String]) throws(RuleLoadError) -> [Entry] {
    guard !files.isEmpty else { return [] }
    let rules: YaraRules
    do throws(YaraError) { rules = try YaraRules(files: files) } catch {
      throw RuleLoadError(path: error.path, reason: error.description)
    }
    let problems = Dictionary(grouping: rules.problems, by: \.path)
    let compiled = Set(rules.files)
    return files.map { file in
      let own = problems[file] ?? []
      let fatal = own.first(where: \.isFatal)
      let runs = compiled.contains(file)
      return Entry(
        path: file, kind: "yara", type: nil, rule: nil, compiled: runs, line: runs ? nil : fatal?.line, column: nil,
        reason: runs ? nil : fatal?.message ?? "libyara refuses the file",
        warnings: own.filter { !$0.isFatal }.map { "\($0.line): \($0.message)" }, waiting: nil)
    }
  }
}
