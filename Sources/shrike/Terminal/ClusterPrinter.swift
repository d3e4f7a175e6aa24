import Learning
import Pipeline
import Tables

/// Prints clusters.
struct ClusterPrinter {
  let run: ClusterRun
  let table: DataTable

  func print(as format: OutputFormat) {
    switch format {
    case .table: printTable()
    case .ndjson:
      for row in 0..<table.numbers.rows { Terminal.write(ClusterJSON.point(row, of: run, in: table) + [0x0A]) }
    case .json: Terminal.write(ClusterJSON.document(run, in: table) + [0x0A])
    }
  }

  private func printTable() {
    Terminal.print("\(table.numbers.rows) points, \(table.numbers.columns) features")
    let origin = run.referenceRows.map { " of \($0) other points" } ?? ""
    Terminal.print("\(run.groups.count) clusters\(origin), \(run.noise) points in none")
    guard !run.groups.isEmpty else { return }
    Terminal.print("cluster      size\(origin.isEmpty ? "" : "    fitted")  set apart by")
    for group in run.groups {
      let traits = group.traits.prefix(3).map { trait in
        "\(trait.feature) \(short(trait.mean)) (overall \(short(trait.overall)), "
          + "\(trait.deviations < 0 ? "" : "+")\(short(trait.deviations)) deviations)"
      }
      let safe = traits.joined(separator: ", ").unicodeScalars
        .map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
      let fitted = origin.isEmpty ? "" : pad("\(group.fitted)", 10)
      Terminal.print("\(pad("\(group.number)", 7))\(pad("\(group.size)", 10))\(fitted)  \(safe)")
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func short(_ value: Double) -> String {
    let magnitude = abs(value)
    guard magnitude < 1e6, magnitude >= 1e-3 || value == 0 else { return "\(Float(value))" }
    return "\((value * 1_000).rounded() / 1_000)"
  }
}
