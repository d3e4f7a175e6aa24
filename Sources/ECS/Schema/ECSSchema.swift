/// The Elastic Common Schema: its fields, their types, and the values that categorization fields may have.
///
/// Generated data, see `Data/ecs/README.md`.
public enum ECSSchema {
  /// The version of ECS that the field list was taken from.
  public static let version = "9.5.0-dev"

  /// Every field, in the order of `FieldID`.
  public static let fields: [FieldDefinition] = {
    // Every program begins with this, so the lines are read as bytes.
    var types: [[UInt8]: FieldType] = [:]
    for type in FieldType.allCases { types[Array(type.rawValue.utf8)] = type }
    return Array(table.utf8).split(separator: 0x0A).map { line in
      let words = line.split(separator: 0x20)
      return FieldDefinition(
        path: String(decoding: words[0], as: UTF8.self),
        type: words.count > 1 ? types[Array(words[1])] ?? .keyword : .keyword, isList: words.count > 2)
    }
  }()

  /// The values that ECS allows a field to have, for the fields that are restricted.
  public static let allowedValues: [String: Set<String>] = {
    var result: [String: Set<String>] = [:]
    for line in allowedValueTable.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 2 else { continue }
      result[String(words[0]), default: []].insert(String(words[1]))
    }
    return result
  }()

  /// The `event.type` values that ECS expects with each `event.category`.
  public static let expectedTypes: [String: Set<String>] = {
    var result: [String: Set<String>] = [:]
    for line in allowedValueTable.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == "event.category", words[2] != "-" else { continue }
      result[String(words[1])] = Set(words[2].split(separator: ",").map(String.init))
    }
    return result
  }()
}
