import Evidence
import Foundation
import Pipeline
import Rules

/// Prints what became of rules, what they are, and what their tests say.
struct RulePrinter {
  let format: OutputFormat

  private struct Summary: Codable {
    var kinds: [RuleCheck.Count]
    var reasons: [RuleCheck.Count]
    var waiting: Int
    var rules: [RuleCheck.Entry]
  }

  private struct Listed: Codable {
    var id: String
    var name: String
    var kind: String
    var severity: String
    var techniques: [String]
    var path: String
  }

  private struct Tested: Codable {
    var rule: String
    var test: String
    var passed: Bool
    var detail: String
  }

  // MARK: Checks

  func print(_ check: RuleCheck, problemsOnly: Bool) {
    let shown = problemsOnly ? check.entries.filter { !$0.compiled || !$0.warnings.isEmpty } : check.entries
    switch format {
    case .json:
      json(Summary(kinds: check.kinds, reasons: check.reasons, waiting: check.waiting.count, rules: shown))
    case .ndjson: for entry in shown { json(entry) }
    case .table:
      for entry in shown { Terminal.print(Self.line(entry)) }
      for kind in check.kinds {
        Terminal.print("\(kind.name): \(kind.compiled) of \(kind.total) compile")
      }
      let waiting = check.waiting.count
      if waiting > 0 { Terminal.print("\(waiting) × waits for an anomaly job that does not run") }
      for reason in check.reasons { Terminal.print("\(reason.total) × \(Self.safe(reason.name))") }
    }
  }

  private static func line(_ entry: RuleCheck.Entry) -> String {
    guard let reason = entry.reason else {
      let doubts = entry.warnings.map { "\n  warning: \($0)" }.joined()
      let jobs = entry.waiting.map { "\n  waits for the anomaly job \($0.joined(separator: " or "))" } ?? ""
      return safe("compiled  \(entry.path)") + lines(jobs) + lines(doubts)
    }
    return safe("failed    \(entry.path):\(entry.line ?? 1):\(entry.column ?? 1): \(reason)")
  }

  /// Lines of their own, each safe.
  private static func lines(_ text: String) -> String {
    text.split(separator: "\n").map { "\n" + safe(String($0)) }.joined()
  }

  // MARK: Lists

  func print(_ rules: [Rule]) {
    let listed = rules.map { rule in
      Listed(
        id: rule.id, name: rule.name, kind: rule.definition.kind, severity: rule.severity.name,
        techniques: rule.techniques, path: rule.path)
    }
    switch format {
    case .json: json(listed)
    case .ndjson: for rule in listed { json(rule) }
    case .table:
      for rule in listed {
        let techniques = rule.techniques.joined(separator: ",")
        Terminal.print(Self.safe("\(rule.severity)\t\(rule.kind)\t\(rule.id)\t\(techniques)\t\(rule.name)"))
      }
    }
  }

  // MARK: Tests

  func print(_ outcomes: [RuleTestRunner.Outcome], of check: RuleCheck) {
    let tested = outcomes.map { outcome in
      Tested(rule: outcome.ruleID, test: outcome.test.name, passed: outcome.passed, detail: outcome.detail)
    }
    switch format {
    case .json: json(tested)
    case .ndjson: for test in tested { json(test) }
    case .table:
      for entry in check.entries where !entry.compiled { Terminal.print(Self.line(entry)) }
      for test in tested where !test.passed {
        Terminal.print(Self.safe("failed  \(test.rule)  '\(test.test)': \(test.detail)"))
      }
      let rules = Set(tested.map(\.rule)).count
      Terminal.print("\(tested.count { $0.passed }) of \(tested.count) tests of \(rules) rules pass")
    }
  }

  // MARK: Output

  private func json(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(value) { Terminal.write(Array(data) + [0x0A]) }
  }

  /// Rule files are others' text: nothing of it may steer the terminal.
  private static func safe(_ text: String) -> String {
    text.unicodeScalars.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F ? "?" : String($0) }.joined()
  }
}
