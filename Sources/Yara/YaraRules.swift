import CYara
import Foundation

/// YARA rules compiled together, ready to scan with.
///
/// Rules may refer to the external variables `filename`, `filepath`, `extension`, `filetype` and `owner`, as common rule sets
/// do; the first three are set for each file.
@safe public final class YaraRules: Sendable {
  /// What is wrong, or doubtful, in a rule file.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// The line, from 1; 0 where there is none to name.
    public var line: Int
    /// In words.
    public var message: String
    /// Whether the file was left out because of it.
    public var isFatal: Bool

    /// `path:line: error: message`.
    public var description: String { "\(path):\(line): \(isFatal ? "error" : "warning"): \(message)" }
  }

  /// The extensions of rule files in folders.
  public static let extensions: Set<String> = ["yar", "yara", "rule"]
  /// Larger rule files are refused.
  public static let maximumSize = 64 << 20

  /// The number of rules.
  public let count: Int
  /// The files that were compiled.
  public let files: [String]
  /// Files that were left out, and warnings.
  public let problems: [Problem]
  /// libyara's compiled rules. They are not changed after compilation, and libyara lets any number of scanners read them
  /// at once, so the pointer may be shared.
  nonisolated(unsafe) let handle: UnsafeMutablePointer<YR_RULES>

  /// Compiles all rule files at and below paths. A file that does not compile is left out and reported.
  public convenience init(compiling paths: [String]) throws(YaraError) {
    var files: [String] = []
    for path in paths { files += try Self.files(at: path) }
    try self.init(files: files)
  }

  /// Compiles files, each in a namespace of its own, so that names may repeat.
  public init(files candidates: [String]) throws(YaraError) {
    try YaraLibrary.start()
    var good = candidates
    var problems: [Problem] = []
    // libyara's compiler is of no use after an error: files are compiled together until one fails, and after the first
    // failure each is tried alone, so that this ends after two rounds however many are broken.
    var compilation = try YaraCompilation(good)
    if compilation.failed != nil {
      good = []
      for file in candidates {
        let single = try YaraCompilation([file])
        if single.failed == nil { good.append(file) } else { problems += single.problems.filter(\.isFatal) }
      }
      compilation = try YaraCompilation(good)
      if let failed = compilation.failed { throw YaraError(kind: .library(0), path: failed) }
    }
    unsafe handle = try compilation.rules()
    count = Int(unsafe shrike_yara_rule_count(handle))
    files = good
    self.problems = problems + compilation.problems
  }

  deinit { unsafe yr_rules_destroy(handle) }

  private static func files(at path: String) throws(YaraError) -> [String] {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw YaraError(kind: .unreadable, path: path)
    }
    guard isFolder.boolValue else { return [path] }
    guard let names = FileManager.default.enumerator(atPath: path) else {
      throw YaraError(kind: .unreadable, path: path)
    }
    var result: [String] = []
    for case let name as String in names where extensions.contains((name as NSString).pathExtension.lowercased()) {
      result.append((path as NSString).appendingPathComponent(name))
    }
    return result.sorted()
  }
}
