import ECS

/// What is known of fields: type, whether they are lists, the values allowed, and what they say.
public struct FieldListing {
  private let fields: [FieldDefinition]
  /// Names that no field has.
  public private(set) var unknown: [String] = []

  /// The fields with some names, in the order given; all fields without names. `set.*` stands for all that begin so.
  public init(_ names: [String]) {
    let all = ECSSchema.fields
    guard !names.isEmpty else {
      fields = all
      return
    }
    var found: [FieldDefinition] = []
    for name in names {
      let hits =
        name.hasSuffix(".*") ? all.filter { $0.path.hasPrefix(name.dropLast()) } : all.filter { $0.path == name }
      if hits.isEmpty { unknown.append(name) }
      found += hits
    }
    fields = found
  }

  /// Lines for people: name and type, and below them the description and the allowed values.
  public func table() -> String {
    fields.map { field in
      var text = "\(field.path)  \(field.type.rawValue)\(field.isList ? ", a list" : "")\n"
      if let description = ECSSchema.description(of: field.path) { text += "    \(description)\n" }
      if let values = ECSSchema.allowedValues[field.path] {
        text += "    One of: \(values.sorted().joined(separator: ", "))\n"
      }
      return text
    }.joined()
  }

  /// One JSON array of objects.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in for field in fields { Self.write(field, into: &writer) } }
    return writer.bytes + [0x0A]
  }

  /// One JSON object a line.
  public func ndjson() -> [UInt8] {
    fields.flatMap { field in
      var writer = JSONWriter()
      Self.write(field, into: &writer)
      return writer.bytes + [0x0A]
    }
  }

  private static func write(_ field: FieldDefinition, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", field.path)
      writer.member("type", field.type.rawValue)
      writer.key("list")
      writer.bool(field.isList)
      writer.stringOrNull("description", ECSSchema.description(of: field.path))
      if let values = ECSSchema.allowedValues[field.path] { writer.strings("allowed_values", values.sorted()) }
    }
  }
}
