import Evidence

/// Reads a rule as Elastic's detection engine writes it: a TOML file of the published rules, or a line of an export.
///
/// Source: the rule schemas of Elastic's detection engine API ("Rules API", Elastic Security documentation).
struct ElasticRuleFile {
  private let rule: RuleTable
  private let metadata: RuleTable?

  /// The rule of a TOML file with `[metadata]` and `[rule]`.
  static func parse(_ document: RuleTable, path: String) throws(Diagnostic) -> Rule {
    guard let rule = try document.table("rule") else { throw document.error("rule", "there is no table 'rule'") }
    return try ElasticRuleFile(rule: rule, metadata: document.table("metadata")).rule(path: path)
  }

  /// The rule that an exported object is.
  static func rule(_ object: RuleTable, path: String) throws(Diagnostic) -> Rule {
    try ElasticRuleFile(rule: object, metadata: nil).rule(path: path)
  }

  private func rule(path: String) throws(Diagnostic) -> Rule {
    let severityName = try rule.string("severity")
    guard let severity = Severity(name: severityName) else {
      throw rule.error("severity", "'\(severityName)' is none of low, medium, high, critical")
    }
    let details = try self.details()
    let base = try definition(details)
    let definition = ElasticDefinition(
      base: base, filters: try filters(), categoryField: try rule.string("event_category_override", default: ""),
      exceptionLists: try exceptionLists(), suppression: try suppression(details), overrides: try overrides(),
      maximum: try maximum(details))
    var result = RuleStatement(
      id: try rule.string("rule_id"), name: try rule.string("name"), severity: severity, risk: severity.riskScore)
    result.path = path
    result.queryPosition = rule.place("query")
    result.rationale = try rule.string("description", default: "")
    result.author = try rule.strings("author").joined(separator: ", ")
    result.risk = Int(try rule.integer("risk_score") ?? Int64(severity.riskScore))
    guard (0...100).contains(result.risk) else { throw rule.error("risk_score", "the risk score must be 0 to 100") }
    result.falsePositives = try rule.strings("false_positives")
    result.references = try rule.strings("references")
    let threats = try ThreatMapping(rule.tables("threat"))
    result.techniques = threats.techniques
    result.tactics = threats.tactics
    result.details = details
    return Rule(result, definition: definition)
  }

  private func details() throws(Diagnostic) -> RuleDetails {
    var details = RuleDetails()
    details.tags = try rule.strings("tags")
    details.version = try rule.integer("version").map(String.init) ?? ""
    details.maturity = try metadata?.string("maturity", default: "") ?? ""
    details.license = try rule.string("license", default: "")
    details.isBuildingBlock = rule.has("building_block_type")
    details.note = try rule.string("note", default: "")
    details.setup = try rule.string("setup", default: "")
    details.investigationFields = try rule.table("investigation_fields")?.strings("field_names") ?? []
    details.indices = try rule.strings("index")
    details.interval = try span("interval", prefix: "", default: 300)
    details.lookBack = try span("from", prefix: "now-", default: 360)
    details.maximumSignals = Int(try rule.integer("max_signals") ?? 100)
    details.timestampOverride = try rule.string("timestamp_override", default: "")
    return details
  }

  /// How many alerts a run may make, where the file says so.
  private func maximum(_ details: RuleDetails) throws(Diagnostic) -> AlertMaximum? {
    guard rule.has("max_signals") else { return nil }
    guard details.maximumSignals > 0 else { throw rule.error("max_signals", "a rule makes at least one alert") }
    return AlertMaximum(alerts: details.maximumSignals, seconds: max(1, details.interval))
  }

  /// Seconds of `5m`, or of `now-5m`.
  private func span(_ key: String, prefix: String, default: Int64) throws(Diagnostic) -> Int64 {
    let text = try rule.string(key, default: "")
    if text.isEmpty { return `default` }
    var duration = text[...]
    if duration.hasPrefix(prefix) { duration = duration.dropFirst(prefix.count) }
    // `now-30d/d` looks back to the beginning of that day.
    duration = duration.split(separator: "/").first ?? duration
    guard let seconds = DateMath.seconds(duration), seconds > 0 else {
      throw rule.error(key, "'\(text)' is no span of time such as '\(prefix)5m'")
    }
    return seconds
  }

  // MARK: Kinds

  private func definition(_ details: RuleDetails) throws(Diagnostic) -> any RuleDefinition {
    let type = try rule.string("type")
    switch type {
    case "eql": return EQLDefinition(try rule.string("query"))
    case "query", "saved_query": return try query()
    case "esql":
      return ESQLDefinition(query: try rule.string("query"), window: details.lookBack, interval: details.interval)
    case "threshold": return try threshold(details)
    case "new_terms": return try newTerms()
    case "threat_match": return try threatMatch()
    case "machine_learning":
      let score = try rule.integer("anomaly_threshold") ?? 50
      return AnomalyDefinition(jobs: try rule.strings("machine_learning_job_id"), threshold: Int(score))
    default: throw rule.error("type", "there is no rule type '\(type)'")
    }
  }

  private func query() throws(Diagnostic) -> KQLDefinition {
    try KQLDefinition(rule.string("query", default: ""), language: language("language"))
  }

  private func language(_ key: String) throws(Diagnostic) -> KQLDefinition.Language {
    let name = try rule.string(key, default: "kuery")
    guard let language = KQLDefinition.Language(rawValue: name) else {
      throw rule.error(key, "'\(name)' is neither 'kuery' nor 'lucene'")
    }
    return language
  }

