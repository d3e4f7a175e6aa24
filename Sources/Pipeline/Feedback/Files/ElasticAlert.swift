import ECS
import Evidence
import Learning

/// An alert as Elastic Security keeps it: what was decided about it is in its workflow fields.
///
/// Source: the alert schema of Kibana 9.x: `kibana.alert.workflow_status` (open, acknowledged, closed), since 9.2
/// `kibana.alert.workflow_reason` (false_positive, true_positive, benign_positive, duplicate, automated_closure, other),
/// `workflow_user`, `workflow_status_updated_at`, `workflow_tags`.
struct ElasticAlert {
  private let fields: [String: String]
  private let id: String

  /// Fields that are looked at.
  private static let wanted: Set<String> = [
    "@timestamp", "host.name", "user.name", "process.name", "process.parent.name", "file.hash.sha256",
    "kibana.alert.uuid", "kibana.alert.rule.rule_id", "kibana.alert.rule.name", "kibana.alert.workflow_status",
    "kibana.alert.workflow_reason", "kibana.alert.workflow_user", "kibana.alert.workflow_status_updated_at",
    "signal.status", "signal.rule.rule_id",
  ]

  /// Reads a hit (`_id`, `_source`) or a bare document, with dotted or nested names; `nil` when it is no alert.
  init?(_ line: ModelValue) {
    var fields: [String: String] = [:]
    let source = line.optional("_source") ?? line
    Self.flatten(source, "", depth: 0, into: &fields)
    guard fields["kibana.alert.workflow_status"] ?? fields["signal.status"] != nil else { return nil }
    let hit = try? line.optional("_id")?.string()
    guard let id = fields["kibana.alert.uuid"] ?? hit else { return nil }
    self.fields = fields
    self.id = id
  }

  /// The verdict or reaction in it.
  func line(source: String) throws(FeedbackLineError) -> FeedbackLine {
    let status = fields["kibana.alert.workflow_status"] ?? fields["signal.status"] ?? ""
    let reason = fields["kibana.alert.workflow_reason"]
    guard ["open", "acknowledged", "closed", "in-progress"].contains(status) else {
      throw FeedbackLineError("kibana.alert.workflow_status is open, acknowledged or closed, not '\(status)'")
    }
    guard status == "closed" else { return .undecided }
    let stamp = fields["kibana.alert.workflow_status_updated_at"] ?? fields["@timestamp"]
    guard let stamp, let time = Timestamp(iso8601: stamp) else {
      throw FeedbackLineError("has no kibana.alert.workflow_status_updated_at in ISO 8601")
    }
    let author = fields["kibana.alert.workflow_user"] ?? "elastic"
    guard let reason, let disposition = Self.disposition(reason) else {
      return .reaction(
        FeedbackReaction(
          subjectKind: "alert", subjectID: id, action: reason == "automated_closure" ? "auto_closed" : "closed",
          author: author, time: time.nanoseconds, traits: traits))
    }
    return .verdict(
      Verdict(
        id: FeedbackLine.identifier(author, "alert", id, time.nanoseconds), subjectKind: "alert", subjectID: id,
        disposition: disposition, author: author, time: time.nanoseconds, confidence: 1, note: "", source: "elastic",
        traits: traits))
  }

  private static func disposition(_ reason: String) -> Verdict.Disposition? {
    switch reason {
    case "false_positive": .falsePositive
    case "true_positive": .truePositive
    case "benign_positive": .benignTruePositive
    case "duplicate": .duplicate
    default: nil
    }
  }

  private var traits: [String: String] {
    let names = [
      "rule": "kibana.alert.rule.rule_id", "host": "host.name", "user": "user.name", "process": "process.name",
      "parent": "process.parent.name", "file": "file.hash.sha256",
    ]
    var result: [String: String] = [:]
    for (trait, field) in names { result[trait] = fields[field] }
    if result["rule"] == nil { result["rule"] = fields["kibana.alert.rule.name"] ?? fields["signal.rule.rule_id"] }
    return result
  }

  private static func flatten(_ value: ModelValue, _ path: String, depth: Int, into fields: inout [String: String]) {
    guard depth < 12, let members = try? value.members() else { return }
    for (name, member) in members {
      let full = path.isEmpty ? name : path + "." + name
      if member.isObject {
        flatten(member, full, depth: depth + 1, into: &fields)
      } else if wanted.contains(full) {
        let first = member.isList ? (try? member.elements())?.first : member
        if let text = try? first?.string() { fields[full] = String(text.prefix(4_096)) }
      }
    }
  }
}
