/// Writes an estimator's state as bytes: unsigned LEB128 for numbers, eight little-endian bytes for hashes and doubles.
///
/// A state begins with a tag and a version, so that `StateReader` can refuse bytes that something else wrote.
public struct StateWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts a state of one kind and version.
  public init(tag: String, version: UInt64) {
    append(tag)
    append(version)
  }

  /// Appends a number, small numbers in few bytes.
  public mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a count or an index, which must not be negative.
  public mutating func append(count value: Int) { append(UInt64(max(0, value))) }

  /// Appends a signed number, those near zero in few bytes.
  public mutating func append(signed value: Int64) {
    append(UInt64(bitPattern: value &<< 1) ^ UInt64(bitPattern: value &>> 63))
  }

  /// Appends a word of which every bit matters.
  public mutating func append(word value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value &>> shift)) }
  }

  /// Appends a floating-point number exactly.
  public mutating func append(_ value: Double) { append(word: value.bitPattern) }

  /// Appends true or false.
  public mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Appends text.
  public mutating func append(_ value: String) {
    append(count: value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// Appends bytes, for example the state of a part.
  public mutating func append(_ value: [UInt8]) {
    append(count: value.count)
    bytes.append(contentsOf: value)
  }
}
