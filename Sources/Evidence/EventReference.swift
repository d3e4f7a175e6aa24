/// Points at one event: by its fingerprint for identity, and by where it was read for people.
public struct EventReference: Sendable, Hashable, Codable {
  /// The event's 128-bit fingerprint in hexadecimal; the store's key.
  public var id: String
  /// The input, as in `EventOrigin.path`.
  public var path: String
  /// Line or record number in the input.
  public var record: UInt64
  /// When the event happened, in nanoseconds since 1970.
  public var time: Int64

  /// A reference by its parts.
  public init(id: String, path: String, record: UInt64, time: Int64) {
    self.id = id
    self.path = path
    self.record = record
    self.time = time
  }
}
