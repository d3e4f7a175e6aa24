/// Why bytes are not the JSON they should be, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: String, Sendable {
    /// The text ends inside a value; more bytes may complete it.
    case endOfText = "the text ends inside a value"
    /// A byte that cannot stand here.
    case unexpectedByte = "unexpected byte"
    /// A document that is not an object where one is needed.
    case notAnObject = "not a JSON object"
    /// Objects and lists nested deeper than the limit.
    case tooDeep = "nested too deeply"
    /// Not a JSON number.
    case badNumber = "malformed number"
    /// A backslash followed by something that JSON does not know.
    case badEscape = "malformed escape in a string"
    /// A control character inside a string.
    case controlCharacter = "unescaped control character in a string"
  }

  /// What is wrong.
  public var reason: Reason
  /// The byte offset in the text that was given.
  public var offset: Int

  /// An error at an offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The reason and the offset.
  public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
