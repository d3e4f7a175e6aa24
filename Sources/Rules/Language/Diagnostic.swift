/// A place in a rule's text, counted from 1; columns are Unicode scalars.
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line.
  public var line: Int
  /// The column in the line.
  public var column: Int

  /// A place by line and column.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `line:column`.
  public var description: String { "\(line):\(column)" }

  /// Earlier in the text.
  public static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
    (lhs.line, lhs.column) < (rhs.line, rhs.column)
  }

  /// The place in a file of a place in a text that begins at `start` of that file.
  func shifted(from start: SourcePosition) -> SourcePosition {
    line == 1
      ? SourcePosition(line: start.line, column: start.column + column - 1)
      : SourcePosition(line: start.line + line - 1, column: column)
  }
}

/// What is wrong, or doubtful, at one place of a rule.
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where.
  public var position: SourcePosition
  /// What, in words.
  public var message: String

  /// A remark on a place.
  public init(_ position: SourcePosition, _ message: String) {
    self.position = position
    self.message = message
  }

  /// `line:column: message`.
  public var description: String { "\(position): \(message)" }
}
