import ECS
import Learning
public import Tables

/// Clusters as JSON; `docs/schemas/cluster.schema.json` describes it.
public enum ClusterJSON {
  /// One point on one line, without a line break; the text columns of the table come along under `labels`.
  public static func point(_ row: Int, of run: ClusterRun, in table: DataTable) -> [UInt8] {
    let label = run.found.labels[row]
    var output = Array("{\"row\":\(row),\"cluster\":\(label < 0 ? "null" : "\(label)"),\"strength\":".utf8)
    TableJSON.appendNumber(run.found.strengths[row], to: &output)
    TableJSON.appendLabels(of: row, in: table, to: &output)
    output.append(UInt8(ascii: "}"))
    return output
  }

  /// Everything as one object.
  public static func document(_ run: ClusterRun, in table: DataTable) -> [UInt8] {
    let head =
      "{\"rows\":\(table.numbers.rows),\"features\":\(table.numbers.columns),\"method\":\"\(run.options.method.rawValue)\""
      + (run.referenceRows.map { ",\"fitted\":\($0)" } ?? "") + ",\"noise\":\(run.noise),\"clusters\":["
    var output = Array(head.utf8)
    for (index, group) in run.groups.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      append(group, isReference: run.referenceRows != nil, to: &output)
    }
    output.append(contentsOf: "],\"points\":[".utf8)
    for row in 0..<table.numbers.rows {
      if row > 0 { output.append(UInt8(ascii: ",")) }
      output.append(contentsOf: point(row, of: run, in: table))
    }
    output.append(contentsOf: "]}".utf8)
    return output
  }

  private static func append(_ group: ClusterRun.Group, isReference: Bool, to output: inout [UInt8]) {
    output.append(contentsOf: "{\"cluster\":\(group.number),\"size\":\(group.size)".utf8)
    if isReference { output.append(contentsOf: ",\"fitted\":\(group.fitted)".utf8) }
    output.append(contentsOf: ",\"traits\":[".utf8)
    for (index, trait) in group.traits.enumerated() {
      output.append(contentsOf: (index > 0 ? ",{\"feature\":" : "{\"feature\":").utf8)
      JSONText.appendQuoted(trait.feature, to: &output)
      output.append(contentsOf: ",\"mean\":".utf8)
      TableJSON.appendNumber(trait.mean, to: &output)
      output.append(contentsOf: ",\"overall\":".utf8)
      TableJSON.appendNumber(trait.overall, to: &output)
      output.append(contentsOf: ",\"deviations\":".utf8)
      TableJSON.appendNumber(trait.deviations, to: &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(contentsOf: "]}".utf8)
  }
}
