import ArgumentParser
import Triage

/// The options that state how many false alerts are acceptable.
struct BudgetOptions: ParsableArguments {
  @Option(help: "False alerts a day that are acceptable.")
  var alertBudget: Double?

  @Option(
    help: ArgumentHelp(
      """
      False alerts a day for a part of the alerts: detector:NAME=N, host-group:web-#=N (a host's name with every run of \
      digits as #), host:NAME=N; * as the name for every one by itself. May be repeated.
      """,
      valueName: "scope=n"))
  var alertBudgetFor: [String] = []

  /// The limits, by scope.
  func limits() throws(ValidationError) -> [BudgetScope: Double] {
    var limits: [BudgetScope: Double] = [:]
    if let alertBudget { limits[.fleet] = try Self.number(alertBudget, "--alert-budget") }
    for text in alertBudgetFor {
      guard let place = text.lastIndex(of: "="), let number = Double(text[text.index(after: place)...]),
        let scope = BudgetScope(String(text[..<place]))
      else {
        throw ValidationError(
          "--alert-budget-for is detector:NAME=N, host-group:NAME=N or host:NAME=N, not '\(text)'")
      }
      limits[scope] = try Self.number(number, "--alert-budget-for")
    }
    return limits
  }

  private static func number(_ value: Double, _ name: String) throws(ValidationError) -> Double {
    guard value >= 0, value.isFinite else { throw ValidationError("\(name) must not be negative") }
    return value
  }
}
