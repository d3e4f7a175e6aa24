/// One field of the schema: its path and type.
public struct FieldDefinition: Sendable, Hashable {
  /// The dotted path.
  public let path: String
  /// The type of its values.
  public let type: FieldType
  /// Whether ECS says that the field holds a list.
  public let isList: Bool

  /// Describes a field.
  public init(path: String, type: FieldType, isList: Bool = false) {
    self.path = path
    self.type = type
    self.isList = isList
  }
}
