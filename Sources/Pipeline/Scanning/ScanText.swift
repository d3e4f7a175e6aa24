import Foundation
public import Scanning

/// A scan's results for reading on a terminal. What files say of themselves is attacker-controlled: control characters do not
/// get through.
public enum ScanText {
  private static let mostFacts = 6

  /// The lines of a report: one with the verdict; for what was found, and for what is strange, further ones that say why.
  public static func lines(_ report: ScanReport) -> [String] {
    let verdict = report.verdict.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let score = report.score.map { String(format: "%.4f ≥ %.4f", $0.value, $0.threshold) } ?? ""
    let shown = report.score.map { $0.value >= $0.threshold } ?? true
    let compared = shown ? score : score.replacingOccurrences(of: "≥", with: "<")
    let format = report.format?.rawValue ?? "-"
    var lines = [
      [
        verdict, compared.padding(toLength: 15, withPad: " ", startingAt: 0),
        format.padding(toLength: 6, withPad: " ", startingAt: 0), safe(report.path),
      ].joined(separator: " ")
    ]
    let isExplained =
      report.verdict.isFinding || report.verdict == .unknown && (report.isStrange || report.novelty == nil)
    guard isExplained else { return lines }
    lines += report.reasons.map { "    " + safe($0) }
    // The model that decided names its neighbours.
    let judgements =
      report.novelty?.isOver == true && !report.verdict.isFinding
      ? [report.novelty, report.score] : [report.score, report.novelty]
    if let near = judgements.lazy.compactMap({ $0?.neighbours }).first(where: { !$0.isEmpty }) {
      lines.append("    nearest known files: " + safe(near.map(\.words).joined(separator: "; ")))
    }
    if report.verdict.isFinding {
      lines.append("    sha256 \(report.hashes.sha256)")
      lines += report.facts.prefix(mostFacts).map { "    " + safe($0.text) }
    }
    lines += report.problems.map { "    " + safe($0) }
    return lines
  }

  /// The last line.
  public static func summary(_ summary: ScanSummary) -> String {
    let verdicts = ScanVerdict.allCases.compactMap { verdict in
      summary.verdicts[verdict.rawValue].map { "\($0) \(verdict.rawValue)" }
    }
    let rate = summary.elapsed > 0 ? Double(summary.bytes) / 1e6 / summary.elapsed : 0
    var text = "\(summary.executables) executables in \(summary.files) files"
    if !verdicts.isEmpty { text += ": " + verdicts.joined(separator: ", ") }
    if summary.remembered > 0 { text += "; \(summary.remembered) files remembered" }
    if summary.unreadable > 0 { text += "; \(summary.unreadable) could not be read" }
    return text + String(format: "; %.1f s, %.0f MB/s", summary.elapsed, rate)
  }

  /// What could not be read, as a line.
  public static func line(_ problem: FileProblem) -> String { safe(problem.description) }

  private static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          // Marks that turn the direction of text can hide an extension.
          let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
          return isControl || turns ? "?" : scalar
        }))
  }
}
