import Evidence

/// A way in which alerts can be similar: the traits that they share.
///
/// Views are to alerts what trees are to points (`LeafEvidence`): each divides all alerts into cells, verdicts are counted in
/// the cell of every view, and what is said about an alert is a weighted mean over its cells.
public struct FeedbackView: Sendable, Hashable {
  /// The traits that alerts of one cell have in common.
  public var traits: [AlertTraits.Trait]
  /// Its weight in the mean; views that say more weigh more.
  public var weight: Double
  /// Whether what was said against alerts of a cell lowers others of it.
  public var denial = Denial.counts

  /// What denials mean in a view.
  public enum Denial: Sendable, Hashable {
    /// They lower all alerts of the cell.
    case counts
    /// They lower alerts below high severity. What happened on one host within an hour often belongs together, but a decoy
    /// must not lower what is grave beside it.
    case countsBelowHigh
    /// They only outweigh confirmations. A confirmed attack draws attention to its time, wherever; a false alert says nothing
    /// about others that happen to be of the same hour.
    case neverLowers
  }

  /// All views, the most particular first.
  public static let all: [FeedbackView] = [
    FeedbackView(traits: [.rule, .process, .parent, .host, .user], weight: 3),
    FeedbackView(traits: [.rule, .process, .parent, .hostGroup], weight: 3),
    FeedbackView(traits: [.rule, .process, .parent], weight: 2),
    FeedbackView(traits: [.rule, .host], weight: 2),
    FeedbackView(traits: [.rule, .hostGroup], weight: 1),
    FeedbackView(traits: [.rule, .user], weight: 1),
    FeedbackView(traits: [.rule], weight: 1),
    FeedbackView(traits: [.process, .parent, .hostGroup], weight: 1),
    FeedbackView(traits: [.file], weight: 1),
    FeedbackView(traits: [.user], weight: 1),
    FeedbackView(traits: [.host, .hour], weight: 2, denial: .countsBelowHigh),
    FeedbackView(traits: [.hour], weight: 2, denial: .neverLowers),
  ]

  /// The sum of all weights.
  static let totalWeight = all.reduce(0) { $0 + $1.weight }

  /// What the alerts of the cell of an alert share: `rule, parent and host group`.
  func words(of alert: AlertTraits) -> String {
    let names = traits.filter { alert.values[$0] != nil }.map(\.words)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The cell of an alert; `nil` when it has none of the traits beyond the rule, or the first is missing.
  func cell(_ alert: AlertTraits) -> FeedbackCell.Key? {
    guard let first = traits.first, alert.values[first] != nil else { return nil }
    let known = traits.filter { alert.values[$0] != nil }
    // A view that an alert has no more of than the rule would repeat what the view of the rule says.
    guard traits.count == 1 || known.count > 1 else { return nil }
    return FeedbackCell.Key(
      view: traits.map(\.rawValue).joined(separator: "+"), values: traits.map { alert.values[$0] ?? "" })
  }

  /// What a cell's log odds count for an alert of a severity: the log odds, or nothing where they lower what they must not. No
  /// further apart than the log odds themselves, so that the bound of `FeedbackPolicy` holds.
  func counted(_ logOdds: Double, for severity: Severity) -> Double {
    switch denial {
    case .counts: logOdds
    case .countsBelowHigh: severity < .high ? logOdds : max(0, logOdds)
    case .neverLowers: max(0, logOdds)
    }
  }

  /// Whether a verdict of a scope speaks about all of a cell.
  func takes(_ scope: Verdict.Scope) -> Bool {
    switch scope {
    case .similar: true
    case .host: traits.contains(.host)
    case .user: traits.contains(.user)
    case .this: false
    }
  }
}
