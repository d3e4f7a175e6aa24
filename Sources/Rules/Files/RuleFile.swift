import Evidence

/// Reads one rule from a TOML file: of our own form, or one of Elastic's, which have a table `rule`.
///
/// Our own:
/// Keys: `id`, `name`, `rationale`, `severity` and `query` must be there; `author`, `risk`, `techniques`, `tactics`,
/// `false_positives` and `references` may be. Each `[[tests]]` has `name`, `event` (ECS JSON) and `matches`. Unknown keys
/// are errors, so that a misspelt one does not go unnoticed.
struct RuleFile {
  /// Larger files are refused.
  static let maximumSize = 4 << 20

  private static let keys: Set<String> = [
    "id", "name", "rationale", "author", "severity", "risk", "techniques", "tactics", "false_positives", "references",
    "query", "tests",
  ]
  private static let start = SourcePosition(line: 1, column: 1)

  private let table: TOMLTable

  /// The rule in a file's text.
  static func parse(_ text: [UInt8], path: String) throws(Diagnostic) -> Rule {
    guard text.count <= maximumSize else { throw Diagnostic(start, "the file is larger than \(maximumSize) bytes") }
    let table = try TOMLDocument.parse(text)
    guard let rule = table["rule"]?.table else { return try RuleFile(table: table).rule(path: path) }
    let document = RuleTable(table: table, position: start)
    return rule["rule_id"] != nil
      ? try ElasticRuleFile.parse(document, path: path) : try EndpointRuleFile.parse(document, path: path)
  }

  private func rule(path: String) throws(Diagnostic) -> Rule {
    for key in table.keys where !Self.keys.contains(key) {
      throw Diagnostic(table[key]?.position ?? Self.start, "unknown key '\(key)'")
    }
    let query = try value("query")
    let (id, name, severity) = (try string("id"), try string("name"), try severity())
    let definition = EQLDefinition(try string("query"))
    var rule = RuleStatement(id: id, name: name, severity: severity, risk: severity.riskScore)
    rule.path = path
    rule.queryPosition = query.position
    rule.rationale = try string("rationale")
    rule.author = table["author"]?.string ?? ""
    if let risk = try risk() { rule.risk = risk }
    rule.techniques = try techniques()
    rule.tactics = try strings("tactics")
    if rule.tactics.isEmpty { rule.tactics = Self.tactics(of: rule.techniques) }
    rule.falsePositives = try strings("false_positives")
    rule.references = try strings("references")
    rule.tests = try tests()
    return Rule(rule, definition: definition)
  }

  private func value(_ key: String) throws(Diagnostic) -> TOMLValue {
    guard let value = table[key] else { throw Diagnostic(Self.start, "the key '\(key)' is missing") }
    return value
  }

  private func string(_ key: String) throws(Diagnostic) -> String {
    let value = try value(key)
    guard let string = value.string, !string.isEmpty else {
      throw Diagnostic(value.position, "'\(key)' must be a string that is not empty")
    }
    return string
  }

  private func strings(_ key: String) throws(Diagnostic) -> [String] {
    guard let value = table[key] else { return [] }
    guard let array = value.array else { throw Diagnostic(value.position, "'\(key)' must be an array of strings") }
    var result: [String] = []
    for element in array {
      guard let string = element.string else { throw Diagnostic(element.position, "'\(key)' holds \(element.name)") }
      result.append(string)
    }
    return result
  }

  private func severity() throws(Diagnostic) -> Severity {
    let name = try string("severity")
    guard let severity = Severity(name: name) else {
      throw Diagnostic(try value("severity").position, "'\(name)' is none of low, medium, high, critical")
    }
    return severity
  }

  private func risk() throws(Diagnostic) -> Int? {
    guard let value = table["risk"] else { return nil }
    guard let risk = value.integer, (0...100).contains(risk) else {
      throw Diagnostic(value.position, "'risk' must be a number from 0 to 100")
    }
    return Int(risk)
  }

  private func techniques() throws(Diagnostic) -> [String] {
    let techniques = try strings("techniques")
    for technique in techniques where AttackCatalog.technique(technique) == nil {
      throw Diagnostic(table["techniques"]?.position ?? Self.start, "'\(technique)' is no known ATT&CK technique")
    }
    return techniques
  }

  /// The tactics that techniques serve, in the order of the matrix.
  private static func tactics(of techniques: [String]) -> [String] {
    var tactics: Set<AttackTactic> = []
    for technique in techniques { tactics.formUnion(AttackCatalog.technique(technique)?.tactics ?? []) }
    return tactics.sorted().map(\.id)
  }

  private func tests() throws(Diagnostic) -> [RuleTest] {
    guard let value = table["tests"] else { return [] }
    guard let array = value.array else { throw Diagnostic(value.position, "'tests' must be an array of tables") }
    var result: [RuleTest] = []
    for element in array {
      guard let test = element.table else { throw Diagnostic(element.position, "'tests' holds \(element.name)") }
      guard let event = test["event"], let text = event.string else {
        throw Diagnostic(element.position, "the test has no 'event'")
      }
      guard let matches = test["matches"]?.boolean else {
        throw Diagnostic(element.position, "the test does not say whether it 'matches'")
      }
      let name = test["name"]?.string ?? ""
      result.append(RuleTest(name: name, event: text, matches: matches, position: event.position))
    }
    return result
  }
}
