import ECS
import Learning
import Pipeline
import Tables

/// Prints outliers.
struct OutlierPrinter {
  let result: OutlierRun
  let table: DataTable

  func print(as format: OutputFormat) {
    switch format {
    case .table: printTable()
    case .ndjson:
      for (index, finding) in result.findings.enumerated() {
        Terminal.write(OutlierJSON.object(finding, rank: index + 1, in: table) + [0x0A])
      }
    case .json:
      var output = Array("{\"rows\":\(table.numbers.rows),\"features\":\(table.numbers.columns),\"outliers\":[".utf8)
      for (index, finding) in result.findings.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        output.append(contentsOf: OutlierJSON.object(finding, rank: index + 1, in: table))
      }
      Terminal.write(output + Array("]}\n".utf8))
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
      let text = (names + [reasons.joined(separator: ", ")]).joined(separator: "  ")
      let safe = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
      Terminal.print(
        "\(pad("\(index + 1)", 4))\(pad("\(finding.row)", 10))\(pad(short(finding.score), 10))"
          + "\(pad(short(finding.percentile), 12))  \(safe)")
    }
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
