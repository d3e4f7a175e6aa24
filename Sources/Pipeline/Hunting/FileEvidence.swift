import Evidence
import Foundation
import Scanning

/// What a scan's finding is worth as evidence.
enum FileEvidence {
  private static let mostReasons = 8
  /// The natural logarithms of likelihood ratios of the severities, as for rules of the same severity: an author's prior, not
  /// a measurement.
  private static let ratios: [Severity: Double] = [.low: 1.1, .medium: 3.0, .high: 5.0, .critical: 6.9]

  /// The signals of a file: one for what a list or a model says, and one for each YARA rule.
  static func signals(_ report: ScanReport, time: Int64) -> [Signal] {
    let name = report.path.split(separator: "/").last.map(String.init) ?? report.path
    var signals: [Signal] = []
    if report.verdict == .malicious {
      let isKnown = report.score.map { $0.value < $0.threshold } ?? true
      let severity: Severity = isKnown ? .critical : .high
      signals.append(
        signal(
          report, "scan.\(isKnown ? "list" : report.score?.model ?? "model")",
          isKnown ? "Known bad file: \(name)" : "Executable judged malicious: \(name)", severity, time,
          score: report.score?.value ?? 1))
    }
    // A file that a list knows as good is not worth an alert, whatever rules say.
    guard report.verdict != .trusted else { return signals }
    for match in report.yara {
      signals.append(
        signal(
          report, "yara.\(match.rule)", "YARA rule \(match.rule) matches \(name)", severity(match), time, score: 1,
          match))
    }
    return signals
  }

  /// What the rule's author says, as `severity` or `score` of 0 to 100; medium without that.
  private static func severity(_ match: ScanReport.YaraFinding) -> Severity {
    guard let stated = match.severity else { return .medium }
    return stated >= 70 ? .high : stated >= 40 ? .medium : .low
  }

  private static func signal(
    _ report: ScanReport, _ rule: String, _ title: String, _ severity: Severity, _ time: Int64, score: Double,
    _ match: ScanReport.YaraFinding? = nil
  ) -> Signal {
    var reasons = [Signal.Reason(field: "file.path", value: report.path, note: "the file")]
    if let match {
      let places = match.strings.prefix(4).map { "\($0.name) at \($0.offset)" }.joined(separator: ", ")
      reasons.append(.init(field: "yara.rule", value: match.rule, note: match.description ?? "matches"))
      if !places.isEmpty { reasons.append(.init(field: "yara.strings", value: places, note: "found in the file")) }
    }
    for contribution in report.score?.explanation ?? [] where match == nil && contribution.contribution > 0 {
      reasons.append(.init(field: contribution.feature, value: contribution.words, note: "raises the score"))
    }
    for fact in report.facts { reasons.append(.init(field: "file", value: fact.text, note: fact.kind)) }
    return Signal(
      detector: HuntFiles.detector, ruleID: rule, title: title, time: time, severity: severity, score: score,
      logLikelihoodRatio: ratios[severity] ?? 1,
      entities: [EntityKey(.file, report.hashes.sha256)], reasons: Array(reasons.prefix(mostReasons)))
  }
}
