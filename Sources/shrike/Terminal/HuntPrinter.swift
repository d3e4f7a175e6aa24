import Foundation
import Pipeline
import Report

/// Prints what a hunt found.
struct HuntPrinter {
  var result: HuntResult
  /// Where the report was written.
  var report: String?

  func print(as format: OutputFormat) {
    switch format {
    case .table:
      let environment = ProcessInfo.processInfo.environment
      let text = HuntSummary(result, terminal: .detect(descriptor: 1, environment: environment)).text()
      Terminal.write(Array(text.utf8))
      if let report { Terminal.print("\nReport: \(report)") }
    case .json:
      Terminal.write(HuntJSON(result).document())
    case .ndjson:
      HuntJSON(result).forEachLine { Terminal.write($0) }
    }
  }
}
