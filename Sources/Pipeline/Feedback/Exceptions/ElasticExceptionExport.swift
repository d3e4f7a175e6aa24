import ECS
import Evidence
import Foundation
import Store
import Triage

/// Writes exceptions in force as Elastic's detection engine imports them, and as rule files beside ours are read.
///
/// A list for each rule, `shrike-exceptions-RULE`, and an item for each exception. Rules obey the lists that they name, so a rule that
/// shall obey these names its list in `exceptions_list`.
public struct ElasticExceptionExport: Sendable {
  /// The lines, without line breaks.
  public private(set) var lines: [[UInt8]] = []
  /// Exceptions that are left out, and why.
  public private(set) var omitted: [String] = []

  private struct List: Encodable {
    var list_id: String
    var name: String
    var description = "Exceptions that analysts accepted in Shrike."
    var type = "detection"
    var namespace_type = "single"
    var os_types: [String] = []
    var tags = ["shrike"]
  }

  private struct Entry: Encodable {
    var field: String
    var type = "match_any"
    var `operator` = "included"
    var value: [String]
  }

  private struct Comment: Encodable {
    var comment: String
    var created_by: String
    var created_at: String
  }

  private struct Item: Encodable {
    var list_id: String
    var item_id: String
    var name: String
    var description: String
    var type = "simple"
    var namespace_type = "single"
    var os_types: [String] = []
    var tags = ["shrike"]
    var entries: [Entry]
    var comments: [Comment]
    var created_by: String
    var created_at: String
    var expire_time: String?
  }

  /// Exceptions as items.
  ///
  /// - Parameter alerts: Known alerts: an exception that speaks about one of high severity and may not hide it is left out, because
  ///   an item hides whatever it matches.
  init(_ exceptions: [FeedbackStore.StandingException], alerts: [Alert], at now: Int64) {
    let traits = alerts.map { ($0, AlertTraits($0)) }
    var rules: Set<String> = []
    for entry in exceptions where entry.standing == .inForce {
      let exception = entry.exception
      if !entry.hidesHigh, traits.contains(where: { $0.0.severity >= .high && exception.matches($0.1) }) {
        omitted.append("\(exception.id): alerts of high severity match it, which an item would hide as well")
        continue
      }
      guard let entries = Self.entries(exception) else {
        omitted.append("\(exception.id): its hosts are too many or its traits are none of Elastic's fields")
        continue
      }
      for rule in exception.traits["rule"] ?? [] {
        let list = ElasticExceptionFile.listPrefix + rule
        if rules.insert(rule).inserted {
          lines.append(FeedbackJSON.encode(List(list_id: list, name: "Shrike: " + rule)))
        }
        lines.append(FeedbackJSON.encode(Self.item(exception, list, entries, now)))
      }
    }
  }

  /// A host group has no field: the hosts on which it was seen stand for it, which hides less.
  private static func entries(_ exception: AlertException) -> [Entry]? {
    let fields = Dictionary(
      uniqueKeysWithValues: ElasticExceptionFile.traitOfField.map { ($0.value, $0.key) })
    var entries: [Entry] = []
    for (trait, values) in exception.traits.sorted(by: { $0.key < $1.key }) where trait != "rule" {
      if trait == AlertTraits.Trait.hostGroup.rawValue {
        guard exception.grounds.hostCount == exception.grounds.hosts.count, !exception.grounds.hosts.isEmpty else {
          return nil
        }
        entries.append(Entry(field: "host.name", value: exception.grounds.hosts))
      } else if let field = fields[trait] {
        entries.append(Entry(field: field, value: values))
      } else {
        return nil
      }
    }
    return entries.isEmpty ? nil : entries
  }

  private static func item(_ exception: AlertException, _ list: String, _ entries: [Entry], _ now: Int64) -> Item {
    func text(_ time: Int64) -> String { Timestamp(nanoseconds: time).iso8601 }
    let steps = exception.acceptances
    let ends = steps.map(\.expires)
    let end = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
    return Item(
      list_id: list, item_id: exception.id, name: exception.words, description: steps.last?.reason ?? "",
      entries: entries,
      comments: steps.map { Comment(comment: $0.reason, created_by: $0.author, created_at: text($0.time)) },
      created_by: steps.first?.author ?? "", created_at: text(steps.first?.time ?? now), expire_time: end.map(text))
  }
}

extension FeedbackStore {
  /// Exceptions in force for Elastic's detection engine.
  public func elasticExceptions(at now: Int64) throws(HuntError) -> ElasticExceptionExport {
    ElasticExceptionExport(try acceptedExceptions(at: now), alerts: try alerts(), at: now)
  }
}
