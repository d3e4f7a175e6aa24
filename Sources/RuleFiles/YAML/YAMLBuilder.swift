import Rules

/// Builds documents from events.
struct YAMLBuilder {
  private(set) var documents: [DocumentValue] = []

  /// A sequence or mapping that is not closed yet.
  private struct Open {
    var isMapping: Bool
    var position: SourcePosition
    var anchor: String?
    /// Values inside, itself included.
    var count = 1
    var elements: [DocumentValue] = []
    var entries: [DocumentValue.Entry] = []
    var keys: Set<String> = []
    var key: (text: String, position: SourcePosition)?

    /// Whether no key before was this one; most mappings have so few that looking at all is fastest.
    mutating func isNew(_ key: String) -> Bool {
      guard entries.count >= 16 else { return !entries.contains { $0.key == key } }
      if keys.isEmpty { for entry in entries { keys.insert(entry.key) } }
      return keys.insert(key).inserted
    }
  }

  private var stack: [Open] = []
  private var anchors: [String: (value: DocumentValue, count: Int)] = [:]
  private var total = 0

  mutating func take(_ event: YAMLEvent) throws(Diagnostic) {
    switch event.kind {
    case .documentStart: anchors = [:]
    case .documentEnd: break
    case .sequenceStart, .mappingStart:
      guard stack.count < YAMLParser.maximumDepth else {
        throw Diagnostic(event.position, "YAML: values are nested more than \(YAMLParser.maximumDepth) deep")
      }
      let isMapping = if case .mappingStart = event.kind { true } else { false }
      stack.append(Open(isMapping: isMapping, position: event.position, anchor: event.anchor))
    case .end:
      guard let open = stack.popLast() else { return }
      let content: DocumentValue.Content = open.isMapping ? .mapping(open.entries) : .sequence(open.elements)
      try add(DocumentValue(content, open.position), anchor: open.anchor, count: open.count)
    case .scalar(let text, let isPlain):
      try add(DocumentValue(.scalar(text, isPlain: isPlain), event.position), anchor: event.anchor, count: 1)
    case .alias(let name):
      guard let known = anchors[name] else {
        throw Diagnostic(event.position, "YAML: there is no anchor '\(name)' before this")
      }
      try add(known.value, anchor: nil, count: known.count)
    }
  }

  private mutating func add(_ value: DocumentValue, anchor: String?, count: Int) throws(Diagnostic) {
    total += count
    guard total <= YAMLParser.maximumValues else {
      throw Diagnostic(value.position, "YAML: the text stands for more than \(YAMLParser.maximumValues) values")
    }
    if let anchor { anchors[anchor] = (value, count) }
    guard let last = stack.indices.last else {
      documents.append(value)
      return
    }
    stack[last].count += count
    if !stack[last].isMapping {
      stack[last].elements.append(value)
    } else if let key = stack[last].key {
      stack[last].entries.append(DocumentValue.Entry(key: key.text, position: key.position, value: value))
      stack[last].key = nil
    } else {
      guard case .scalar(let text, _) = value.content else {
        throw Diagnostic(value.position, "YAML: a key must be a text, this is \(value.name)")
      }
      guard stack[last].isNew(text) else {
        throw Diagnostic(value.position, "YAML: the key '\(text)' is written twice")
      }
      stack[last].key = (text, value.position)
    }
  }
}
