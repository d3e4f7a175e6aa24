/// A filter of the Sigma format: conditions that narrow rules that others wrote.
struct SigmaFilter: Sendable, Hashable {
  var title: String
  var logsource: SigmaLogsource
  /// Identifiers or names of the rules that it narrows; `nil` for all of its log source.
  var rules: [String]?
  var searches: [DocumentValue.Entry]
  var conditions: [SigmaRule.Condition]

  /// The filter in a document with a `filter`.
  init(_ document: DocumentValue, _ filter: DocumentValue) throws(Diagnostic) {
    title = document["title"]?.text ?? ""
    logsource = try SigmaLogsource(document)
    guard let entries = filter.entries else {
      throw Diagnostic(filter.position, "'filter' must be a mapping, this is \(filter.name)")
    }
    if let value = filter["rules"], value.text?.lowercased() != "any" { rules = value.texts }
    let body = entries.filter { $0.key != "rules" }
    (searches, conditions) = try SigmaRule.detection(body, filter.position)
  }

  /// Whether it narrows a rule.
  func applies(id: String, name: String?, logsource other: SigmaLogsource) -> Bool {
    if let rules { return rules.contains(id) || name.map(rules.contains) == true }
    func fits(_ wanted: String?, _ stated: String?) -> Bool { wanted == nil || wanted == stated }
    return fits(logsource.category, other.category) && fits(logsource.product, other.product)
      && fits(logsource.service, other.service)
  }
}
