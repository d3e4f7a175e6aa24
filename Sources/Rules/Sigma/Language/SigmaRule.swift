/// A rule of the Sigma format as it was written: where it looks and what it looks for.
struct SigmaRule: Sendable, Hashable {
  var logsource: SigmaLogsource
  /// The searches by name, in the order of the file.
  var searches: [DocumentValue.Entry]
  /// The conditions; events that fulfil any of them match.
  var conditions: [Condition]

  struct Condition: Sendable, Hashable {
    var condition: SigmaCondition
    var position: SourcePosition
  }

  /// The rule in a document's `logsource` and `detection`.
  init(_ document: DocumentValue) throws(Diagnostic) {
    logsource = try SigmaLogsource(document)
    guard let detection = document["detection"] else {
      throw Diagnostic(document.position, "the rule has no 'detection'")
    }
    guard let entries = detection.entries else {
      throw Diagnostic(detection.position, "'detection' must be a mapping, this is \(detection.name)")
    }
    (searches, conditions) = try Self.detection(entries, detection.position)
  }

  /// The searches and conditions of a `detection`.
  static func detection(
    _ entries: [DocumentValue.Entry], _ position: SourcePosition
  ) throws(Diagnostic) -> ([DocumentValue.Entry], [Condition]) {
    var searches: [DocumentValue.Entry] = []
    var written: [DocumentValue] = []
    for entry in entries {
      switch entry.key {
      case "condition": written = entry.value.elements ?? [entry.value]
      // A hint for the aggregations of version 1.
      case "timeframe": break
      default: searches.append(entry)
      }
    }
    guard !written.isEmpty else { throw Diagnostic(position, "the detection has no 'condition'") }
    var conditions: [Condition] = []
    for value in written {
      guard let text = value.text else { throw Diagnostic(value.position, "a condition must be a text") }
      let condition = try SigmaConditionParser.parse(text, at: value.position)
      conditions.append(Condition(condition: condition, position: value.position))
    }
    return (searches, conditions)
  }
}

/// Which events a rule is about.
struct SigmaLogsource: Sendable, Hashable {
  var category: String?
  var product: String?
  var service: String?
  var position: SourcePosition

  init(_ document: DocumentValue) throws(Diagnostic) {
    guard let value = document["logsource"] else { throw Diagnostic(document.position, "the rule has no 'logsource'") }
    guard value.entries != nil else {
      throw Diagnostic(value.position, "'logsource' must be a mapping, this is \(value.name)")
    }
    category = value["category"]?.text?.lowercased()
    product = value["product"]?.text?.lowercased()
    service = value["service"]?.text?.lowercased()
    position = value.position
    if category == nil, product == nil, service == nil {
      throw Diagnostic(value.position, "the logsource names no category, product or service")
    }
  }

  /// A log source by its parts.
  init(category: String?, product: String?, service: String?) {
    self.category = category
    self.product = product
    self.service = service
    position = SourcePosition(line: 1, column: 1)
  }

  /// The parts that are there.
  var description: String {
    [product.map { "product '\($0)'" }, category.map { "category '\($0)'" }, service.map { "service '\($0)'" }]
      .compactMap(\.self).joined(separator: ", ")
  }
}
