import Evidence

/// Reads a behaviour rule of Elastic's endpoint: EQL in the endpoint's dialect, and what to do when it matches.
struct EndpointRuleFile {
  /// The rule of a TOML file. The endpoint's files name no severity; behaviour rules block, so theirs is high.
  static func parse(_ document: RuleTable, path: String) throws(Diagnostic) -> Rule {
    guard let table = try document.table("rule") else { throw document.error("rule", "there is no table 'rule'") }
    var rule = RuleStatement(
      id: try table.string("id"), name: try table.string("name"), severity: .high, risk: Severity.high.riskScore)
    let definition = EQLDefinition(try table.string("query"))
    rule.path = path
    rule.queryPosition = table.place("query")
    rule.rationale = try table.string("description", default: "")
    rule.author = "Elastic"
    rule.references = try table.strings("reference")
    let threats = try ThreatMapping(document.tables("threat"))
    rule.techniques = threats.techniques
    rule.tactics = threats.tactics
    rule.details.version = try table.string("version", default: "")
    rule.details.license = try table.string("license", default: "")
    rule.details.systems = try table.strings("os_list")
    // A table that a file forgot to open stands in `rule`.
    rule.details.actions = try actions(document.tables("actions") + table.tables("actions"))
    rule.details.optionalActions = try actions(document.tables("optional_actions") + table.tables("optional_actions"))
    return Rule(rule, definition: definition)
  }

  private static func actions(_ tables: [RuleTable]) throws(Diagnostic) -> [ResponseAction] {
    var result: [ResponseAction] = []
    for table in tables {
      let step = try table.integer("state") ?? 0
      guard (0..<100).contains(step) else { throw table.error("state", "there is no step \(step)") }
      result.append(
        ResponseAction(
          action: try table.string("action"), field: try table.string("field", default: ""), step: Int(step),
          isTree: try table.boolean("tree")))
    }
    return result
  }
}
