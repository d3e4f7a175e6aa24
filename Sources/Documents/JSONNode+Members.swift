extension JSONNode {
  /// A member of an object by name, or nil. Of several members of one name it is the last, as in JavaScript and Python.
  public subscript(name: String) -> JSONNode? {
    var found: JSONNode?
    let utf8 = name.utf8
    let count = utf8.count
    var position = index + 1
    for _ in 0..<(isObject ? Int(entry.length) : 0) {
      let key = document.entries[position]
      let isNamed =
        switch key.kind {
        case .text:
          Int(key.length) == count && document.bytes[Int(key.start)..<Int(key.start) + count].elementsEqual(utf8)
        case .escapedText: document.utf8(of: key)?.bytes.elementsEqual(utf8) ?? false
        default: false
        }
      if isNamed { found = JSONNode(document: document, index: position + 1) }
      position = Int(document.entries[position + 1].next)
    }
    return found
  }

  /// The members of an object in order; nil for what is none.
  public var members: Members? { isObject ? Members(object: self) : nil }

  /// The elements of a list in order; nil for what is none, and for UBJSON's lists of packed numbers, which only `numbers`
  /// gives.
  public var elements: Elements? {
    entry.kind == .list || entry.kind == .packed && entry.length == 0 ? Elements(list: self) : nil
  }

  /// The keys and values of an object. Keys are nodes, since they need not be valid Unicode.
  public struct Members: Sequence, IteratorProtocol, Sendable {
    private let document: JSONDocument
    private var position: Int
    private var left: Int

    init(object: JSONNode) {
      document = object.document
      position = object.index + 1
      left = Int(object.entry.length)
    }

    /// How many are still to come.
    public var underestimatedCount: Int { left }

    /// The next member.
    public mutating func next() -> (key: JSONNode, value: JSONNode)? {
      guard left > 0 else { return nil }
      left -= 1
      let key = position
      position = Int(document.entries[key + 1].next)
      return (JSONNode(document: document, index: key), JSONNode(document: document, index: key + 1))
    }
  }

  /// The elements of a list.
  public struct Elements: Sequence, IteratorProtocol, Sendable {
    private let document: JSONDocument
    private var position: Int
    private var left: Int

    init(list: JSONNode) {
      document = list.document
      position = list.index + 1
      left = Int(list.entry.length)
    }

    /// How many are still to come.
    public var underestimatedCount: Int { left }

    /// The next element.
    public mutating func next() -> JSONNode? {
      guard left > 0 else { return nil }
      left -= 1
      let element = position
      position = Int(document.entries[element].next)
      return JSONNode(document: document, index: element)
    }
  }
}
