import Pipeline
import Report

/// Prints the matches of a query as they are found.
struct QueryPrinter {
  var format: OutputFormat
  var terminal: TerminalTraits

  func begin() {
    if format == .json { Terminal.write(Array("[".utf8)) }
  }

  func print(_ match: QueryMatch) {
    Terminal.clearProgress()
    switch format {
    case .table: Terminal.write(Array(QueryText(match, terminal: terminal).text().utf8))
    case .ndjson: Terminal.write(QueryJSON(match).line())
    case .json: Terminal.write(Array((match.number == 1 ? "\n" : ",\n").utf8) + QueryJSON(match).line().dropLast())
    }
  }

  func end(_ outcome: QueryOutcome) {
    switch format {
    case .table:
      let matches = outcome.matches == 1 ? "1 match" : "\(outcome.matches) matches"
      Terminal.print("\(matches) in \(outcome.events) events")
    case .json: Terminal.write(Array("\n]\n".utf8))
    case .ndjson: break
    }
  }
}
