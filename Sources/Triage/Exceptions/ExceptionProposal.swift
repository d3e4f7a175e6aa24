public import Evidence
import Learning

/// A rule's exception that verdicts ask for, with what it would have hidden and what it would save.
public struct ExceptionProposal: Sendable, Hashable, Codable {
  /// By which it is accepted: that of the exception.
  public var id: String
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
  /// Alerts a day that it would save, as of the last known alert: those of a month ago count half.
  public var alertsPerDay: Double
  /// Hosts on which such alerts were seen.
  public var hosts: Int
  /// Those of high or critical severity among the hidden alerts.
  public var hiddenHigh: Int
  /// Alerts judged malicious that it would have hidden: where this is not 0, nothing is proposed.
  public var hiddenMalicious: Int
  /// Alerts on attack data that it would have hidden, where attack data was given.
  public var hiddenAttacks: [String]
  /// Whether it may be applied, or what is missing.
  public var state: State

  /// Whether an exception may be applied.
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    /// Two analysts, or one and benign prevalence, and nothing bad would have been hidden.
    case ready
    /// Another analyst has to agree.
    case needsSecondAnalyst = "needs_second_analyst"
    /// It would have hidden alerts of high severity or on attack data.
    case wouldHideAttacks = "would_hide_attacks"
    /// It would save so little that every exception's own risk is not worth it.
    case savesLittle = "saves_little"
  }

  /// A proposal with the grounds on which it can be accepted.
  public struct Grounded: Sendable, Hashable {
    /// The proposal.
    public var proposal: ExceptionProposal
    /// What speaks for it.
    public var grounds: AlertException.Grounds
  }

  typealias Known = (alert: Alert, traits: AlertTraits)

  /// The proposals that verdicts support: those that save little last, and else those that save most alerts a day first.
  ///
  /// - Parameters:
  ///   - alerts: Known alerts: the past.
  ///   - attacks: Alerts that the same rules raise on data of attacks.
  public static func proposals(
    _ book: VerdictBook, alerts: [(alert: Alert, traits: AlertTraits)],
    attacks: [(alert: Alert, traits: AlertTraits)] = []
  ) -> [ExceptionProposal] {
    grounded(book, alerts: alerts, attacks: attacks).map(\.proposal)
  }

  /// The same with their grounds.
  public static func grounded(
    _ book: VerdictBook, alerts: [(alert: Alert, traits: AlertTraits)],
    attacks: [(alert: Alert, traits: AlertTraits)] = []
  ) -> [Grounded] {
    // An exception must name a rule and something more.
    let views = FeedbackView.all.filter {
      $0.traits.contains(.rule) && $0.traits.count > 1 && !$0.traits.contains(.user)
    }
    let times = alerts.map(\.alert.lastSeen)
    let span = (times.min() ?? 0)...(times.max() ?? 0)
    var found: [FeedbackCell.Key: Grounded] = [:]
    for view in views {
      var members: [FeedbackCell.Key: [Known]] = [:]
      for known in alerts {
        if let key = view.cell(known.traits) { members[key, default: []].append(known) }
      }
      for (key, hidden) in members {
        guard let cell = book.cell(key), cell.benign > 0, cell.malicious == 0 else { continue }
        let caught = attacks.filter { view.cell($0.traits) == key }.map(\.alert.title).sorted()
        found[key] = grounded(view, hidden, caught, cell, book, span)
      }
    }
    func order(_ entry: Grounded) -> (Int, Double, String, String) {
      let proposal = entry.proposal
      return (
        proposal.state == .savesLittle ? 1 : 0, -proposal.alertsPerDay, proposal.similarity,
        proposal.traits.description
      )
    }
    return found.values.filter { $0.proposal.hiddenMalicious == 0 }.sorted { order($0) < order($1) }
  }

  private static func grounded(
    _ view: FeedbackView, _ hidden: [Known], _ caught: [String], _ cell: FeedbackCell.Summary, _ book: VerdictBook,
    _ span: ClosedRange<Int64>
  ) -> Grounded {
    let sample = hidden[0].traits
    let analysts = cell.believed.sorted()
    let high = hidden.count { $0.alert.severity >= .high }
    let hosts = Set(hidden.compactMap { $0.traits.values[.host] }).sorted()
    let isSupported = analysts.count > 1 || (analysts.count == 1 && hosts.count >= book.policy.benignHosts)
    let malicious = hidden.count { known in
      (book.cell(VerdictBook.subject(.alert, known.alert.id))?.malicious ?? 0) > 0
    }
    var traits: [String: String] = [:]
    for trait in view.traits { traits[trait.rawValue] = sample.values[trait] }
    let saving = saving(hidden.map(\.alert.lastSeen), span, book.policy)
    let state: State =
      high > 0 || !caught.isEmpty
      ? .wouldHideAttacks
      : saving < book.policy.leastSaving ? .savesLittle : isSupported ? .ready : .needsSecondAnalyst
    let proposal = ExceptionProposal(
      id: AlertException.identifier(traits.mapValues { [$0] }), traits: traits, similarity: view.words(of: sample),
      verdicts: cell.benign, analysts: analysts.count, hiddenAlerts: hidden.count,
      hiddenSignals: hidden.reduce(0) { $0 + $1.alert.signalCount }, alertsPerDay: saving, hosts: hosts.count,
      hiddenHigh: high, hiddenMalicious: malicious, hiddenAttacks: caught, state: state)
    let grounds = AlertException.Grounds(
      verdicts: cell.benign, analysts: analysts, alerts: hidden.count, signals: proposal.hiddenSignals,
      alertsPerDay: saving, largestSignals: cell.largestBenign ?? 1, hosts: Array(hosts.prefix(100)),
      hostCount: hosts.count)
    return Grounded(proposal: proposal, grounds: grounds)
  }

  /// Alerts a day at the end of a span: each counts 2^(−age/h), and the sum is divided by the days that would have counted, which is
  /// the mean rate where h is long against the span. A span shorter than a day counts as one.
  static func saving(_ times: [Int64], _ span: ClosedRange<Int64>, _ policy: FeedbackPolicy) -> Double {
    let rate = 0.693_147_180_559_945_3 * Double(TimeSpan.day) / Double(max(1, policy.savingHalfLife))
    func days(_ time: Int64) -> Double { (Double(span.upperBound) - Double(time)) / Double(TimeSpan.day) }
    let sum = times.reduce(0.0) { $0 + Logarithm.exp(-rate * max(0, days($1))) }
    let length = max(1, days(span.lowerBound))
    return sum * rate / (1 - Logarithm.exp(-rate * length))
  }
}
