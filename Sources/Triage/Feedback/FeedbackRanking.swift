public import Evidence
import Learning

/// Re-ranks alerts by what was said about them and about alerts like them.
///
/// An alert's evidence is the weighted mean, over the views of `FeedbackView.all`, the alert itself and the facts of its
/// explanation, of log((P + a) / (N + a)), P and N being the limited weights of verdicts in its cell; cells where nothing
/// was said are neutral. Its risk moves by `gain` points a unit, within the limits of `FeedbackPolicy`.
public struct FeedbackRanking: Sendable {
  /// What was said.
  public let book: VerdictBook
  /// For the cells of the views: the hosts on which such alerts were seen.
  private let hosts: [FeedbackCell.Key: Int]

  /// Weight of what was said about the alert itself, and about facts of its explanation, in the mean.
  private static let ownWeight = 4.0
  private static let reasonWeight = 2.0
  private static let totalWeight = FeedbackView.totalWeight + ownWeight + reasonWeight
  /// Log odds of a cell from which one analyst speaks for leaving alerts out: about two certain verdicts.
  private static let suppressingLogOdds = -1.5
  /// The same where two analysts agree: one verdict each of analysts whom nobody knows is −1.44.
  private static let suppressingLogOddsOfTwo = -1.0
  /// Reasons shown.
  private static let reasonLimit = 3

  /// A ranking by a book; `alerts` are the alerts that are known, for how common patterns are.
  public init(_ book: VerdictBook, alerts: some Sequence<AlertTraits> = [AlertTraits]()) {
    self.book = book
    var hosts: [FeedbackCell.Key: Set<String>] = [:]
    for traits in alerts {
      guard let host = traits.values[.host] else { continue }
      for view in FeedbackView.all where !view.traits.contains(.host) {
        if let key = view.cell(traits) { hosts[key, default: []].insert(host) }
      }
    }
    self.hosts = hosts.mapValues(\.count)
  }

  /// How the alert moves; `nil` when nothing was said about it or anything like it.
  public func move(_ alert: Alert, _ traits: AlertTraits) -> AlertMove? {
    var parts = FeedbackView.all.compactMap { view in part(view, alert.severity, traits) }
    if let own = part("alert", Self.ownWeight, VerdictBook.subject(.alert, alert.id)) { parts.append(own) }
    parts += reasons(traits)
    guard !parts.isEmpty else { return nil }
    let sum = parts.reduce(0) { $0 + $1.contribution }
    let wanted = min(book.policy.largestMove, max(-book.policy.largestMove, book.policy.gain * sum))
    let floor = book.policy.floor(alert.severity, risk: alert.risk)
    let risk = min(99, max(floor, alert.risk + wanted))
    let isAtFloor = alert.risk + wanted < floor && floor > 0
    let strongest = parts.sorted { (-abs($0.contribution), $0.words) < (-abs($1.contribution), $1.words) }
    return AlertMove(
      riskBefore: alert.risk, points: risk - alert.risk,
      reasons: strongest.prefix(Self.reasonLimit).map { part in
        .init(
          similarity: part.words, points: part.contribution * book.policy.gain, malicious: part.cell.malicious,
          benign: part.cell.benign, analysts: part.cell.authors.count)
      },
      isAtFloor: isAtFloor, suppression: suppression(alert, traits))
  }

  private struct Part {
    var words: String
    var cell: FeedbackCell.Summary
    var contribution: Double
  }

  private func part(_ view: FeedbackView, _ severity: Severity, _ traits: AlertTraits) -> Part? {
    guard let key = view.cell(traits), let cell = book.cell(key) else { return nil }
    let logOdds = cell.counts.logOdds(pseudoCount: book.policy.pseudoCount)
    let counted = view.counted(logOdds, for: severity)
    // A denial that does not count here moves nothing and explains nothing.
    guard view.denial == .counts || counted != 0 else { return nil }
    return Part(words: view.words(of: traits), cell: cell, contribution: counted * view.weight / Self.totalWeight)
  }

  private func part(_ words: String, _ weight: Double, _ key: FeedbackCell.Key) -> Part? {
    guard let cell = book.cell(key) else { return nil }
    let logOdds = cell.counts.logOdds(pseudoCount: book.policy.pseudoCount)
    return Part(words: words, cell: cell, contribution: logOdds * weight / Self.totalWeight)
  }

  /// Facts share one weight, so that an alert with many facts does not move further.
  private func reasons(_ traits: AlertTraits) -> [Part] {
    guard let rule = traits.values[.rule], !traits.reasons.isEmpty else { return [] }
    let keys = traits.reasons.sorted().map { ($0, VerdictBook.reason(rule: rule, $0)) }
    let known = keys.filter { book.cell($0.1) != nil }
    return known.compactMap { fact, key in
      part("rule with \(fact)", Self.reasonWeight / Double(known.count), key)
    }
  }

  /// Judged by the most particular view in which anything was said; a rule alone is too wide to leave anything out.
  private func suppression(_ alert: Alert, _ traits: AlertTraits) -> AlertMove.Suppression {
    for view in FeedbackView.all where view.traits.contains(.rule) && view.traits.count > 1 {
      guard let key = view.cell(traits), let cell = book.cell(key) else { continue }
      let isOfTwo = cell.believed.count > 1
      guard cell.malicious == 0,
        cell.counts.logOdds(pseudoCount: book.policy.pseudoCount)
          <= (isOfTwo ? Self.suppressingLogOddsOfTwo : Self.suppressingLogOdds)
      else { return .none }
      guard alert.severity < .high else { return .severityForbids }
      // What was judged harmless at nine signals says nothing about twelve thousand.
      if let largest = cell.largestBenign, alert.signalCount / book.policy.volumeFactor > largest {
        return .unusualVolume
      }
      if isOfTwo { return .twoAnalysts }
      let broad = FeedbackView.all.filter { $0.traits.contains(.rule) && !$0.traits.contains(.host) }
      let seen = broad.compactMap { $0.cell(traits).flatMap { hosts[$0] } }.max() ?? 0
      return seen >= book.policy.benignHosts ? .benignPrevalence : .needsSecondAnalyst
    }
    return .none
  }
}
