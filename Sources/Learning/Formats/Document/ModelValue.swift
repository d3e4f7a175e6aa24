public import Documents

/// One value of a `ModelDocument`. Errors name the path from the root.
public struct ModelValue: Sendable {
  /// The value in its document.
  public let node: JSONNode

  /// A value of a document.
  public init(_ node: JSONNode) { self.node = node }

  /// True for the outermost value.
  public var isRoot: Bool { node.isRoot }
  /// True for an object.
  public var isObject: Bool { node.isObject }
  /// True for a list.
  public var isList: Bool { node.isList }
  /// True for null.
  public var isNull: Bool { node.isNull }
  /// True for text.
  public var isText: Bool { node.isText }
  /// True for `true` and `false`.
  public var isBoolean: Bool { node.boolean != nil }
  /// The number of members of an object or list; zero for others.
  public var count: Int { node.count }

  /// A member of an object, or nil when there is none of that name; the last of several.
  public func optional(_ name: String) -> ModelValue? { node[name].map(ModelValue.init) }

  /// A member of an object.
  public func field(_ name: String) throws(ModelError) -> ModelValue {
    guard let value = optional(name) else {
      throw ModelError(isObject ? "\(name) is missing" : "is not an object", at: path)
    }
    return value
  }

  /// The members of an object in order.
  public func members() throws(ModelError) -> [(name: String, value: ModelValue)] {
    guard let members = node.members else { throw ModelError("is not an object", at: path) }
    var result: [(String, ModelValue)] = []
    result.reserveCapacity(count)
    for (key, value) in members {
      guard let name = key.text else { throw ModelError("a key is not valid text", at: path) }
      result.append((name, ModelValue(value)))
    }
    return result
  }

  /// The elements of a list that is not packed.
  public func elements() throws(ModelError) -> [ModelValue] {
    guard let elements = node.elements else { throw ModelError("is not a list of values", at: path) }
    return elements.map(ModelValue.init)
  }

  /// Text.
  public func string() throws(ModelError) -> String {
    guard isText else { throw ModelError("is not text", at: path) }
    guard let text = node.text else { throw ModelError("is not valid text", at: path) }
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
    if let boolean = node.boolean { return boolean }
    let value = try number()
    guard value == 0 || value == 1 else { throw ModelError("is neither true nor false", at: path) }
    return value == 1
  }

  /// A number.
  public func number() throws(ModelError) -> Double {
    guard let value = node.number else { throw ModelError("is not a number", at: path) }
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
    if let numbers = node.numbers { return numbers }
    let wrong = node.elements?.first { $0.number == nil && $0.boolean == nil }
    guard let wrong else { throw ModelError("is not a list of numbers", at: path) }
    throw ModelError("is not a number", at: wrong.path)
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
  public var path: String { node.path }
}
