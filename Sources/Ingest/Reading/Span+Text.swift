import ECS

extension Span where Element == UInt8 {
  /// Whether the bytes begin with those of an ASCII literal, at `start`.
  func starts(with literal: StaticString, at start: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard start >= 0, start <= count, count &- start >= length else { return false }
    for index in 0..<length {
      // The literal has exactly `length` code units.
      if unsafe self[start &+ index] != literal.utf8Start[index] { return false }
    }
    return true
  }

  /// Where an ASCII literal, which is not empty, first occurs at or after `start`.
  func firstRange(of literal: StaticString, from start: Int = 0, to limit: Int? = nil) -> Range<Int>? {
    let length = literal.utf8CodeUnitCount
    let end = limit ?? count
    guard length > 0 else { return nil }
    // The literal is not empty.
    let first = unsafe literal.utf8Start[0]
    var index = start
    while let hit = firstIndex(of: first, from: index, to: end) {
      if end &- hit < length { return nil }
      if starts(with: literal, at: hit) { return hit..<hit &+ length }
      index = hit &+ 1
    }
    return nil
  }

  /// Whether an ASCII literal occurs.
  func contains(_ literal: StaticString) -> Bool { firstRange(of: literal) != nil }

  /// Whether the bytes are the same as others.
  func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// Bytes as text, invalid UTF-8 repaired. For names and reports rather than hot loops.
  func text() -> String {
    var bytes: [UInt8] = []
    UTF8Text.appendRepaired(self, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension BatchBuilder {
  /// Appends a string by bytes that may be invalid UTF-8, which is repaired.
  mutating func append(_ field: FieldID, repairing value: borrowing Span<UInt8>, flags: Cell.Flags = []) {
    if UTF8Text.isValid(value) { return append(field, utf8: value, flags: flags) }
    let start = beginString()
    var repaired: [UInt8] = []
    UTF8Text.appendRepaired(value, to: &repaired)
    appendBytes(repaired)
    endString(field, from: start, flags: flags)
  }
}
