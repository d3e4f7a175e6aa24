import Learning

/// Reads one detector of a job.
enum DetectorReader {
  static func read(_ value: ModelValue, hasCategories: Bool) throws(ModelError) -> JobDetector {
    try value.allow([
      "function", "field_name", "by_field_name", "over_field_name", "partition_field_name", "detector_description",
      "detector_index", "exclude_frequent", "use_null", "custom_rules",
    ])
    let name = try value.field("function")
    guard let function = DetectorFunction(try name.string()) else {
      throw ModelError("there is no function '\(try name.string())'", at: name.path)
    }
    var detector = JobDetector(function)
    detector.field = try text(value.optional("field_name"))
    detector.byField = try text(value.optional("by_field_name"))
    detector.overField = try text(value.optional("over_field_name"))
    detector.partitionField = try text(value.optional("partition_field_name"))
    detector.description = try text(value.optional("detector_description")) ?? ""
    detector.usesNull = try value.optional("use_null")?.boolean() ?? false
    if let frequent = try text(value.optional("exclude_frequent")) {
      guard let choice = JobDetector.ExcludeFrequent(rawValue: frequent.lowercased()) else {
        throw ModelError("exclude_frequent is all, none, by or over, not '\(frequent)'", at: value.path)
      }
      detector.excludeFrequent = choice
    }
    if let rules = value.optional("custom_rules") {
      for rule in try rules.elements() { detector.rules.append(try Self.rule(rule)) }
    }
    try check(detector, hasCategories: hasCategories, at: value.path)
    return detector
  }

  private static func check(_ detector: JobDetector, hasCategories: Bool, at path: String) throws(ModelError) {
    let problem = detector.function.problem(
      field: detector.field != nil, by: detector.byField != nil, over: detector.overField != nil)
    if let problem { throw ModelError(problem, at: path) }
    let names = [detector.byField, detector.overField, detector.partitionField].compactMap { $0 }
    guard Set(names).count == names.count else {
      throw ModelError("by, over and partition must be different fields", at: path)
    }
    if names.contains(JobDetector.categoryField), !hasCategories {
      throw ModelError("mlcategory needs a categorization_field_name in analysis_config", at: path)
    }
  }

  private static func text(_ value: ModelValue?) throws(ModelError) -> String? {
    guard let value, !value.isNull else { return nil }
    let text = try value.string()
    return text.isEmpty ? nil : text
  }

  // MARK: Rules

  private static func rule(_ value: ModelValue) throws(ModelError) -> CustomRule {
    try value.allow(["actions", "scope", "conditions", "params"])
    var rule = CustomRule(skipsResult: false, skipsUpdate: false, scope: [], conditions: [])
    for action in try value.field("actions").elements() {
      switch try action.string() {
      case "skip_result": rule.skipsResult = true
      case "skip_model_update": rule.skipsUpdate = true
      default: throw ModelError("the action is skip_result or skip_model_update", at: action.path)
      }
    }
    if let scope = value.optional("scope") {
      for (field, filter) in try scope.members() {
        try filter.allow(["filter_id", "filter_type"])
        let type = try filter.optional("filter_type")?.string() ?? "include"
        guard type == "include" || type == "exclude" else {
          throw ModelError("filter_type is include or exclude, not '\(type)'", at: filter.path)
        }
        let id = try filter.field("filter_id").string()
        rule.scope.append(CustomRule.Scope(field: field, filter: id, includes: type == "include"))
      }
    }
    for condition in try value.optional("conditions")?.elements() ?? [] {
      rule.conditions.append(try Self.condition(condition))
    }
    guard !rule.scope.isEmpty || !rule.conditions.isEmpty else {
      throw ModelError("a rule needs a scope or conditions", at: value.path)
    }
    return rule
  }

  private static func condition(_ value: ModelValue) throws(ModelError) -> CustomRule.Condition {
    try value.allow(["applies_to", "operator", "value"])
    let subject = try value.field("applies_to")
    let relation = try value.field("operator")
    guard let appliesTo = CustomRule.Subject(rawValue: try subject.string()) else {
      throw ModelError("applies_to is actual, typical, diff_from_typical or time", at: subject.path)
    }
    guard let comparison = CustomRule.Relation(rawValue: try relation.string()) else {
      throw ModelError("operator is gt, gte, lt or lte", at: relation.path)
    }
    let number = try value.field("value").parameter()
    return CustomRule.Condition(subject: appliesTo, relation: comparison, value: number)
  }
}
