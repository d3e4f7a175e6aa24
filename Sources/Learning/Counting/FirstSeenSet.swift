/// Remembers when keys were first seen, for a bounded time and in bounded memory.
///
/// Two generations: keys are written to the young one; when that is full or has lived for the retention time, it becomes
/// the old one and what was old is forgotten. A key that is seen again moves to the young generation, so a key is
/// forgotten only after it was not seen for at least the retention time, or for `capacity` other keys.
public struct FirstSeenSet: StatefulEstimator, Hashable, Codable {
  /// What its snapshots begin with.
  public static let stateTag = "first-seen-set"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// The most keys of one generation; at most twice as many are held.
  public let capacity: Int
  /// How long a key that is not seen again is remembered at least, in the unit of the times given; `nil`: for ever.
  public let retention: Int64?

  private var young: [UInt64: Int64] = [:]
  private var old: [UInt64: Int64] = [:]
  private var youngSince: Int64?

  /// An empty set.
  public init(capacity: Int, retention: Int64? = nil) {
    self.capacity = max(1, capacity)
    self.retention = retention
  }

  /// The number of keys held now.
  public var count: Int {
    young.count + old.count
  }

  /// Notes a key and returns when it was first seen, `nil` when it is new.
  @discardableResult
  public mutating func see(_ key: UInt64, at time: Int64) -> Int64? {
    age(to: time)
    if let first = young[key] { return first }
    let first = old.removeValue(forKey: key)
    if young.count >= capacity { rotate(at: time) }
    young[key] = first ?? time
    return first
  }

  /// Whether a key is remembered.
  public func contains(_ key: UInt64) -> Bool { young[key] != nil || old[key] != nil }

  private mutating func age(to time: Int64) {
    guard let retention else { return }
    guard let since = youngSince else {
      youngSince = time
      return
    }
    let (age, overflow) = time.subtractingReportingOverflow(since)
    if overflow ? time > since : age >= retention { rotate(at: time) }
  }

  private mutating func rotate(at time: Int64) {
    old = young
    young = [:]
    youngSince = time
  }

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(count: capacity)
    writer.append(retention != nil)
    writer.append(signed: retention ?? 0)
    writer.append(youngSince != nil)
    writer.append(signed: youngSince ?? 0)
    for generation in [young, old] {
      writer.append(count: generation.count)
      for (key, time) in generation.sorted(by: { $0.key < $1.key }) {
        writer.append(word: key)
        writer.append(signed: time)
      }
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    capacity = try reader.integer(in: 1...Int.max)
    let isRetained = try reader.bool()
    let retained = try reader.signed()
    retention = isRetained ? retained : nil
    let hasStart = try reader.bool()
    let start = try reader.signed()
    youngSince = hasStart ? start : nil
    young = try Self.generation(&reader)
    old = try Self.generation(&reader)
    guard young.count <= capacity, old.count <= capacity else { throw StateError("a first-seen set is overfull") }
  }

  private static func generation(_ reader: inout StateReader) throws(StateError) -> [UInt64: Int64] {
    let count = try reader.count(ofSize: 9)
    var result: [UInt64: Int64] = [:]
    result.reserveCapacity(count)
    for _ in 0..<count {
      let key = try reader.word()
      result[key] = try reader.signed()
    }
    return result
  }
}
