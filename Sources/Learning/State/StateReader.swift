/// A state that cannot be restored.
public struct StateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}

/// Reads what a `StateWriter` wrote. Every length is checked against the bytes that are left before anything is
/// allocated, so damaged or hostile bytes give an error and cost no more memory than they have.
public struct StateReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0
  private var allowance: Int

  /// What tables that a state stands for, but does not contain, may take in memory: 256 MiB.
  public static let usualMemoryLimit = 256 << 20

  /// Opens a state; throws when its tag or version is another.
  ///
  /// - Parameter memoryLimit: bytes that tables may take which a short state stands for (`claim`).
  public init(
    _ bytes: [UInt8], tag: String, version: UInt64, memoryLimit: Int = usualMemoryLimit
  ) throws(StateError) {
    self.bytes = bytes
    allowance = max(0, memoryLimit)
    let found = try string()
    guard found == tag else { throw StateError("the state is not of kind \(tag)") }
    let written = try number()
    guard written == version else { throw StateError("\(tag): state version \(written), expected \(version)") }
  }

  /// Reads a number.
  public mutating func number() throws(StateError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < bytes.count else { throw ended }
      let byte = bytes[position]
      position += 1
      guard shift < 63 || byte <= 1 else { throw StateError("a number is too large") }
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// Reads a count of things that take at least `size` bytes each.
  public mutating func count(ofSize size: Int = 1) throws(StateError) -> Int {
    let value = try number()
    guard value <= UInt64((bytes.count - position) / max(1, size)) else { throw ended }
    return Int(value)
  }

  /// Reads an index or a limit that must lie in `range`.
  public mutating func integer(in range: ClosedRange<Int>) throws(StateError) -> Int {
    let value = try number()
    guard let number = Int(exactly: value), range.contains(number) else {
      throw StateError("\(value) is outside \(range.lowerBound) … \(range.upperBound)")
    }
    return number
  }

  /// Reads a signed number.
  public mutating func signed() throws(StateError) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Reads a word.
  public mutating func word() throws(StateError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw ended }
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(bytes[position + index]) &<< UInt64(8 * index) }
    position += 8
    return value
  }

  /// Reads a floating-point number.
  public mutating func double() throws(StateError) -> Double { Double(bitPattern: try word()) }

  /// Counts of things that happened are no larger than this: what is added to one later cannot overflow.
  static let mostCounted = 1 << 60

  /// Reads a floating-point number that must be finite and lie in `range`; `name` says in an error what it is.
  mutating func finite(
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude, _ name: String
  ) throws(StateError) -> Double {
    let value = try double()
    guard range.contains(value) else { throw StateError("\(name) is \(value)") }
    return value
  }

  /// Reads true or false.
  public mutating func bool() throws(StateError) -> Bool {
    guard position < bytes.count, bytes[position] <= 1 else { throw StateError("a truth value is damaged") }
    position += 1
    return bytes[position - 1] == 1
  }

  /// Reads text; invalid UTF-8 is an error.
  public mutating func string() throws(StateError) -> String {
    let raw = try data()
    guard let text = String(validating: raw, as: UTF8.self) else { throw StateError("a text is not UTF-8") }
    return text
  }

  /// Reads bytes.
  public mutating func data() throws(StateError) -> [UInt8] {
    let length = try count()
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  /// Says that `count` things of `size` bytes are about to be allocated, more than the state has bytes for. Throws when all that was
  /// claimed passes the memory limit.
  public mutating func claim(_ count: Int, ofSize size: Int) throws(StateError) {
    let (bytes, overflow) = max(0, count).multipliedReportingOverflow(by: max(1, size))
    guard !overflow, bytes <= allowance else { throw StateError("the state would take more memory than it may") }
    allowance -= bytes
  }

  /// Throws when something is left.
  public func end() throws(StateError) {
    guard position == bytes.count else { throw StateError("\(bytes.count - position) bytes are left over") }
  }

  private var ended: StateError { StateError("the state ends after \(bytes.count) bytes, in the middle of a value") }
}
