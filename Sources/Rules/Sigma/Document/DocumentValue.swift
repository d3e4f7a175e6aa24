/// A value of a structured document (YAML, JSON) with its place. Whoever reads the format makes these; what reads rules
/// from them needs no library.
public struct DocumentValue: Sendable, Hashable {
  /// What it is.
  public enum Content: Sendable, Hashable {
    /// A text; `isPlain` where it was written without quotes and may mean null, a number or a truth value.
    case scalar(String, isPlain: Bool)
    case sequence([DocumentValue])
    /// Keys and values in the order in which they were written; no key twice.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public var key: String
    /// Where the key stands.
    public var position: SourcePosition
    /// The value.
    public var value: DocumentValue

    /// An entry by its parts.
    public init(key: String, position: SourcePosition, value: DocumentValue) {
      self.key = key
      self.position = position
      self.value = value
    }
  }

  /// What it is.
  public var content: Content
  /// Where it begins.
  public var position: SourcePosition

  /// A value by its parts.
  public init(_ content: Content, _ position: SourcePosition) {
    self.content = content
    self.position = position
  }

  /// The text of a scalar that is not null.
  public var text: String? {
    if case .scalar(let text, _) = content, !isNull { text } else { nil }
  }

  /// Whether it is a null of YAML: nothing, `~` or `null` without quotes.
  public var isNull: Bool {
    // Longer texts are none of these.
    guard case .scalar(let text, isPlain: true) = content, text.utf8.count <= 4 else { return false }
    switch text {
    case "", "~", "null", "Null", "NULL": return true
    default: return false
    }
  }

  /// The truth value of an unquoted `true`, `yes`, `on` or their opposites.
  public var boolean: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: return nil
    }
  }

  /// The elements of a sequence.
  public var elements: [DocumentValue]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The entries of a mapping.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a key of a mapping.
  public subscript(key: String) -> DocumentValue? {
    guard case .mapping(let entries) = content else { return nil }
    let length = key.utf8.count
    for entry in entries where entry.key.utf8.count == length && entry.key == key { return entry.value }
    return nil
  }

  /// The texts of a sequence of scalars, or of one scalar.
  public var texts: [String] {
    if let text { return [text] }
    guard case .sequence(let elements) = content else { return [] }
    var texts: [String] = []
    texts.reserveCapacity(elements.count)
    for element in elements { if let text = element.text { texts.append(text) } }
    return texts
  }

  /// What it is, in words.
  public var name: String {
    switch content {
    case .scalar: isNull ? "null" : "a scalar"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// This mapping with the entries of another laid over it; mappings inside are joined, everything else is replaced.
  public func merged(with other: DocumentValue) -> DocumentValue {
    guard case .mapping(var result) = content, case .mapping(let added) = other.content else { return other }
    for entry in added {
      if let index = result.firstIndex(where: { $0.key == entry.key }) {
        result[index].value = result[index].value.merged(with: entry.value)
      } else {
        result.append(entry)
      }
    }
    return DocumentValue(.mapping(result), other.position)
  }
}
