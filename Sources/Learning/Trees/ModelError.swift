/// Why a model cannot be read or used, and where in it.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what could be done.
  public var message: String
  /// The place: a path in the document ("learner.objective"), a byte offset, a tree and node. Empty when there is none.
  public var place: String

  /// An error with its place.
  public init(_ message: String, at place: String = "") {
    self.message = message
    self.place = place
  }

  /// The place and the message.
  public var description: String { place.isEmpty ? message : "\(place): \(message)" }

  /// The same error one level further out in the document.
  func inside(_ outer: String) -> ModelError {
    guard !place.isEmpty else { return ModelError(message, at: outer) }
    return ModelError(message, at: place.hasPrefix("[") ? outer + place : "\(outer).\(place)")
  }
}
