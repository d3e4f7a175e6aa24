/// Why bytes are no document, and where.
public struct DocumentError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// The byte where it is wrong, counted from the beginning of the document.
  public var offset: Int
  /// Whether the document is wrong only in that it ends: more bytes could complete it.
  public var isTruncated: Bool

  init(_ message: String, at offset: Int, isTruncated: Bool = false) {
    self.message = message
    self.offset = offset
    self.isTruncated = isTruncated
  }

  /// The byte and the message.
  public var description: String { "byte \(offset): \(message)" }
}
