/// A table that cannot be read, and where.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, with the name inside its archive after `!/`; empty where it is not known yet.
  public var path: String
  /// The line, from 1.
  public var line: Int?
  /// What is wrong and what to do.
  public var reason: String

  init(line: Int, _ reason: String) {
    path = ""
    self.line = line
    self.reason = reason
  }

  init(_ reason: String) {
    path = ""
    self.reason = reason
  }

  func at(_ path: String) -> TableError {
    var located = self
    located.path = path
    return located
  }

  /// `path:line: reason` or `path: reason`.
  public var description: String {
    if let line { return "\(path):\(line): \(reason)" }
    return "\(path): \(reason)"
  }
}
