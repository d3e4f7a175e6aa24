/// The identity of one event field (`process.name`, `winlog.event_data.TargetUserName`), unique within the process.
///
/// Identifiers are dense small integers, so a set of fields is an array index and comparing two fields costs one
/// instruction. The fields of the Elastic Common Schema have the identifiers `0 ..< FieldTable.schemaFieldCount`, in the
/// order of the generated list; every other field is numbered when it is first seen. Never store the number: store the
/// path.
@frozen
public struct FieldID: Hashable, Comparable, Sendable {
  /// The dense number behind the field.
  public let rawValue: UInt32

  /// Wraps a number that came out of a `FieldTable`.
  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Orders fields by number, which is the order of their first use and carries no meaning beyond repeatability.
  @inlinable
  public static func < (lhs: FieldID, rhs: FieldID) -> Bool {
    lhs.rawValue < rhs.rawValue
  }

  /// The number as an index into per-field tables.
  @inlinable
  public var index: Int { Int(rawValue) }
}

extension FieldID: CustomStringConvertible {
  /// The dotted path, as in `process.parent.name`.
  public var description: String { path }

  /// The dotted path, as in `process.parent.name`.
  public var path: String { FieldTable.shared.path(of: self) }

  /// The type the schema gives the field; `.keyword` for a field it does not know.
  public var type: FieldType { FieldTable.shared.type(of: self) }

  /// The field with this dotted path, numbered now if it is new.
  ///
  /// For names written in code and tables. Names that come from telemetry go through `FieldTable.intern(_:)`, which is
  /// bounded.
  public static func named(_ path: String) -> FieldID {
    FieldTable.shared.define(path)
  }
}
