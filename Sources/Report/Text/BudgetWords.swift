import Learning

/// A budget of false alerts in a sentence.
enum BudgetWords {
  /// What the budget let through and what it held back.
  static func line(_ budget: BudgetReport, heldBack: Int) -> String {
    "A budget of \(NumberText.decimal(budget.perDay, places: 2)) false alerts a day over "
      + "\(NumberText.decimal(max(1, budget.days), places: 1)) days shows "
      + "\(NumberText.counted(budget.shown, "alert")); \(NumberText.count(heldBack)) less urgent "
      + "\(heldBack == 1 ? "is" : "are") held back."
  }
}
