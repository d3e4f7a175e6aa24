import Evidence

/// Signals that say the same of different moments, to be shown once.
struct SignalGroup {
  /// The first of them.
  let signal: Signal
  /// When each occurred, in order.
  private(set) var times: [Int64]

  /// Groups signals that differ in nothing but their moment and their events.
  static func grouped(_ signals: [Signal]) -> [SignalGroup] {
    struct Key: Hashable {
      let detector: DetectorID
      let rule: String
      let title: String
      let reasons: [Signal.Reason]
    }
    var positions: [Key: Int] = [:]
    var groups: [SignalGroup] = []
    for signal in signals {
      let key = Key(
        detector: signal.detector, rule: signal.ruleID, title: signal.title, reasons: signal.reasons)
      if let position = positions[key] {
        groups[position].times.append(signal.time)
      } else {
        positions[key] = groups.count
        groups.append(SignalGroup(signal: signal, times: [signal.time]))
      }
    }
    for position in groups.indices { groups[position].times.sort() }
    return groups
  }
}
