import Synchronization

/// Numbers every field name once for the whole process.
///
/// The table starts with the ECS fields. Names met in telemetry are added by `intern(_:)` up to `dynamicLimit`, so that
/// hostile input with endless random keys cannot grow memory without bound: past the limit it answers `nil` and the
/// caller keeps the value as raw JSON instead. Readers cache what they look up; the lock is taken on first sight of a
/// name, not per event.
public final class FieldTable: Sendable {
  /// The one table.
  public static let shared = FieldTable(schema: ECSSchema.fields)

  /// How many fields the schema itself defines; they are numbered first.
  public let schemaFieldCount: Int

  /// How many names beyond the schema are accepted from telemetry.
  public let dynamicLimit: Int

  private struct State {
    var paths: [String]
    var types: [FieldType]
    var ids: [String: FieldID]
    var interned = 0
  }

  private let state: Mutex<State>

  init(schema: [FieldDefinition], dynamicLimit: Int = 200_000) {
    var initial = State(paths: [], types: [], ids: [:])
    initial.ids.reserveCapacity(schema.count * 2)
    for definition in schema where initial.ids[definition.path] == nil {
      initial.ids[definition.path] = FieldID(rawValue: UInt32(initial.paths.count))
      initial.paths.append(definition.path)
      initial.types.append(definition.type)
    }
    self.schemaFieldCount = initial.paths.count
    self.dynamicLimit = dynamicLimit
    self.state = Mutex(initial)
  }

  /// The number of fields known now.
  public var count: Int { state.withLock { $0.paths.count } }

  /// The field with this path, if anything has named it so far.
  public func lookup(_ path: String) -> FieldID? {
    state.withLock { $0.ids[path] }
  }

  /// The field with this path, numbered now if it is new, or `nil` when telemetry has brought too many names already.
  public func intern(_ path: String) -> FieldID? {
    state.withLock { state in
      if let known = state.ids[path] { return known }
      guard state.interned < dynamicLimit else { return nil }
      state.interned += 1
      return Self.add(path, type: Self.extensionType(of: path), to: &state)
    }
  }

  /// The field with this path, numbered now if it is new. For names from code, which are finite.
  func define(_ path: String) -> FieldID {
    state.withLock { state in
      state.ids[path] ?? Self.add(path, type: Self.extensionType(of: path), to: &state)
    }
  }

  /// The dotted path of a field.
  public func path(of field: FieldID) -> String {
    state.withLock { field.index < $0.paths.count ? $0.paths[field.index] : "field#\(field.rawValue)" }
  }

  /// The type of a field: the schema's, else that of the extensions, else `.keyword`.
  public func type(of field: FieldID) -> FieldType {
    state.withLock { field.index < $0.types.count ? $0.types[field.index] : .keyword }
  }

  private static func add(_ path: String, type: FieldType, to state: inout State) -> FieldID {
    let field = FieldID(rawValue: UInt32(state.paths.count))
    state.ids[path] = field
    state.paths.append(path)
    state.types.append(type)
    return field
  }

  private static func extensionType(of path: String) -> FieldType {
    ExtensionFields.types[path] ?? .keyword
  }
}
