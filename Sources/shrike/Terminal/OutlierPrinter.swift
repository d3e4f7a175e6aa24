import ECS
import Learning
import Pipeline
import Tables
import Triage

/// Prints outliers.
struct OutlierPrinter {
  let result: OutlierRun
  let table: DataTable
  /// The rows to look at next.
  let next: [OutlierFeedback.Proposal]
  /// Whether verdicts were given, so that moves are worth a word.
  let isFed: Bool

  func print(as format: OutputFormat) {
    switch format {
    case .table: printTable()
    case .ndjson:
      for (index, finding) in result.findings.enumerated() {
        Terminal.write(OutlierJSON.object(finding, rank: index + 1, in: table) + [0x0A])
      }
      for (index, proposal) in next.enumerated() {
        Terminal.write(OutlierJSON.object(proposal, number: index + 1, in: table) + [0x0A])
      }
    case .json:
      var output = Array("{\"rows\":\(table.numbers.rows),\"features\":\(table.numbers.columns),\"outliers\":[".utf8)
      for (index, finding) in result.findings.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        output.append(contentsOf: OutlierJSON.object(finding, rank: index + 1, in: table))
      }
      output.append(UInt8(ascii: "]"))
      if isFed, let feedback = result.feedback {
        output.append(contentsOf: ",\"feedback\":".utf8)
        output.append(contentsOf: OutlierJSON.object(feedback))
      }
      if !next.isEmpty {
        output.append(contentsOf: ",\"next\":[".utf8)
        for (index, proposal) in next.enumerated() {
          if index > 0 { output.append(UInt8(ascii: ",")) }
          output.append(contentsOf: OutlierJSON.object(proposal, number: index + 1, in: table))
        }
        output.append(UInt8(ascii: "]"))
      }
      Terminal.write(output + Array("}\n".utf8))
    }
  }

  private func printTable() {
    Terminal.print("\(table.numbers.rows) points, \(table.numbers.columns) features")
    Terminal.print("rank       row     score  percentile  because of")
    for (index, finding) in result.findings.enumerated() {
      let names = table.texts.prefix(2).map { $0.values[finding.row] }
      let reasons = finding.reasons.prefix(3).map { reason in
        "\(reason.feature) \(short(reason.value)) (usually \(short(reason.median)), \(Int((reason.share * 100).rounded())) %)"
      }
      let safe = safe((names + [reasons.joined(separator: ", ")]).joined(separator: "  "))
      Terminal.print(
        "\(pad("\(index + 1)", 4))\(pad("\(finding.row)", 10))\(pad(short(finding.score), 10))"
          + "\(pad(short(finding.percentile), 12))  \(safe)")
      if isFed, let move = finding.move, let words = words(move) { Terminal.print("        \(self.safe(words))") }
    }
    if isFed { printFeedback() }
    if !next.isEmpty { Terminal.print("look next at") }
    for proposal in next {
      let names = table.texts.prefix(2).map { $0.values[proposal.row] }
      let text = (names + ["rank \(proposal.move.rank)", proposal.why]).joined(separator: "  ")
      Terminal.print("\(pad("\(proposal.row)", 14))  \(safe(text))")
    }
  }

  /// How a row moved; nil where it stands where it stood and nothing was said of it.
  private func words(_ move: OutlierFeedback.Move) -> String? {
    guard move.rank != move.rankBefore || move.evidence != 0 else { return nil }
    let way =
      move.rank < move.rankBefore
      ? "up from \(move.rankBefore)" : move.rank > move.rankBefore ? "down from \(move.rankBefore)" : "stays"
    let said = move.voices.map(\.words).joined(separator: ", ")
    // A row that was confirmed can still stand lower, behind others that were confirmed more.
    let isOverheard = move.evidence == 0 || move.evidence * Double(move.rankBefore - move.rank) < 0
    let because = !isOverheard ? said : "others moved past it" + (move.evidence == 0 ? "" : ", though \(said)")
    let floor = move.isAtFloor ? "; not lowered further: verdicts alone do not silence what is most unusual" : ""
    return "\(way): \(because)\(floor)"
  }

  private func printFeedback() {
    guard let feedback = result.feedback else { return }
    let points = feedback.feedback
    Terminal.print(
      "feedback: \(points.used) verdicts by \(points.authors) authors (\(feedback.learner.rawValue)); \(feedback.moved.up) rows "
        + "rose, \(feedback.moved.down) fell, \(feedback.heldAtFloor) held at the floor")
    if let author = points.authorBound, let source = points.sourceBound {
      Terminal.print(
        "one author moves log((n + 1) / rank) of a row by at most \(short(author)), one source by \(short(source))")
    } else {
      Terminal.print("this learner has no bound on what one author can move")
    }
    for flag in points.flags { Terminal.print("flag: \(safe(flag.words))") }
  }

  private func safe(_ text: String) -> String {
    text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// About four significant digits.
  private func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value.isNaN ? "missing" : "\(value)" }
    let magnitude = abs(value)
    if magnitude >= 1e6 || magnitude < 1e-4 { return "\(Float(value))" }
    let scale: Double = magnitude >= 100 ? 10 : magnitude >= 1 ? 1_000 : 10_000
    return "\((value * scale).rounded() / scale)"
  }
}
