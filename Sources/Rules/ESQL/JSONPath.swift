/// Reads one value out of a JSON text by a path such as `$.a.b[0].c` or `a.b`.
enum JSONPath {
  static func value(_ text: [UInt8], _ path: String) -> Value? {
    guard let table = try? JSONTree.parse(text) else { return nil }
    var current = TOMLValue(kind: .table(table), position: SourcePosition(line: 1, column: 1))
    for step in steps(path) {
      if let index = Int(step), let array = current.array {
        guard array.indices.contains(index) else { return nil }
        current = array[index]
      } else {
        guard let next = current.table?[step] else { return nil }
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

  private static func value(_ value: TOMLValue) -> Value? {
    if let array = value.array { return ESQLCall.list(array.compactMap { self.value($0) }) }
    return value.scalarText.map { .string(Array($0.utf8)) }
  }
}
