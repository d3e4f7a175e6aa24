import Triage

/// Exceptions of a hunt in sentences.
enum ExceptionWords {
  /// Those that hid most first.
  static func ordered(_ uses: [ExceptionUse]) -> [ExceptionUse] {
    uses.sorted { ($1.hiddenAlerts, $0.id) < ($0.hiddenAlerts, $1.id) }
  }

  /// `host=web-07, rule=own-shell hid 3 alerts with 9 signals (ann, bob: "nightly updater")`.
  static func line(_ use: ExceptionUse) -> String {
    let what = Clipped(use.words, to: 200).withEllipsis
    guard use.standing == .inForce else { return "\(what): not obeyed, \(use.standing.words)" }
    return "\(what) hid \(use.effect) (\(Clipped(use.acceptedBy.joined(separator: ", "), to: 80).withEllipsis): "
      + "\(Clipped(use.reason, to: 120).withEllipsis))"
  }
}
