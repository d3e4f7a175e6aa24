import ECS

/// Looks into lists and objects.
enum Elements {
  /// The elements of a value: those of a list, those of an array written as JSON, or the value itself.
  static func elements(of value: Value) -> [Value] {
    switch value {
    case .null: return []
    case .list(let values):
      // A field that holds an array of objects is kept as its JSON text.
      if values.count == 1, case .string(let text) = values[0], let parsed = JSONValue.parse(text) {
        return elements(of: parsed)
      }
      return values
    default: return [value]
    }
  }

  /// The part of a value at a path; null where there is none. Of a list without index, the parts of all elements.
  static func member(of value: Value, _ path: ArraySlice<PathPart>) -> Value {
    guard let first = path.first else { return value }
    switch (first, value) {
    case (.index(let index), .list):
      let all = elements(of: value)
      return index < all.count ? member(of: all[index], path.dropFirst()) : .null
    case (.name, .object(let members)):
      // Names may have dots themselves, so longer ones are tried as well.
      var name: [UInt8] = []
      for end in path.indices {
        guard case .name(let part) = path[end] else { break }
        if !name.isEmpty { name.append(UInt8(ascii: ".")) }
        name += Array(part.utf8)
        guard let found = members[name] else { continue }
        let result = member(of: found, path[(end + 1)...])
        if !result.isNull { return result }
      }
      return .null
    case (.name, .list(let values)):
      let found = values.map { member(of: $0, path) }.filter { !$0.isNull }
      return found.isEmpty ? .null : found.count == 1 ? found[0] : .list(found)
    default: return .null
    }
  }

  /// The objects of a field: an array kept as JSON, or one object of what the fields below it hold.
  static func objects(_ field: FieldID, _ members: [String], _ bindings: Bindings) -> Value {
    let values = bindings.all(field)
    if !values.isEmpty { return .list(values) }
    var object: [[UInt8]: Value] = [:]
    for name in members {
      let values = bindings.all(FieldID.named(field.path + "." + name))
      if !values.isEmpty { object[Array(name.utf8)] = values.count == 1 ? values[0] : .list(values) }
    }
    return object.isEmpty ? .null : .list([.object(object)])
  }
}

/// Reads a JSON array or object that an event holds.
enum JSONValue {
  /// Deeper ones are not looked into.
  static let maximumDepth = 32

  /// The value, if the text is an array or an object.
  static func parse(_ text: [UInt8]) -> Value? {
    guard let first = text.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else { return nil }
    var position = 0
    let span = text.span
    guard let value = try? value(span, &position, depth: 0) else { return nil }
    return JSONCursor.peek(span, &position) == nil ? value : nil
  }

  private static func value(
    _ text: borrowing Span<UInt8>, _ position: inout Int, depth: Int
  ) throws(JSONError) -> Value {
    guard depth < maximumDepth else { throw JSONError(.tooDeep, at: position) }
    guard let first = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    switch first {
    case UInt8(ascii: "\""): return .string(try string(text, &position))
    case UInt8(ascii: "["): return try list(text, &position, depth: depth)
    case UInt8(ascii: "{"): return try object(text, &position, depth: depth)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let number = try JSONCursor.number(text, &position)
      if let integer = number.integer { return .integer(integer) }
      var digits: [UInt8] = []
      for index in number.range { digits.append(text[index]) }
      return Double(String(decoding: digits, as: UTF8.self)).map(Value.double) ?? .null
    default:
      switch try JSONCursor.literal(text, &position) {
      case UInt8(ascii: "t"): return .boolean(true)
      case UInt8(ascii: "f"): return .boolean(false)
      default: return .null
      }
    }
  }

  private static func string(_ text: borrowing Span<UInt8>, _ position: inout Int) throws(JSONError) -> [UInt8] {
    let string = try JSONCursor.string(text, &position)
    var result: [UInt8] = []
    if string.escaped {
      try JSONText.appendUnescaped(text, string.range, to: &result)
    } else {
      for index in string.range { result.append(text[index]) }
    }
    return result
  }

  private static func list(
    _ text: borrowing Span<UInt8>, _ position: inout Int, depth: Int
  ) throws(JSONError) -> Value {
    var values: [Value] = []
    position += 1
    while let byte = JSONCursor.peek(text, &position), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: ","), !values.isEmpty { position += 1 }
      values.append(try value(text, &position, depth: depth + 1))
    }
    position += 1
    return .list(values)
  }

  private static func object(
    _ text: borrowing Span<UInt8>, _ position: inout Int, depth: Int
  ) throws(JSONError) -> Value {
    var members: [[UInt8]: Value] = [:]
    position += 1
    while let byte = JSONCursor.peek(text, &position), byte != UInt8(ascii: "}") {
      if byte == UInt8(ascii: ","), !members.isEmpty { position += 1 }
      guard JSONCursor.peek(text, &position) == UInt8(ascii: "\"") else {
        throw JSONError(.unexpectedByte, at: position)
      }
      let name = try string(text, &position)
      guard JSONCursor.peek(text, &position) == UInt8(ascii: ":") else {
        throw JSONError(.unexpectedByte, at: position)
      }
      position += 1
      members[name] = try value(text, &position, depth: depth + 1)
    }
    position += 1
    return .object(members)
  }
}
