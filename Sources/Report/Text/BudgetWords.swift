import Learning

/// A budget of false alerts in a sentence.
enum BudgetWords {
  /// What budgets let through and what they held back.
  static func line(_ budgets: [BudgetReport], heldBack: Int) -> String? {
    guard let first = budgets.first else { return nil }
    let own = first.scope == "fleet" ? "" : " for \(Clipped(first.scope, to: 80).withEllipsis)"
    let more = budgets.count > 1 ? " (and \(NumberText.counted(budgets.count - 1, "narrower budget")))" : ""
    return "A budget of \(NumberText.decimal(first.perDay, places: 2)) false alerts a day\(own)\(more) over "
      + "\(NumberText.decimal(max(1, first.days), places: 1)) days shows \(NumberText.counted(first.shown, "case")), incidents "
      + "and alerts that belong to none; \(NumberText.counted(heldBack, "less urgent alert")) "
      + "\(heldBack == 1 ? "is" : "are") held back."
  }
}
