import ECS
public import Evidence
import Foundation
import Learning
import Triage

/// Exception items as Elastic's detection engine exports them: one JSON object a line, rules and lists beside them.
///
/// An item speaks of a rule through its list: the list that a rule of the same file names in `exceptions_list`, or one that Shrike
/// wrote (`shrike-exceptions-RULE`), or the rule that the caller names. Only conditions on what alerts are compared by can be
/// accepted as exceptions of alerts; what else an item says belongs beside the rules, where it is a condition on events.
///
/// Source: "Exceptions API", Elastic Security documentation.
public struct ElasticExceptionFile: Sendable {
  /// One item.
  public struct Item: Sendable, Hashable {
    /// What it hides, by trait.
    public var traits: [String: [String]]
    /// Who accepted it.
    public var steps: [AlertException.Step]
  }

  /// The items, in the order of their lines.
  public private(set) var items: [Item] = []
  /// Lines that could not be read or mean something that no exception of alerts can.
  public private(set) var problems: [FeedbackFile.Problem] = []

  /// The beginning of the identifiers of lists that Shrike writes; the rule follows.
  static let listPrefix = "shrike-exceptions-"
  /// The traits of alerts by ECS field.
  static let traitOfField = [
    "process.name": "process", "process.parent.name": "parent", "host.name": "host", "file.hash.sha256": "file",
  ]
  private static let mostValues = 1_000

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - rule: The rule of items whose list does not say it.
  ///   - author: Who accepts items that do not say who made them.
  ///   - time: When, for items that do not say it.
  /// - Throws: `HuntError` if the file cannot be read at all.
  public init(_ path: String, rule: String?, author: String, time: Int64) throws(HuntError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw HuntError("\(path): cannot be read") }
    guard data.count <= FeedbackFile.largestFile else {
      throw HuntError("\(path): larger than \(FeedbackFile.largestFile >> 20) MiB; split it by lines")
    }
    var documents: [(line: Int, document: ModelDocument)] = []
    let lines = [UInt8](data).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      do throws(ModelError) { documents.append((number + 1, try ModelDocument(Array(line)))) } catch {
        note(path, number + 1, "is not a JSON object: \(error)", line)
      }
    }
    let rules = Self.rulesOfLists(documents.map(\.document))
    for (number, document) in documents where document.root.optional("entries") != nil {
      do throws(FeedbackLineError) {
        let list = Self.text(document.root, "list_id") ?? ""
        let own = list.hasPrefix(Self.listPrefix) ? [String(list.dropFirst(Self.listPrefix.count))] : []
        let named = rules[list] ?? (own.isEmpty ? rule.map { [$0] } ?? [] : own)
        guard !named.isEmpty else {
          throw FeedbackLineError("nothing says whose exception it is: name the rule with --rule")
        }
        items.append(try Self.item(document.root, rules: named, author: author, time: time))
      } catch {
        note(path, number, error.reason, lines[number - 1])
      }
    }
  }

  private mutating func note(_ path: String, _ line: Int, _ reason: String, _ text: ArraySlice<UInt8>) {
    problems.append(
      .init(path: path, line: line, reason: reason, text: String(decoding: text.prefix(1 << 16), as: UTF8.self)))
  }

  /// The rules that name a list, by the list's identifier.
  private static func rulesOfLists(_ documents: [ModelDocument]) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for document in documents {
      guard let rule = text(document.root, "rule_id"), let lists = document.root.optional("exceptions_list"),
        let elements = try? lists.elements()
      else { continue }
      for list in elements { if let id = text(list, "list_id") { result[id, default: []].append(rule) } }
    }
    return result
  }

  private static func item(
    _ line: ModelValue, rules: [String], author: String, time: Int64
  ) throws(FeedbackLineError) -> Item {
    var traits = ["rule": Set(rules.map { $0.lowercased() }).sorted()]
    if let systems = line.optional("os_types"), systems.count > 0 {
      throw FeedbackLineError(
        "is meant for some operating systems only, which exceptions of alerts are not; leave the item beside the rules")
    }
    guard let entries = try? line.optional("entries")?.elements(), !entries.isEmpty else {
      throw FeedbackLineError("entries is a list with at least one condition")
    }
    for entry in entries {
      let field = text(entry, "field") ?? ""
      let type = text(entry, "type") ?? ""
      guard let trait = traitOfField[field], ["match", "match_any"].contains(type),
        text(entry, "operator") ?? "included" == "included", traits[trait] == nil
      else {
        throw FeedbackLineError(
          "an entry of type '\(type)' on '\(field)' is no condition on alerts (match or match_any, included, on "
            + traitOfField.keys.sorted().joined(separator: ", ") + "); leave the item beside the rules, which obey it")
      }
      let values = try self.values(entry)
      traits[trait] = Set(values.map { String($0.lowercased().prefix(200)) }).sorted()
    }
    func date(_ name: String) throws(FeedbackLineError) -> Int64? {
      guard let text = text(line, name), !text.isEmpty else { return nil }
      guard let date = Timestamp(iso8601: text) else { throw FeedbackLineError("\(name) is ISO 8601, not '\(text)'") }
      return date.nanoseconds
    }
    let comments = (try? line.optional("comments")?.elements()) ?? []
    let words = [text(line, "name"), text(line, "description"), comments.last.flatMap { text($0, "comment") }]
    let made = text(line, "created_by") ?? author
    let when = try date("created_at") ?? time
    let reason = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
    let expires = try date("expire_time")
    return Item(
      traits: traits, steps: [.init(.accept, by: made, at: when, reason: "imported: " + reason, expires: expires)])
  }

  private static func values(_ entry: ModelValue) throws(FeedbackLineError) -> [String] {
    if let one = text(entry, "value") { return [one] }
    guard let list = try? entry.optional("value")?.elements(), !list.isEmpty, list.count <= mostValues else {
      throw FeedbackLineError("value is a text or a list of 1 to \(mostValues) texts")
    }
    var result: [String] = []
    for value in list {
      guard let text = try? value.string() else { throw FeedbackLineError("value is a text or a list of texts") }
      result.append(text)
    }
    return result
  }

  private static func text(_ value: ModelValue, _ name: String) -> String? { try? value.optional(name)?.string() }
}