  private func threshold(_ details: RuleDetails) throws(Diagnostic) -> ThresholdDefinition {
    guard let table = try rule.table("threshold") else { throw rule.error("threshold", "there is no 'threshold'") }
    guard let value = try table.integer("value"), value > 0 else {
      throw table.error("value", "the threshold needs a 'value' above 0")
    }
    var cardinality: [ThresholdDefinition.Cardinality] = []
    for entry in try table.tables("cardinality") {
      guard let value = try entry.integer("value"), value > 0 else {
        throw entry.error("value", "the cardinality needs a 'value' above 0")
      }
      cardinality.append(.init(field: try entry.string("field"), value: Int(value)))
    }
    return ThresholdDefinition(
      query: try query(), fields: try table.strings("field").filter { !$0.isEmpty }, value: Int(value),
      cardinality: cardinality, window: details.lookBack, interval: details.interval)
  }

  private func newTerms() throws(Diagnostic) -> NewTermsDefinition {
    var fields = try? rule.strings("new_terms_fields")
    var start = try? rule.string("history_window_start", default: "")
    if let table = try? rule.table("new_terms") {
      fields = try table.strings("value")
      for window in try table.tables("history_window_start") { start = try window.string("value") }
    }
    guard let fields, (1...3).contains(fields.count) else {
      throw rule.error("new_terms", "one to three new terms fields are needed")
    }
    guard let start, start.hasPrefix("now-"), let history = DateMath.seconds(start.dropFirst(4)), history > 0 else {
      throw rule.error("new_terms", "the history window must begin at something like 'now-7d'")
    }
    return NewTermsDefinition(query: try query(), fields: fields, history: history)
  }

  private func threatMatch() throws(Diagnostic) -> ThreatMatchDefinition {
    var items: [[ThreatMatchDefinition.Entry]] = []
    for item in try rule.tables("threat_mapping") {
      var entries: [ThreatMatchDefinition.Entry] = []
      for entry in try item.tables("entries") {
        entries.append(
          .init(
            field: try entry.string("field"), indicator: try entry.string("value"),
            isNegated: try entry.boolean("negate")))
      }
      guard entries.contains(where: { !$0.isNegated }) else {
        throw Diagnostic(item.position, "a threat mapping needs an entry that is not negated")
      }
      items.append(entries)
    }
    guard !items.isEmpty else { throw rule.error("threat_mapping", "there is no threat mapping") }
    let indicators = KQLDefinition(
      try rule.string("threat_query", default: "*:*"), language: try language("threat_language"))
    var filters: [QueryFilter] = []
    for filter in try rule.tables("threat_filters") { filters.append(QueryFilter(filter)) }
    return ThreatMatchDefinition(
      query: try query(), threatQuery: indicators, threatFilters: filters, mapping: items,
      indicatorPath: try rule.string("threat_indicator_path", default: "threat.indicator"),
      queryPosition: rule.place("query"), threatQueryPosition: rule.place("threat_query"))
  }

  // MARK: What surrounds the query

  private func filters() throws(Diagnostic) -> [QueryFilter] { try rule.tables("filters").map(QueryFilter.init) }

  private func exceptionLists() throws(Diagnostic) -> [String] {
    var result: [String] = []
    for list in try rule.tables("exceptions_list") { result.append(try list.string("list_id")) }
    return result
  }

  private func suppression(_ details: RuleDetails) throws(Diagnostic) -> AlertSuppression? {
    guard let table = try rule.table("alert_suppression") else { return nil }
    var seconds = details.interval
    if let duration = try table.table("duration") {
      let unit = try duration.string("unit")
      guard let value = try duration.integer("value"), let span = DateMath.seconds("\(value)\(unit)"), span > 0 else {
        throw table.error("duration", "this is no span of time")
      }
      seconds = span
    }
    let strategy = try table.string("missing_fields_strategy", default: "suppress")
    guard strategy == "suppress" || strategy == "doNotSuppress" else {
      throw table.error("missing_fields_strategy", "'\(strategy)' is neither 'suppress' nor 'doNotSuppress'")
    }
    return AlertSuppression(
      groupBy: try table.strings("group_by"), seconds: seconds, includesMissing: strategy == "suppress")
  }

  private func overrides() throws(Diagnostic) -> AlertOverrides {
    var overrides = AlertOverrides(nameField: try rule.string("rule_name_override", default: ""))
    for entry in try rule.tables("severity_mapping") {
      let name = try entry.string("severity")
      guard let severity = Severity(name: name) else {
        throw entry.error("severity", "'\(name)' is none of low, medium, high, critical")
      }
      overrides.severities.append(
        .init(field: try entry.string("field"), value: entry.table["value"]?.scalarText ?? "", severity: severity))
    }
    for entry in try rule.tables("risk_score_mapping") { overrides.riskFields.append(try entry.string("field")) }
    return overrides
  }
}

/// The `threat` tables of a rule: ATT&CK tactics and techniques, each once.
struct ThreatMapping {
  private(set) var techniques: [String] = []
  private(set) var tactics: [String] = []

  init(_ tables: [RuleTable]) throws(Diagnostic) {
    for threat in tables where try threat.string("framework", default: "MITRE ATT&CK") == "MITRE ATT&CK" {
      if let tactic = try threat.table("tactic") { Self.add(try tactic.string("id"), to: &tactics) }
      for technique in try threat.tables("technique") {
        let subtechniques = try technique.tables("subtechnique")
        // A technique stands for itself only where no sub-technique says more.
        if subtechniques.isEmpty { Self.add(try technique.string("id"), to: &techniques) }
        for subtechnique in subtechniques { Self.add(try subtechnique.string("id"), to: &techniques) }
      }
    }
  }

  private static func add(_ id: String, to list: inout [String]) {
    if !list.contains(id) { list.append(id) }
  }
}
