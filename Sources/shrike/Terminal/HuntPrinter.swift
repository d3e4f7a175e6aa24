import Foundation
import Pipeline

/// Prints what a hunt found.
struct HuntPrinter {
  var result: HuntResult
  var report: String?

  func print(as format: OutputFormat) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Terminal.write(Array(try encoder.encode(result)) + [0x0A])
  }
}
