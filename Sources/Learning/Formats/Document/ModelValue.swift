/// One value of a `ModelDocument`. Errors name the path from the root.
public struct ModelValue: Sendable {
  let document: ModelDocument
  let index: Int

  var node: ModelDocument.Node { document.nodes[index] }

  /// True for an object.
  public var isObject: Bool { node.kind == .object }
  /// True for a list.
  public var isList: Bool { node.kind == .list || node.kind == .packed }
  /// True for null.
  public var isNull: Bool { node.kind == .null }
  /// True for text.
  public var isText: Bool { node.kind == .text || node.kind == .escapedText }
  /// True for `true` and `false`.
  public var isBoolean: Bool { node.kind == .yes || node.kind == .no }
  /// The number of members of an object or list; zero for others.
  public var count: Int { isObject || isList ? Int(node.length) : 0 }

  /// A member of an object, or nil when there is none of that name.
  public func optional(_ name: StaticString) -> ModelValue? {
    guard isObject else { return nil }
    var position = index + 1
    for _ in 0..<Int(node.length) {
      let key = document.nodes[position]
      let value = position + 1
      if matches(key, name) { return ModelValue(document: document, index: value) }
      position = Int(document.nodes[value].next)
    }
    return nil
  }

  private func matches(_ key: ModelDocument.Node, _ name: StaticString) -> Bool {
    guard key.kind == .text, Int(key.length) == name.utf8CodeUnitCount else {
      return key.kind == .escapedText && document.text(of: key) == "\(name)"
    }
    let start = Int(key.start)
    return "\(name)".utf8.enumerated().allSatisfy { document.bytes[start + $0.offset] == $0.element }
  }

  /// A member of an object.
  public func field(_ name: StaticString) throws(ModelError) -> ModelValue {
    guard let value = optional(name) else {
      throw ModelError(isObject ? "\(name) is missing" : "is not an object", at: path)
    }
    return value
  }

  /// The members of an object in order.
  public func members() throws(ModelError) -> [(name: String, value: ModelValue)] {
    guard isObject else { throw ModelError("is not an object", at: path) }
    var result: [(String, ModelValue)] = []
    result.reserveCapacity(Int(node.length))
    var position = index + 1
    for _ in 0..<Int(node.length) {
      guard let name = document.text(of: document.nodes[position]) else {
        throw ModelError("a key is not valid text", at: path)
      }
      result.append((name, ModelValue(document: document, index: position + 1)))
      position = Int(document.nodes[position + 1].next)
    }
    return result
  }

  /// The elements of a list that is not packed.
  public func elements() throws(ModelError) -> [ModelValue] {
    guard node.kind == .list else {
      if node.kind == .packed, node.length == 0 { return [] }
      throw ModelError("is not a list of values", at: path)
    }
    var result: [ModelValue] = []
    result.reserveCapacity(Int(node.length))
    var position = index + 1
    for _ in 0..<Int(node.length) {
      result.append(ModelValue(document: document, index: position))
      position = Int(document.nodes[position].next)
    }
    return result
  }

  /// Text.
  public func string() throws(ModelError) -> String {
    guard isText else { throw ModelError("is not text", at: path) }
    guard let text = document.text(of: node) else { throw ModelError("is not valid text", at: path) }
    return text
  }

  /// A list of texts.
  public func strings() throws(ModelError) -> [String] {
    var result: [String] = []
    for element in try elements() { result.append(try element.string()) }
    return result
  }

  /// True or false; the numbers one and zero count as them, which XGBoost writes.
  public func boolean() throws(ModelError) -> Bool {
    switch node.kind {
    case .yes: return true
    case .no: return false
    default:
      let value = try number()
      guard value == 0 || value == 1 else { throw ModelError("is neither true nor false", at: path) }
      return value == 1
    }
  }

  /// A number.
  public func number() throws(ModelError) -> Double {
    guard let value = document.number(of: node) else { throw ModelError("is not a number", at: path) }
    return value
  }

  /// A number, or text that is one ("5E-1"), as XGBoost and others write parameters.
  public func parameter() throws(ModelError) -> Double {
    guard isText else { return try number() }
    guard let value = Double(try string()) else { throw ModelError("is not a number", at: path) }
    return value
  }

  /// An integer in a range, given as a number or as text.
  public func integer(in range: ClosedRange<Int>) throws(ModelError) -> Int {
    let value = try parameter()
    guard let number = Int(exactly: value), range.contains(number) else {
      throw ModelError("\(value) is not an integer in \(range.lowerBound) … \(range.upperBound)", at: path)
    }
    return number
  }

  /// A list of numbers, packed or not.
  public func numbers() throws(ModelError) -> [Double] {
    if node.kind == .packed { return document.unpack(node) }
    guard node.kind == .list else { throw ModelError("is not a list of numbers", at: path) }
    var result: [Double] = []
    result.reserveCapacity(Int(node.length))
    var position = index + 1
    for _ in 0..<Int(node.length) {
      let element = document.nodes[position]
      guard let value = document.number(of: element) ?? (element.kind == .yes ? 1 : element.kind == .no ? 0 : nil)
      else {
        throw ModelError("is not a number", at: ModelValue(document: document, index: position).path)
      }
      result.append(value)
      position = Int(element.next)
    }
    return result
  }

  /// A list of integers.
  public func integers() throws(ModelError) -> [Int] {
    var result: [Int] = []
    for (position, value) in try numbers().enumerated() {
      guard let integer = Int(exactly: value) else {
        throw ModelError("\(value) is not an integer", at: "\(path)[\(position)]")
      }
      result.append(integer)
    }
    return result
  }

  /// Where the value stands: `learner.gradient_booster.model.trees[3].left_children`.
  public var path: String { document.path(to: index) }
}
