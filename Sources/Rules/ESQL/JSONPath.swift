import Documents

/// Reads one value out of a JSON object by a path such as `$.a.b[0].c` or `a.b`.
enum JSONPath {
  static func value(_ text: [UInt8], _ path: String) -> Value? {
    guard let document = try? JSONDocument(json: text), document.root.isObject else { return nil }
    var current = document.root
    for step in steps(path) {
      if let elements = current.elements, let index = Int(step) {
        guard index >= 0, let element = elements.dropFirst(index).first(where: { _ in true }) else { return nil }
        current = element
      } else {
        guard let next = current[step] else { return nil }
        current = next
      }
    }
    return value(current)
  }

  /// The members and indices of a path.
  static func steps(_ path: String) -> [String] {
    var text = path[...]
    if text.hasPrefix("$") { text = text.dropFirst() }
    let parts = text.split { $0 == "." || $0 == "[" || $0 == "]" }
    return parts.map { $0.hasPrefix("'") && $0.hasSuffix("'") ? String($0.dropFirst().dropLast()) : String($0) }
  }

  private static func value(_ node: JSONNode) -> Value? {
    if let elements = node.elements { return ESQLCall.list(elements.compactMap { self.value($0) }) }
    if let text = node.utf8 { return .string(text) }
    let scalar = node.integer.map { "\($0)" } ?? node.number.map { "\($0)" } ?? node.boolean.map { "\($0)" }
    return scalar.map { Value($0) }
  }
}
