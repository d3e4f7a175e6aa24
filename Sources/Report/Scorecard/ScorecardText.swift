import Foundation
public import Pipeline

/// A scorecard in a few lines for a terminal.
public struct ScorecardText {
  private let card: Scorecard

  /// The text of a scorecard.
  public init(_ card: Scorecard) { self.card = card }

  /// The lines.
  public var text: String {
    let alerts = card.alerts.values.reduce(0, +)
    let judged = card.verdicts.values.reduce(0, +)
    var lines = [
      "Endpoints      \(NumberText.count(card.endpoints)) (\(NumberText.count(card.endpointDays)) endpoint-days)",
      "Events         \(NumberText.count(card.events))",
      "Alerts         \(NumberText.count(alerts)) in \(NumberText.count(card.incidents.values.reduce(0, +))) incidents",
      "Judged         \(NumberText.count(judged))",
    ]
    if let precision = card.precision {
      lines.append("Precision      \(share(precision)), valid at all times")
    }
    if let recall = card.audit?.recall { lines.append("Recall         \(share(recall)), audited") }
    for budget in card.budgets.prefix(12) {
      let scope = budget.scope == "fleet" ? "" : "  \(VisibleText.plain(budget.scope))"
      lines.append(
        "False alerts   \(NumberText.count(budget.falses)) of \(NumberText.decimal(budget.promised, places: 1)) promised, "
          + "\(NumberText.count(budget.unjudged)) not judged\(scope)")
    }
    if let feedback = ScorecardFeedback(card: card).sentence { lines.append("Feedback       \(feedback)") }
    for detector in card.ablation.prefix(8) {
      lines.append(
        "Without        \(VisibleText.plain(detector.detector)): \(NumberText.counted(detector.missedStories, "attack")) missed, "
          + "\(NumberText.counted(detector.falses, "false alert")) less")
    }
    for week in card.weeks.suffix(8) {
      lines.append(
        "  \(TimeText.day(week.start))  \(NumberText.count(week.alerts)) alerts, \(NumberText.count(week.trues)) attacks, "
          + "\(NumberText.count(week.falses)) false")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func share(_ estimate: Scorecard.Estimate) -> String {
    "\(EvaluationTables.percent(estimate.value)) (\(EvaluationTables.percent(estimate.lower)) to \(EvaluationTables.percent(estimate.upper)))"
  }
}

/// A scorecard as JSON (`docs/schemas/scorecard.schema.json`).
public struct ScorecardJSON {
  private let card: Scorecard

  /// The JSON of a scorecard.
  public init(_ card: Scorecard) { self.card = card }

  /// The document.
  public func document() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return [UInt8](try encoder.encode(card)) + [0x0A]
  }
}
