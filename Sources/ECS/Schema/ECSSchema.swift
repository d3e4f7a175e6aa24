/// The Elastic Common Schema: its fields, their types, and the values that categorization fields may have.
///
/// Generated data, see `Data/ecs/README.md`.
public enum ECSSchema {
  /// The version of ECS that the field list was taken from.
  public static let version = "9.5.0-dev"

  /// Every field, in the order of `FieldID`.
  public static let fields: [FieldDefinition] = {
    // Every program begins with this, so the lines are cut as bytes.
    var types: [String: FieldType] = [:]
    for type in FieldType.allCases { types[type.rawValue] = type }
    var fields: [FieldDefinition] = []
    fields.reserveCapacity(3_000)
    let bytes = Array(table.utf8)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let blank = bytes[start..<end].firstIndex(of: 0x20) ?? end
      let second = blank < end ? bytes[(blank + 1)..<end].firstIndex(of: 0x20) ?? end : end
      let type = blank < end ? types[String(decoding: bytes[(blank + 1)..<second], as: UTF8.self)] : nil
      let path = String(decoding: bytes[start..<blank], as: UTF8.self)
      fields.append(FieldDefinition(path: path, type: type ?? .keyword, isList: second < end))
      start = end + 1
    }
    return fields
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
