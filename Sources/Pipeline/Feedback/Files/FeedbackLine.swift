import ECS
import Evidence
import Learning
import Triage

/// One line of a feedback file.
enum FeedbackLine {
  case verdict(Verdict)
  case reaction(FeedbackReaction)
  /// An Elastic alert that is open, or closed without a reason.
  case undecided
  /// A line of `_bulk` that only announces the next one.
  case action

  /// Longest text of a member that is kept.
  private static let longestText = 4_096

  init(_ line: ModelValue, source: String) throws(FeedbackLineError) {
    guard line.isObject else { throw FeedbackLineError("is not a JSON object") }
    if line.optional("subject") != nil {
      self = try Self.own(line, source: source)
    } else if let alert = ElasticAlert(line) {
      self = try alert.line(source: source)
    } else if line.count == 1, line.optional("index") != nil || line.optional("create") != nil {
      self = .action
    } else {
      throw FeedbackLineError("has neither a subject nor kibana.alert.workflow_status: not a verdict")
    }
  }

  private static func own(_ line: ModelValue, source: String) throws(FeedbackLineError) -> FeedbackLine {
    guard let subject = line.optional("subject"), subject.isObject else {
      throw FeedbackLineError("subject is an object with kind and id")
    }
    let kind = try text(subject, "kind", "subject.kind")
    guard Verdict.SubjectKind(rawValue: kind) != nil else {
      throw FeedbackLineError("subject.kind is one of \(names(Verdict.SubjectKind.self)), not '\(kind)'")
    }
    let id = try text(subject, "id", "subject.id")
    let author = try text(line, "author", "author")
    let time = try time(line)
    if let action = try optionalText(line, "action") {
      guard ImplicitReaction(rawValue: action) != nil else {
        throw FeedbackLineError("action is one of \(names(ImplicitReaction.self)), not '\(action)'")
      }
      return .reaction(
        FeedbackReaction(
          subjectKind: kind, subjectID: id, action: action, author: author, time: time,
          isExamined: try boolean(line, "examined"), rank: try rank(line), traits: try traits(line)))
    }
    return .verdict(try verdict(line, kind: kind, id: id, source: source))
  }

  /// The verdict of a line on a subject that is known already.
  static func verdict(
    _ line: ModelValue, kind: String, id: String, source: String
  ) throws(FeedbackLineError) -> Verdict {
    let author = try text(line, "author", "author")
    let time = try time(line)
    let named = try text(line, "disposition", "disposition")
    guard let disposition = Verdict.Disposition(rawValue: named) else {
      throw FeedbackLineError("disposition is one of \(names(Verdict.Disposition.self)), not '\(named)'")
    }
    return Verdict(
      id: try optionalText(line, "id") ?? identifier(author, kind, id, time), subjectKind: kind, subjectID: id,
      disposition: disposition, author: author, time: time, confidence: try confidence(line),
      note: try optionalText(line, "note") ?? "", scope: try scope(line),
      source: try optionalText(line, "source") ?? source, traits: try traits(line))
  }

  /// The identifier of a verdict that has none: who said something about what, and when.
  static func identifier(_ author: String, _ kind: String, _ id: String, _ time: Int64) -> String {
    "\(author)|\(kind):\(id)|\(time)"
  }

  private static func time(_ line: ModelValue) throws(FeedbackLineError) -> Int64 {
    let text = try text(line, "time", "time")
    guard let time = Timestamp(iso8601: text) else {
      throw FeedbackLineError("time is ISO 8601 (2026-01-31T09:30:00Z), not '\(text)'")
    }
    return time.nanoseconds
  }

  private static func confidence(_ line: ModelValue) throws(FeedbackLineError) -> Double {
    guard let value = line.optional("confidence"), !value.isNull else { return 1 }
    guard let number = try? value.number(), (0...1).contains(number) else {
      throw FeedbackLineError("confidence is a number in 0 … 1")
    }
    return number
  }

  private static func scope(_ line: ModelValue) throws(FeedbackLineError) -> Verdict.Scope? {
    guard let named = try optionalText(line, "scope") else { return nil }
    guard let scope = Verdict.Scope(rawValue: named) else {
      throw FeedbackLineError("scope is one of \(names(Verdict.Scope.self)), not '\(named)'")
    }
    return scope
  }

  private static func traits(_ line: ModelValue) throws(FeedbackLineError) -> [String: String]? {
    guard let value = line.optional("traits"), !value.isNull else { return nil }
    guard let members = try? value.members(), members.count <= 64 else {
      throw FeedbackLineError("traits is an object of at most 64 texts")
    }
    var result: [String: String] = [:]
    for (name, value) in members {
      guard let text = try? value.string() else { throw FeedbackLineError("traits.\(name) is a text") }
      result[name] = String(text.prefix(longestText))
    }
    return result
  }

  private static func rank(_ line: ModelValue) throws(FeedbackLineError) -> Int? {
    guard let value = line.optional("rank"), !value.isNull else { return nil }
    guard let rank = try? value.integer(in: 1...1_000_000_000) else {
      throw FeedbackLineError("rank is a whole number from 1")
    }
    return rank
  }

  private static func boolean(_ line: ModelValue, _ name: String) throws(FeedbackLineError) -> Bool? {
    guard let value = line.optional(name), !value.isNull else { return nil }
    guard let flag = try? value.boolean() else { throw FeedbackLineError("\(name) is true or false") }
    return flag
  }

  private static func text(
    _ value: ModelValue, _ name: String, _ path: String
  ) throws(FeedbackLineError) -> String {
    guard let text = try optionalText(value, name), !text.isEmpty else {
      throw FeedbackLineError("\(path) is missing")
    }
    return text
  }

  static func optionalText(_ value: ModelValue, _ name: String) throws(FeedbackLineError) -> String? {
    guard let member = value.optional(name), !member.isNull else { return nil }
    guard let text = try? member.string() else { throw FeedbackLineError("\(name) is a text") }
    return String(text.prefix(longestText))
  }

  private static func names<T: CaseIterable & RawRepresentable>(_: T.Type) -> String where T.RawValue == String {
    T.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
