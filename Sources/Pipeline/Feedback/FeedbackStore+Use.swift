import Evidence
public import Triage

/// What verdicts of a store are used for beside ranking.
extension FeedbackStore {
  /// Alerts with what they look like.
  typealias Known = [(alert: Alert, traits: AlertTraits)]

  /// The alerts to label next, and why.
  public func labelQueue(count: Int) throws(HuntError) -> [LabelQueue.Entry] {
    let (book, known) = try book()
    let judged = Set(try verdicts().filter { $0.decision != nil }.map(\.subjectID))
    let open = known.filter { !judged.contains($0.alert.id) }
    return LabelQueue(book, alerts: open, count: count).entries
  }

  /// Labels of everything that was judged; the rules of the store's alerts, lists and simulations are weak sources.
  ///
  /// A rule says malicious of every alert in which it fired; verdicts teach how often that is borne out.
  public func labels(_ sources: LabelSources = LabelSources()) throws(HuntError) -> LabelSet {
    let (book, known) = try book()
    var weak = sources.weakLabels(known.map(\.alert))
    for (alert, _) in known {
      for rule in Set(alert.signals.map(\.ruleID) + [alert.ruleID]) {
        weak.append(.init(subject: "alert:" + alert.id, source: "rule:" + rule, isMalicious: true))
      }
    }
    return LabelSet(try verdicts(), book: book, weak: weak)
  }

  func book() throws(HuntError) -> (VerdictBook, Known) {
    let known = Self.known(try alerts())
    let all = try verdicts()
    let now = FeedbackClock.last(of: known.map(\.alert.lastSeen)) ?? FeedbackClock.last(of: all.map(\.time)) ?? 0
    let traits = Dictionary(known.map { ($0.alert.id, $0.traits) }, uniquingKeysWith: { first, _ in first })
    return (VerdictBook(all, now: now, present: WallClock.now, traits: traits, incidents: try incidents()), known)
  }

  static func known(_ alerts: [Alert]) -> Known { alerts.map { ($0, AlertTraits($0)) } }
}
