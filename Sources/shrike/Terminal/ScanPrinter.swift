import Foundation
import Pipeline
import Scanning

/// Prints what a scan finds, file by file. Calls come from one thread at a time.
final class ScanPrinter: Sendable {
  private let format: OutputFormat
  private let onlyFindings: Bool
  private let lock = NSLock()
  nonisolated(unsafe) private var hasRecords = false

  init(_ format: OutputFormat, onlyFindings: Bool) {
    self.format = format
    self.onlyFindings = onlyFindings
    if format == .json { Terminal.write(Array("{\"records\":[".utf8)) }
  }

  /// Prints what came of a file.
  func print(_ outcome: ScanOutcome) {
    var outcome = outcome
    if onlyFindings { outcome.reports.removeAll { !$0.verdict.isFinding } }
    lock.withLock {
      for problem in outcome.problems { Terminal.error("shrike: \(ScanText.line(problem))") }
      switch format {
      case .table:
        for report in outcome.reports {
          Terminal.clearProgress()
          for line in ScanText.lines(report) { Terminal.print(line) }
        }
      case .ndjson: for record in ScanJSON.records(outcome) { Terminal.write(record + [0x0A]) }
      case .json: for record in ScanJSON.records(outcome) { write(record) }
      }
    }
  }

  private func write(_ record: [UInt8]) {
    Terminal.write((hasRecords ? [0x2C, 0x0A] : [0x0A]) + record)
    hasRecords = true
  }

  /// Prints the counts.
  func finish(_ summary: ScanSummary) {
    Terminal.clearProgress()
    switch format {
    case .table: Terminal.print(ScanText.summary(summary))
    case .ndjson: Terminal.write(ScanJSON.record(summary) + [0x0A])
    case .json:
      lock.withLock { write(ScanJSON.record(summary)) }
      Terminal.write(Array("\n]}\n".utf8))
    }
  }
}
