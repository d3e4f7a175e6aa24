import ECS
import Evidence
public import Tables
import Triage

/// Outliers as JSON.
public enum OutlierJSON {
  /// One finding on one line, without a line break; the text columns of the table come along under `labels`.
  public static func object(_ finding: OutlierRun.Finding, rank: Int, in table: DataTable) -> [UInt8] {
    var output = Array("{\"rank\":\(rank),\"row\":\(finding.row),\"score\":".utf8)
    TableJSON.appendNumber(finding.score, to: &output)
    output.append(contentsOf: ",\"percentile\":".utf8)
    TableJSON.appendNumber(finding.percentile, to: &output)
    TableJSON.appendLabels(of: finding.row, in: table, to: &output)
    output.append(contentsOf: ",\"reasons\":[".utf8)
    for (index, reason) in finding.reasons.enumerated() {
      output.append(contentsOf: (index > 0 ? ",{\"feature\":" : "{\"feature\":").utf8)
      JSONText.appendQuoted(reason.feature, to: &output)
      output.append(contentsOf: ",\"value\":".utf8)
      TableJSON.appendNumber(reason.value, to: &output)
      output.append(contentsOf: ",\"median\":".utf8)
      TableJSON.appendNumber(reason.median, to: &output)
      output.append(contentsOf: ",\"share\":".utf8)
      TableJSON.appendNumber(reason.share, to: &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(UInt8(ascii: "]"))
    if let move = finding.move { append(move, to: &output) }
    output.append(UInt8(ascii: "}"))
    return output
  }

  /// A row to look at next, on one line without a line break.
  public static func object(_ proposal: OutlierFeedback.Proposal, number: Int, in table: DataTable) -> [UInt8] {
    var output = Array("{\"next\":\(number),\"row\":\(proposal.row),\"rank\":\(proposal.move.rank)".utf8)
    TableJSON.appendLabels(of: proposal.row, in: table, to: &output)
    output.append(contentsOf: ",\"why\":".utf8)
    JSONText.appendQuoted(proposal.why, to: &output)
    append(proposal.move, to: &output)
    output.append(UInt8(ascii: "}"))
    return output
  }

  /// What became of the verdicts.
  public static func object(_ feedback: OutlierFeedback) -> [UInt8] {
    let points = feedback.feedback
    var output = Array("{\"learner\":\"\(feedback.learner.rawValue)\",\"verdicts\":\(points.used)".utf8)
    output.append(contentsOf: ",\"authors\":\(points.authors),\"raised\":\(feedback.moved.up)".utf8)
    output.append(contentsOf: ",\"lowered\":\(feedback.moved.down),\"held_at_floor\":\(feedback.heldAtFloor)".utf8)
    output.append(contentsOf: ",\"author_bound\":".utf8)
    TableJSON.appendNumber(points.authorBound ?? .nan, to: &output)
    output.append(contentsOf: ",\"source_bound\":".utf8)
    TableJSON.appendNumber(points.sourceBound ?? .nan, to: &output)
    output.append(contentsOf: ",\"flags\":[".utf8)
    for (index, flag) in points.flags.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      JSONText.appendQuoted(flag.words, to: &output)
    }
    output.append(contentsOf: "]}".utf8)
    return output
  }

  private static func append(_ move: OutlierFeedback.Move, to output: inout [UInt8]) {
    output.append(contentsOf: ",\"rank_before\":\(move.rankBefore),\"evidence\":".utf8)
    TableJSON.appendNumber(move.evidence, to: &output)
    output.append(contentsOf: ",\"at_floor\":\(move.isAtFloor),\"moved_by\":[".utf8)
    for (index, voice) in move.voices.enumerated() {
      let verdict = voice.judgement.verdict
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.append(contentsOf: "{\"verdict\":".utf8)
      JSONText.appendQuoted(verdict.id, to: &output)
      output.append(contentsOf: ",\"row\":\(voice.judgement.row),\"disposition\":\"".utf8)
      output.append(contentsOf: "\(verdict.disposition.rawValue)\",\"author\":".utf8)
      JSONText.appendQuoted(verdict.author, to: &output)
      output.append(contentsOf: ",\"similarity\":".utf8)
      TableJSON.appendNumber(voice.similarity, to: &output)
      output.append(contentsOf: ",\"weight\":".utf8)
      TableJSON.appendNumber(voice.weight, to: &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(UInt8(ascii: "]"))
  }
}
