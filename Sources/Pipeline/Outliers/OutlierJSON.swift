import ECS
public import Tables

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
    output.append(contentsOf: "]}".utf8)
    return output
  }
}
