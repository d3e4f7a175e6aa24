/// An estimator that can be written down and go on later, bit for bit, as if it had never been stopped.
public protocol StatefulEstimator: Sendable {
  /// What its snapshots begin with.
  static var stateTag: String { get }
  /// Rises when states that were written before can no longer be read.
  static var stateVersion: UInt64 { get }

  /// Writes the state, as a part of a larger one.
  func write(to writer: inout StateWriter)

  /// Restores a state. Whatever the bytes say, the result is one that the estimator can go on with, or an error.
  init(from reader: inout StateReader) throws(StateError)
}

extension StatefulEstimator {
  /// The state by itself, with a checksum against accidental damage: the same bytes for the same observations.
  public func snapshot() -> [UInt8] {
    var writer = StateWriter(tag: Self.stateTag, version: Self.stateVersion)
    write(to: &writer)
    return writer.sealed
  }

  /// Restores what `snapshot` gave. Throws for the snapshot of something else, and for one that was cut short or changed.
  ///
  /// - Parameter memoryLimit: bytes that tables may take which a short snapshot stands for; only large configurations need more.
  public init(snapshot: [UInt8], memoryLimit: Int = StateReader.usualMemoryLimit) throws(StateError) {
    var reader = try StateReader(
      sealed: snapshot, tag: Self.stateTag, version: Self.stateVersion, memoryLimit: memoryLimit)
    try self.init(from: &reader)
    try reader.end()
  }
}
