import Foundation
import Scanning

/// A scan's results as JSON, as `docs/schemas/scan.schema.json` describes them.
public enum ScanJSON {
  /// One line of NDJSON: `type` says which of file, problem and summary it is.
  private struct Line<Value: Encodable>: Encodable {
    var type: String
    var value: Value

    private enum Key: CodingKey { case type }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(type, forKey: .type)
      try value.encode(to: encoder)
    }
  }

  private struct Problem: Encodable {
    var path: String
    var reason: String
  }

  private static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
  }

  /// The records of a file: its reports, then what could not be read.
  public static func records(_ outcome: ScanOutcome) -> [[UInt8]] {
    outcome.reports.map { encode(Line(type: "file", value: $0)) }
      + outcome.problems.map { encode(Line(type: "problem", value: Problem(path: $0.path, reason: $0.reason))) }
  }

  /// The record of the whole scan.
  public static func record(_ summary: ScanSummary) -> [UInt8] { encode(Line(type: "summary", value: summary)) }
}
