import ECS
import Evidence

/// What a rarity detector compares: which events it looks at, what it counts in which context, and how it says so.
struct RarityTopic: Sendable {
  /// What was seen where.
  struct Sighting {
    /// In the company of what it is counted: a host, a parent program, a user.
    var context: TextKey
    /// What is counted.
    var category: TextKey
  }

  /// Short and stable: the detector is `rarity.<name>`, the rule `shrike.rarity.<name>`.
  let name: String
  /// What it looks for, in one sentence.
  let purpose: String
  /// Worth of a finding that holds against all tests of a run.
  let severity: Severity
  /// Techniques and tactics that such novelties often serve.
  let techniques: [String]
  let tactics: [AttackTactic]
  /// The field in which the decisive value stands, for the reasons.
  let field: String
  /// Picks what is counted from a row, or nothing.
  let sighting: @Sendable (inout EventTexts, EventKinds, Int) -> Sighting?
  /// `winword.exe starts powershell.exe`: the finding as a clause, from the texts of context and category.
  let clause: @Sendable (_ context: String, _ category: String) -> String
  /// What the context's observations are, for "winword.exe started something 812 times": context first.
  let background: @Sendable (_ context: String) -> String
}
