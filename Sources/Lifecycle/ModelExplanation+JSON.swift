import Foundation

extension ModelExplanation {
  private struct Line: Encodable {
    struct Feature: Encodable {
      var name: String
      var value: Double?
      var contribution: Double
    }
    var row: Int
    var expectation: Double
    var features: [Feature]
  }

  /// The explanation of a row as one line of JSON; a missing value is left out.
  public func json(row: Int) -> [UInt8] {
    let line = Line(
      row: row, expectation: expectation,
      features: features.map {
        Line.Feature(name: $0.name, value: $0.value.isFinite ? $0.value : nil, contribution: $0.contribution)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(line)).map { [UInt8]($0) } ?? []
  }
}
