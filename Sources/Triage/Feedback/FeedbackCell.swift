import Evidence
import Learning

/// What was said about all alerts that share some traits.
public struct FeedbackCell: Sendable {
  /// Which alerts.
  public struct Key: Sendable, Hashable {
    /// The view.
    var view: String
    /// The values of the view's traits.
    var values: [String]
  }

  /// One verdict as it counts here.
  struct Entry: Sendable {
    var author: String
    var source: String
    var time: Int64
    var isMalicious: Bool
    /// Confidence, reliability, age and burst taken together; 0 … 1.
    var weight: Double
    /// How many signals the judged alert held, where that is known.
    var signals: Int? = nil
  }

  /// What a cell amounts to, computed once.
  struct Summary: Sendable {
    /// The counts after every limit.
    var counts: VerdictCounts
    /// How many verdicts said malicious.
    var malicious: Int
    /// How many said false or benign.
    var benign: Int
    /// Who judged.
    var authors: Set<String>
    /// Those of them with a verdict that counts for something: an account that nobody believes, or that is hardly sure itself, is no
    /// second opinion.
    var believed: Set<String>
    /// The most signals of an alert that was judged false or benign; nil where none is known.
    var largestBenign: Int?
  }

  /// The weight of a verdict below which it is no opinion of its own.
  private static let leastOpinion = 0.1

  private(set) var entries: [Entry] = []

  mutating func add(_ entry: Entry) {
    if entry.weight > 0 { entries.append(entry) }
  }

  func summary(_ policy: FeedbackPolicy) -> Summary {
    let malicious = entries.count(where: \.isMalicious)
    return Summary(
      counts: counts(policy), malicious: malicious, benign: entries.count - malicious,
      authors: Set(entries.map(\.author)),
      believed: Set(entries.filter { $0.weight >= Self.leastOpinion }.map(\.author)),
      largestBenign: entries.filter { !$0.isMalicious }.compactMap(\.signals).max()
    )
  }

  /// The counts after every limit: an hour of one analyst, one analyst, one source.
  func counts(_ policy: FeedbackPolicy) -> VerdictCounts {
    var hours: [Hour: VerdictCounts] = [:]
    // In a fixed order, so that sums do not depend on the order in which verdicts came.
    for entry in entries.sorted(by: Self.precedes) {
      let hour = Hour(author: entry.author, source: entry.source, hour: entry.time / TimeSpan.hour)
      if entry.isMalicious {
        hours[hour, default: VerdictCounts()].positive += entry.weight
      } else {
        hours[hour, default: VerdictCounts()].negative += entry.weight
      }
    }
    var authors: [String: [(source: String, counts: VerdictCounts)]] = [:]
    for (hour, counts) in hours.sorted(by: { $0.key < $1.key }) {
      authors[hour.author, default: []].append((hour.source, counts.limited(to: policy.burstMass)))
    }
    var sources: [String: VerdictCounts] = [:]
    for (_, parts) in authors.sorted(by: { $0.key < $1.key }) {
      let total = parts.reduce(0) { $0 + $1.counts.total }
      let share = total > policy.analystMass ? policy.analystMass / total : 1
      for part in parts {
        sources[part.source] = (sources[part.source] ?? VerdictCounts()) + part.counts.scaled(share)
      }
    }
    return sources.sorted { $0.key < $1.key }.reduce(VerdictCounts()) { sum, source in
      sum + source.value.capped(at: policy.sourceMass)
    }
  }

  private struct Hour: Hashable, Comparable {
    var author: String
    var source: String
    var hour: Int64

    static func < (a: Hour, b: Hour) -> Bool { (a.author, a.source, a.hour) < (b.author, b.source, b.hour) }
  }

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    (a.author, a.time, a.weight, a.isMalicious ? 1 : 0) < (b.author, b.time, b.weight, b.isMalicious ? 1 : 0)
  }
}
