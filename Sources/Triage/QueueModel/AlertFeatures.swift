public import Evidence
import Learning

/// What a model of the queue reads of an alert: numbers that are known when the alert is, from itself and from earlier alerts.
///
/// None of them comes from verdicts or from the risk that verdicts moved, so that what a model learns is not what was said before.
public struct AlertFeatures: Sendable, Hashable {
  /// The names of the columns, in their order.
  public static let names = [
    "severity", "evidence", "surprise", "signals", "rules", "detectors", "techniques", "tactics", "duration", "hour",
    "weekday", "hosts", "users", "files", "addresses", "process_known", "host_alerts_day", "host_rules_day",
    "rule_alerts_day", "rule_hosts_fortnight", "pattern_age", "pattern_alerts_fortnight",
  ]

  /// The values of each alert, in the order of the alerts given.
  public let rows: [[Double]]

  /// Computes the features of alerts.
  ///
  /// - Parameter history: Earlier alerts, for what is counted over a day or a fortnight; those that are among `alerts` count once.
  public init(_ alerts: [Alert], history: [Alert] = []) {
    let own = Set(alerts.map(\.id))
    var past = Past()
    var rows = Array(repeating: [Double](), count: alerts.count)
    let others = history.filter { !own.contains($0.id) }.map { (alert: $0, place: -1) }
    let all = (alerts.enumerated().map { (alert: $0.element, place: $0.offset) } + others)
      .sorted { ($0.alert.firstSeen, $0.alert.id) < ($1.alert.firstSeen, $1.alert.id) }
    for (alert, place) in all {
      let traits = AlertTraits(alert)
      if place >= 0 { rows[place] = Self.own(alert, traits) + past.values(alert, traits) }
      past.note(alert, traits)
    }
    self.rows = rows
  }

  /// What the alert says itself.
  private static func own(_ alert: Alert, _ traits: AlertTraits) -> [Double] {
    let signals = alert.signals
    let evidence = signals.map(\.logLikelihoodRatio).filter(\.isFinite).max() ?? 0
    let surprise = signals.compactMap(\.pValue).filter { $0 > 0 }.min().map { -Logarithm.of($0) } ?? 0
    let hour = Double(((alert.firstSeen / TimeSpan.minute) % 1_440 + 1_440) % 1_440) / 60
    // 1 January 1970 was a Thursday; Monday is 0.
    let day = alert.firstSeen / TimeSpan.day + 3
    func count(_ kind: EntityKey.Kind) -> Double { Double(alert.entities.count { $0.kind == kind }) }
    return [
      Double(alert.severity.riskScore), evidence, surprise, logarithm(alert.signalCount),
      Double(Set(signals.map(\.ruleID)).count), Double(alert.detectors.count), Double(alert.techniques.count),
      Double(alert.tactics.count),
      Logarithm.of(1 + max(0, Double(alert.lastSeen) - Double(alert.firstSeen)) / Double(TimeSpan.second)), hour,
      Double((day % 7 + 7) % 7), count(.host), count(.user), count(.file), count(.address),
      traits.values[.process] == nil ? 0 : 1,
    ]
  }

  private static func logarithm(_ count: Int) -> Double { Logarithm.of(1 + Double(max(0, count))) }

  /// Earlier alerts, as far as later ones are compared with them. Whatever is counted is counted over a span of time, so that no
  /// column grows for as long as a store is kept.
  private struct Past {
    private var ofHost: [String: [(time: Int64, rule: String)]] = [:]
    private var ofRule: [String: [(time: Int64, host: String)]] = [:]
    private var ofPattern: [String: (first: Int64, times: [Int64])] = [:]

    /// The span of what is usual.
    private static let fortnight = 14 * TimeSpan.day
    /// The latest so many alerts of a host, rule or pattern are looked at; more are as many.
    private static let most = 1_000

    func values(_ alert: Alert, _ traits: AlertTraits) -> [Double] {
      let day = alert.firstSeen.subtractingReportingOverflow(TimeSpan.day).partialValue
      let start = alert.firstSeen.subtractingReportingOverflow(Self.fortnight).partialValue
      let host = (ofHost[traits.values[.host] ?? ""] ?? []).suffix(Self.most).filter { $0.time > day }
      let rule = (ofRule[alert.ruleID] ?? []).suffix(Self.most).filter { $0.time > start }
      let pattern = ofPattern[Self.pattern(traits)]
      let age = pattern.map { Double(alert.firstSeen) - Double($0.first) } ?? 0
      return [
        AlertFeatures.logarithm(host.count), Double(Set(host.map(\.rule)).count),
        AlertFeatures.logarithm(rule.count { $0.time > day }), AlertFeatures.logarithm(Set(rule.map(\.host)).count),
        Logarithm.of(1 + min(max(0, age), Double(Self.fortnight)) / Double(TimeSpan.day)),
        AlertFeatures.logarithm(pattern?.times.suffix(Self.most).count { $0 > start } ?? 0),
      ]
    }

    mutating func note(_ alert: Alert, _ traits: AlertTraits) {
      let host = traits.values[.host] ?? ""
      if !host.isEmpty { ofHost[host, default: []].append((alert.firstSeen, alert.ruleID)) }
      ofRule[alert.ruleID, default: []].append((alert.firstSeen, host))
      ofPattern[Self.pattern(traits), default: (alert.firstSeen, [])].times.append(alert.firstSeen)
    }

    /// The same rule, process and parent, wherever.
    private static func pattern(_ traits: AlertTraits) -> String {
      [AlertTraits.Trait.rule, .process, .parent].map { traits.values[$0] ?? "" }.joined(separator: "\u{1F}")
    }
  }
}
