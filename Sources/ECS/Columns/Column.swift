/// The values of one field over the rows of a batch.
public enum Column: Sendable {
  /// Strings.
  case keyword(KeywordColumn)
  /// Integers.
  case integer(ScalarColumn<Int64>)
  /// Floating-point numbers.
  case double(ScalarColumn<Double>)
  /// Booleans.
  case boolean(ScalarColumn<Bool>)
  /// Nanoseconds since 1970.
  case date(ScalarColumn<Int64>)
  /// Addresses.
  case ip(ScalarColumn<IPAddress>)
}

/// A column of values of fixed size.
public struct ScalarColumn<Value: Sendable>: Sendable {
  /// Each row's first value; meaningless where `isPresent` is false.
  public internal(set) var values: [Value]
  /// Whether a row has a value.
  public internal(set) var isPresent: [Bool]
  /// The further values of rows that have several, in row order.
  public internal(set) var extras: [(row: UInt32, value: Value)] = []

  init(rows: Int, zero: Value) {
    values = [Value](repeating: zero, count: rows)
    isPresent = [Bool](repeating: false, count: rows)
  }

  /// The first value of a row.
  @inlinable
  public subscript(row: Int) -> Value? { isPresent[row] ? values[row] : nil }

  /// All values of a row, first to last.
  public func all(ofRow row: Int) -> [Value] {
    guard isPresent[row] else { return [] }
    var result = [values[row]]
    if !extras.isEmpty { result += extras.lazy.filter { Int($0.row) == row }.map(\.value) }
    return result
  }

  mutating func add(_ value: Value, row: Int) {
    if isPresent[row] {
      extras.append((UInt32(row), value))
    } else {
      values[row] = value
      isPresent[row] = true
    }
  }
}
