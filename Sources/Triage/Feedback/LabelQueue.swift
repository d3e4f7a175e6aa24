public import Evidence
import Learning

/// Which alerts to label next, and why: those from whose verdict most can be learnt.
///
/// An alert is worth uncertainty × reach: how undecided the evidence about it is (4·p·(1 − p)), times the logarithm of how
/// many alerts share its cells and would move with it. Alerts on which analysts disagree come with their disagreement as
/// reason. After each choice its cells count as judged, so that twenty alerts of one pattern do not fill the queue.
public struct LabelQueue: Sendable {
  /// One alert to label.
  public struct Entry: Sendable, Hashable, Codable {
    /// The alert.
    public var alertID: String
    /// Its title.
    public var title: String
    /// What its label is worth; comparable within one queue.
    public var value: Double
    /// P(malicious) as it stands: the risk as a share of 100.
    public var probability: Double
    /// Alerts that would move with it.
    public var reach: Int
    /// Why, in words.
    public var why: String
  }

  /// The most valuable first.
  public let entries: [Entry]

  /// Chooses `count` alerts.
  public init(_ book: VerdictBook, alerts: [(alert: Alert, traits: AlertTraits)], count: Int = 20) {
    let views = FeedbackView.all.filter { $0.traits.contains(.rule) && $0.traits.count > 1 }
    let cells = alerts.map { known in views.compactMap { $0.cell(known.traits) } }
    var sizes: [FeedbackCell.Key: Int] = [:]
    for key in cells.joined() { sizes[key, default: 0] += 1 }
    var judged: [FeedbackCell.Key: Double] = [:]
    for key in sizes.keys {
      if let cell = book.cell(key) { judged[key] = cell.counts.total }
    }
    let disputed = Set(book.reliability.disagreements.map(\.subject))
    var rest = Array(alerts.indices)
    var entries: [Entry] = []
    while entries.count < count, !rest.isEmpty {
      let scored = rest.map { index in
        (index, Self.entry(alerts[index].alert, cells[index], sizes, judged, disputed))
      }
      guard let best = scored.max(by: { ($0.1.value, $1.1.alertID) < ($1.1.value, $0.1.alertID) }) else { break }
      entries.append(best.1)
      for key in cells[best.0] { judged[key, default: 0] += 1 }
      rest.removeAll { $0 == best.0 }
    }
    self.entries = entries
  }

  private static func entry(
    _ alert: Alert, _ cells: [FeedbackCell.Key], _ sizes: [FeedbackCell.Key: Int],
    _ judged: [FeedbackCell.Key: Double], _ disputed: Set<String>
  ) -> Entry {
    let probability = min(0.99, max(0.01, alert.risk / 100))
    let isDisputed = disputed.contains("alert:" + alert.id)
    let said = cells.reduce(0) { $0 + (judged[$1] ?? 0) } / Double(max(1, cells.count))
    // What was said already leaves less to learn, unless those who said it disagree: the variance that the next of n
    // verdicts takes away falls with n².
    let open = isDisputed ? 1 : 1 / ((1 + said) * (1 + said))
    let reach = cells.map { sizes[$0] ?? 1 }.max() ?? 1
    let value = 4 * probability * (1 - probability) * open * Logarithm.of(1 + Double(reach))
    var why = "as it stands malicious with \(Int((probability * 100).rounded())) %"
    why += reach > 1 ? "; \(reach - 1) similar alerts move with it" : "; nothing is like it"
    why += said == 0 ? "; nothing like it was judged yet" : isDisputed ? "; analysts disagree about it" : ""
    return Entry(
      alertID: alert.id, title: alert.title, value: value, probability: probability, reach: reach, why: why)
  }
}
