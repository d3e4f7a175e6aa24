public import Evidence

/// A rule's exception that verdicts ask for, with what it would have hidden.
public struct ExceptionProposal: Sendable, Hashable, Codable {
  /// What alerts have in common that the exception would hide, by trait.
  public var traits: [String: String]
  /// `rule, process, parent and host group`.
  public var similarity: String
  /// Verdicts that ask for it.
  public var verdicts: Int
  /// By how many analysts whose word counts.
  public var analysts: Int
  /// Known alerts that it would have hidden.
  public var hiddenAlerts: Int
  /// Their signals.
  public var hiddenSignals: Int
  /// Those of high or critical severity among them.
  public var hiddenHigh: Int
  /// Alerts judged malicious that it would have hidden: where this is not 0, nothing is proposed.
  public var hiddenMalicious: Int
  /// Alerts on attack data that it would have hidden, where attack data was given.
  public var hiddenAttacks: [String]
  /// Whether it may be applied, or what is missing.
  public var state: State

  /// Whether an exception may be applied.
  public enum State: String, Sendable, Hashable, Codable {
    /// Two analysts, or one and benign prevalence, and nothing bad would have been hidden.
    case ready
    /// Another analyst has to agree.
    case needsSecondAnalyst = "needs_second_analyst"
    /// It would have hidden alerts of high severity or on attack data.
    case wouldHideAttacks = "would_hide_attacks"
  }

  /// The proposals that verdicts support, those that would hide most first.
  ///
  /// - Parameters:
  ///   - alerts: Known alerts: the past.
  ///   - attacks: Alerts that the same rules raise on data of attacks.
  public static func proposals(
    _ book: VerdictBook, alerts: [(alert: Alert, traits: AlertTraits)],
    attacks: [(alert: Alert, traits: AlertTraits)] = []
  ) -> [ExceptionProposal] {
    // An exception must name a rule and something more.
    let views = FeedbackView.all.filter {
      $0.traits.contains(.rule) && $0.traits.count > 1 && !$0.traits.contains(.user)
    }
    var found: [FeedbackCell.Key: ExceptionProposal] = [:]
    for view in views {
      var members: [FeedbackCell.Key: [(alert: Alert, traits: AlertTraits)]] = [:]
      for known in alerts {
        if let key = view.cell(known.traits) { members[key, default: []].append(known) }
      }
      for (key, hidden) in members {
        guard let cell = book.cell(key), cell.benign > 0, cell.malicious == 0 else { continue }
        let caught = attacks.filter { view.cell($0.traits) == key }
        found[key] = proposal(view, hidden, caught, cell, book)
      }
    }
    return found.values.filter { $0.hiddenMalicious == 0 }
      .sorted {
        (-$0.hiddenAlerts, $0.similarity, $0.traits.description) < (
          -$1.hiddenAlerts, $1.similarity, $1.traits.description
        )
      }
  }

  private static func proposal(
    _ view: FeedbackView, _ hidden: [(alert: Alert, traits: AlertTraits)],
    _ caught: [(alert: Alert, traits: AlertTraits)], _ cell: FeedbackCell.Summary, _ book: VerdictBook
  ) -> ExceptionProposal {
    let sample = hidden[0].traits
    let analysts = cell.authors.count { book.reliability.weight(of: $0) >= 0.2 }
    let high = hidden.count { $0.alert.severity >= .high }
    let hosts = Set(hidden.compactMap { $0.traits.values[.host] }).count
    let isSupported = analysts > 1 || (analysts == 1 && hosts >= book.policy.benignHosts)
    let malicious = hidden.count { known in
      (book.cell(VerdictBook.subject(.alert, known.alert.id))?.malicious ?? 0) > 0
    }
    var traits: [String: String] = [:]
    for trait in view.traits { traits[trait.rawValue] = sample.values[trait] }
    return ExceptionProposal(
      traits: traits, similarity: view.words(of: sample), verdicts: cell.benign, analysts: analysts,
      hiddenAlerts: hidden.count, hiddenSignals: hidden.reduce(0) { $0 + $1.alert.signalCount }, hiddenHigh: high,
      hiddenMalicious: malicious, hiddenAttacks: caught.map(\.alert.title).sorted(),
      state: high > 0 || !caught.isEmpty ? .wouldHideAttacks : isSupported ? .ready : .needsSecondAnalyst)
  }
}
