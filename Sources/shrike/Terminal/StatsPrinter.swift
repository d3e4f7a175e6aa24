import Foundation
import Pipeline

/// Counts by input and by source, as a table or as JSON.
struct StatsPrinter {
  var inputs: [HuntResult.Input]
  var sources: [HuntResult.SourceCount]

  private struct Document: Encodable {
    var inputs: [HuntResult.Input]
    var sources: [HuntResult.SourceCount]
  }

  func print(as format: OutputFormat) {
    switch format {
    case .table: printTable()
    case .json: printJSON(Document(inputs: inputs, sources: sources))
    case .ndjson:
      inputs.forEach(printJSON)
      sources.forEach(printJSON)
    }
  }

  private func printJSON(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return }
    Terminal.write(Array(data) + [0x0A])
  }

  private func printTable() {
    Terminal.print("Inputs")
    for input in inputs {
      let skipped = input.problemCounts.filter { $0.key.hasPrefix("skipped ") }.values.reduce(0, +)
      let note = input.failure ?? (skipped > 0 ? "\(skipped) skipped" : "")
      Terminal.print("  \(column(input.records))  \((input.format ?? "-").padded(to: 16))  \(input.path)  \(note)")
    }
    Terminal.print("\nEvents by source")
    for source in sources {
      let name = source.provider.isEmpty ? source.module : source.provider
      let category = source.category.isEmpty ? "-" : source.category
      Terminal.print("  \(column(source.count))  \(category.padded(to: 16))  \(source.code.padded(to: 24))  \(name)")
    }
    Terminal.print("\n\(inputs.reduce(0) { $0 + $1.records }) events from \(inputs.count) inputs")
  }

  private func column(_ count: some BinaryInteger) -> String {
    let text = String(count)
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }
}

extension String {
  /// The text with blanks after it up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
