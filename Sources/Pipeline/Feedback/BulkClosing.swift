import Evidence
import Learning
import Triage

/// Closings that came together: what somebody selected in a list and closed with one click was not looked at piece by piece.
enum BulkClosing {
  /// So many closings by one person within `span` are one click.
  static let least = 5
  /// One second, in nanoseconds: Elastic writes the same moment, or nearly, on all that one click closed.
  static let span: Int64 = 1_000_000_000

  /// The reactions with those closings that came together called `bulk_closed`.
  static func marked(_ reactions: [FeedbackReaction]) -> [FeedbackReaction] {
    let closings: Set<String> = [ImplicitReaction.closed.rawValue, ImplicitReaction.closedQuickly.rawValue]
    let byAuthor = Dictionary(grouping: reactions.indices.filter { closings.contains(reactions[$0].action) }) {
      reactions[$0].author
    }
    var result = reactions
    for indices in byAuthor.values {
      let ordered = indices.sorted { (reactions[$0].time, $0) < (reactions[$1].time, $1) }
      var first = 0
      for last in ordered.indices {
        while isLater(reactions[ordered[last]].time, than: reactions[ordered[first]].time) { first += 1 }
        guard last - first + 1 >= least else { continue }
        for place in first...last { result[ordered[place]].action = ImplicitReaction.bulkClosed.rawValue }
      }
    }
    return result
  }

  private static func isLater(_ time: Int64, than other: Int64) -> Bool {
    let (length, overflow) = time.subtractingReportingOverflow(other)
    return overflow || length > span
  }
}
