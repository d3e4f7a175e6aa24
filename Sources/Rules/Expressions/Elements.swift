import ECS

/// Looks into lists and objects.
enum Elements {
  /// The elements of a value: those of a list, those of an array written as JSON, or the value itself.
  static func elements(of value: Value) -> [Value] {
    switch value {
    case .null: return []
    case .list(let values):
      // A field that holds an array of objects is kept as its JSON text.
      if values.count == 1, case .string(let text) = values[0], let parsed = Value(json: text) {
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
