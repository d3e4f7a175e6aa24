import Documents

extension Value {
  /// Deeper arrays and objects are not looked into.
  private static let maximumDepth = 32

  /// The array or object that a text of an event is, as JSON; nil for any other text.
  init?(json text: [UInt8]) {
    guard let first = text.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
      let document = try? JSONDocument(json: text, options: .init(depth: Self.maximumDepth))
    else { return nil }
    self.init(document.root)
  }

  private init(_ node: JSONNode) {
    if let text = node.utf8 {
      self = .string(text)
    } else if let integer = node.integer {
      self = .integer(integer)
    } else if let number = node.number {
      self = .double(number)
    } else if let boolean = node.boolean {
      self = .boolean(boolean)
    } else if let elements = node.elements {
      self = .list(elements.map { Value($0) })
    } else if let members = node.members {
      var object: [[UInt8]: Value] = [:]
      for (key, value) in members { object[key.utf8 ?? []] = Value(value) }
      self = .object(object)
    } else {
      self = .null
    }
  }
}
