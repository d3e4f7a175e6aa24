import ECS
public import Evidence
import Foundation

/// Feedback as JSON: the lines of `docs/schemas/verdict.schema.json` and the results of the `feedback` commands.
public enum FeedbackJSON {
  /// One verdict on one line, without a line break.
  public static func line(_ verdict: Verdict) -> [UInt8] { encode(Line(verdict)) }

  /// A value as JSON with keys in order, without a line break. What a terminal might obey is escaped.
  public static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Encoding of plain texts and numbers does not fail.
    guard let data = try? encoder.encode(value), let text = String(data: data, encoding: .utf8) else { return [] }
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          result.append(contentsOf: String(format: "\\u%04x", Int(unit)).utf8)
        }
      default: result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    return result
  }

  private struct Line: Encodable {
    struct Subject: Encodable {
      var kind: String
      var id: String
    }

    var id: String
    var subject: Subject
    var disposition: String
    var author: String
    var time: String
    var confidence: Double
    var scope: String
    var source: String?
    var note: String
    var traits: [String: String]?

    init(_ verdict: Verdict) {
      id = verdict.id
      subject = Subject(kind: verdict.subjectKind, id: verdict.subjectID)
      disposition = verdict.disposition.rawValue
      author = verdict.author
      time = Timestamp(nanoseconds: verdict.time).iso8601
      confidence = verdict.confidence
      scope = (verdict.scope ?? .similar).rawValue
      source = verdict.source
      note = verdict.note
      traits = verdict.traits
    }
  }
}
