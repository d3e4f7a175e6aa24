public import Scanning

/// What a scan came to.
public struct ScanSummary: Sendable, Hashable, Codable {
  /// Files on disk that were looked at.
  public var files = 0
  /// Bytes of files on disk that were looked into.
  public var bytes: Int64 = 0
  /// Executables, those in archives included.
  public var executables = 0
  /// Files that are no executables, those in archives included.
  public var others = 0
  /// Files whose result was remembered.
  public var remembered = 0
  /// Verdicts by name.
  public var verdicts: [String: Int] = [:]
  /// Files that could not be read, or not to their end.
  public var unreadable = 0
  /// Seconds of wall-clock time.
  public var elapsed = 0.0

  /// Files that were found: malicious and suspicious ones.
  public var findings: Int {
    ScanVerdict.allCases.filter(\.isFinding).reduce(0) { $0 + (verdicts[$1.rawValue] ?? 0) }
  }

  mutating func add(_ outcome: ScanOutcome) {
    files += 1
    bytes += outcome.bytes
    others += outcome.others
    if outcome.isRemembered { remembered += 1 }
    unreadable += outcome.problems.count
    for report in outcome.reports {
      if report.format == nil { others += 1 } else { executables += 1 }
      verdicts[report.verdict.rawValue, default: 0] += 1
    }
  }
}

/// What came of one file on disk, and of what is in it when it is an archive.
public struct ScanOutcome: Sendable {
  /// The file.
  public var path: String
  /// Reports of executables, and of other files that were found.
  public var reports: [ScanReport] = []
  /// Files that are no executables, and of which nothing is known.
  public var others = 0
  /// What could not be read.
  public var problems: [FileProblem] = []
  /// Bytes that were looked into.
  public var bytes: Int64 = 0
  /// Whether the result is from an earlier scan of the unchanged file.
  public var isRemembered = false
}
