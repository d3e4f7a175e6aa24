import Foundation
import Learning

extension ModelExplanation {
  private struct Line: Encodable {
    struct Feature: Encodable {
      var name: String
      var value: Double?
      var contribution: Double
    }
    struct Neighbour: Encodable {
      var label: Int
      var similarity: Double
      var source: String
      var name: String
      var identity: String
    }
    var row: Int
    var expectation: Double
    var features: [Feature]
    var neighbours: [Neighbour]?
  }

  /// The explanation of a row in words: `3: expected -1.2; entropy = 7.1 +0.8; …`.
  public func text(row: Int) -> String {
    var text = "\(row): expected \(PitfallGates.short(expectation))"
    for feature in features {
      let sign = feature.contribution > 0 ? "+" : ""
      let value = feature.value.isNaN ? "missing" : PitfallGates.short(feature.value)
      text += "; \(feature.name) = \(value) \(sign)\(PitfallGates.short(feature.contribution))"
    }
    for neighbour in neighbours ?? [] {
      let label = neighbour.known.isPositive ? 1 : 0
      text += "; nearest of class \(label): \(neighbour.known.name) (\(PitfallGates.short(neighbour.similarity)))"
    }
    return text
  }

  /// The explanation of a row as one line of JSON; a missing value is left out.
  public func json(row: Int) -> [UInt8] {
    let line = Line(
      row: row, expectation: expectation,
      features: features.map {
        Line.Feature(name: $0.name, value: $0.value.isFinite ? $0.value : nil, contribution: $0.contribution)
      },
      neighbours: neighbours?.map {
        Line.Neighbour(
          label: $0.known.isPositive ? 1 : 0, similarity: $0.similarity, source: $0.known.source, name: $0.known.name,
          identity: $0.known.identity)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(line)).map { [UInt8]($0) } ?? []
  }
}
