/// What is wrong with a mapping table, and where.
public struct MappingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The table's name; empty when the text does not begin with one.
  public let table: String
  /// The line, from 1, in the table's text.
  public let line: Int
  /// What is wrong, in words.
  public let reason: String

  /// `windows, line 12: no such transform 'foo'`
  public var description: String { "mapping table \(table), line \(line): \(reason)" }
}
