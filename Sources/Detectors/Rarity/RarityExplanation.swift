import Evidence
import Learning

/// Says in words why something is rare.
struct RarityExplanation {
  var topic: RarityTopic
  var context: String
  var category: String
  var rarity: Rarity
  /// Whether only the past is known, so that the sighting is the first; else it is compared with the future too.
  var isFirst: Bool
  /// Nanoseconds from the first to the last sighting.
  var span: Int64
  var hosts: Int
  var adjusted: Double
  var tests: UInt64

  /// One line for the queue.
  var title: String { "\(frequency): \(topic.clause(context, category))" }

  /// The facts, the deciding one first.
  var reasons: [Signal.Reason] {
    var reasons = [
      Signal.Reason(
        field: topic.field, value: category,
        note: "\(frequency.lowercased()) \(population) that \(topic.clause(context, category))"),
      Signal.Reason(
        field: "rarity.context", value: Words.count(rarity.contextTotal),
        note:
          "other \(topic.background(context)), of \(Words.count(rarity.contextDistinct)) kinds, counted once an hour"),
    ]
    if rarity.contextCount > 1 {
      reasons.append(
        Signal.Reason(
          field: "rarity.elsewhere", value: "\(rarity.otherContexts) of \(rarity.contextCount - 1)",
          note: rarity.otherContexts == 0 ? "seen nowhere else" : "others for which it was seen"))
    }
    reasons.append(
      Signal.Reason(
        field: "rarity.p", value: Words.odds(rarity.pValue),
        note: "chance of something this rare when nothing is wrong; \(Words.odds(adjusted)) after correcting for "
          + "\(Words.count(tests)) sightings looked at"))
    return reasons
  }

  private var frequency: String {
    let time = Words.duration(span)
    if isFirst { return "First time in \(time)" }
    return rarity.count == 0 ? "Once in \(time)" : "\(rarity.count + 1) times in \(time)"
  }

  private var population: String { hosts <= 1 ? "on the only host" : "on any of \(Words.count(UInt64(hosts))) hosts" }
}
