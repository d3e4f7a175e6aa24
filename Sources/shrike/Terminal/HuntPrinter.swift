import Foundation
import Pipeline
import Report

/// Prints what a hunt found.
struct HuntPrinter {
  var result: HuntResult
  var report: String?

  func print(as format: OutputFormat) throws {
    switch format {
    case .table:
      let traits = TerminalTraits.detect(descriptor: 1, environment: ProcessInfo.processInfo.environment)
      Terminal.write(Array(HuntSummary(result, terminal: traits).text().utf8))
      if let report { Terminal.print("\nReport     \(report)") }
    case .json: Terminal.write(HuntJSON(result).document())
    case .ndjson: HuntJSON(result).forEachLine(Terminal.write)
    }
  }
}
