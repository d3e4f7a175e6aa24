import Evidence
import Learning
import Pipeline
import Triage

/// A budget of false alerts in sentences.
struct BudgetWords {
  private let index: HuntIndex
  private var result: HuntResult { index.result }

  init(_ index: HuntIndex) { self.index = index }

  /// What budgets let through and what they held back, now and in all hunts; nothing without a budget.
  var lines: [String] {
    guard let first = result.budgets.first else { return [] }
    let own = first.scope == "fleet" ? "" : " for \(Clipped(first.scope, to: 80).withEllipsis)"
    let count = result.budgets.count
    let more = count > 1 ? " (and \(NumberText.counted(count - 1, "narrower budget")))" : ""
    let before =
      result.shownBefore > 0
      ? " and \(NumberText.counted(result.shownBefore, "case")) again that earlier hunts had shown" : ""
    let owed =
      first.owed > 0
      ? ", \(NumberText.count(first.owed)) of them beyond the promise because \(first.owed == 1 ? "it was" : "they were") the first "
        + "of a critical kind" : ""
    var lines = [
      "A budget of \(NumberText.decimal(first.perDay, places: 2)) false alerts a day\(own)\(more) promises "
        + "\(Self.promise(first.promised)) over \(Self.time(first.days)) and shows "
        + "\(NumberText.counted(first.shown, "case"))\(owed)\(before); a case is an incident, or an alert outside of all. "
        + "\(heldBack.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "Nothing is held back")."
    ]
    if let total = result.budgetTotals.first {
      lines.append(
        "In all hunts so far: \(Self.promise(total.promised)) promised over \(Self.time(total.days)), "
          + "\(NumberText.count(total.shown)) shown, of them \(NumberText.count(total.refuted)) judged false and "
          + "\(NumberText.count(total.awaiting)) without a verdict.")
    }
    for change in result.budgetChanges.prefix(6) { lines.append(Self.words(change)) }
    if let problem = result.budgetProblem { lines.append("The budget: \(Clipped(problem, to: 300).withEllipsis)") }
    return lines
  }

  /// `3 alerts are held back, 1 of them critical`; nil when none is.
  var heldBack: String? {
    guard result.heldBack > 0 else { return nil }
    let severe = [Severity.critical, .high].compactMap { severity in
      result.heldCounts[severity].map { "\(NumberText.count($0)) of them \(severity.name)" }
    }
    let kind = severe.isEmpty ? "less urgent alert" : "alert"
    return "\(NumberText.counted(result.heldBack, kind)) \(result.heldBack == 1 ? "is" : "are") held back"
      + severe.map { ", " + $0 }.joined()
  }

  /// What stands beside the outcome when something severe is held back: how much, and the worst of it.
  var warning: String? {
    guard let worst = result.heldCases.first, let heldBack else { return nil }
    return "\(heldBack): \(Clipped(worst.title, to: 120).withEllipsis)"
  }

  /// The severe cases that are held back, one a line.
  var heldCases: [(held: HeldCase, text: String)] {
    result.heldCases.map { held in
      let host = index.names(.host, of: held.entities).first.map { " (\($0))" } ?? ""
      let text = "\(held.title)\(host), \(TimeText.minute(held.firstSeen)), \(NumberText.counted(held.alerts, "alert"))"
      return (held, text)
    }
  }

  private static func words(_ change: BudgetChange) -> String {
    func number(_ value: Double?) -> String { value.map { NumberText.decimal($0, places: 2) } ?? "nothing" }
    return
      "The promise to \(Clipped(change.scope, to: 80).withEllipsis) was \(number(change.before)) a day in the hunt before and is "
      + "\(number(change.now)) from here on; what was learnt of scores stays."
  }

  private static func promise(_ value: Double) -> String { NumberText.decimal(value, places: value < 0.1 ? 4 : 2) }

  private static func time(_ days: Double) -> String { TimeText.duration(seconds: days * 86_400) }
}
