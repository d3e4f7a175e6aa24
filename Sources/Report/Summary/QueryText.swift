public import Pipeline

/// A match of a query for the terminal: one line an event; what belongs together stands under one heading.
public struct QueryText {
  private let match: QueryMatch
  private let terminal: TerminalTraits

  /// A match for some terminal.
  public init(_ match: QueryMatch, terminal: TerminalTraits = TerminalTraits()) {
    self.match = match
    self.terminal = terminal
  }

  /// The lines, each ended by a line feed.
  public func text() -> String {
    var out = TerminalText(terminal)
    let isSingle = match.steps.count == 1 && match.keys.isEmpty && match.facts.isEmpty
    if !isSingle { heading(&out) }
    for (index, step) in match.steps.enumerated() {
      if !isSingle { out.cell("  \(index + 1)", 5, .dim) }
      switch step {
      case .event(let event): line(event, &out)
      case .missing: out.add("no such event", .dim)
      }
      out.endLine()
    }
    return out.text
  }

  private func heading(_ out: inout TerminalText) {
    out.add("#\(match.number)", .bold)
    if !match.keys.isEmpty { out.add("  " + match.keys.joined(separator: ", "), .bold) }
    for fact in match.facts { out.add("  \(fact.name) \(fact.value)") }
    out.endLine()
  }

  private func line(_ event: QueryMatch.Event, _ out: inout TerminalText) {
    out.cell(event.time.map(TimeText.millisecond) ?? "", 25, .dim)
    out.cell(event.host, 16)
    out.add(" ")
    out.cell(event.user, 14)
    out.add(" ")
    out.add(event.json == nil ? "(no longer in memory)" : event.what)
  }
}
