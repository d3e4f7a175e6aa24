extension JSONDocument {
  /// The number of a number, rounded to the nearest double; nil for what is no number.
  func number(of entry: Entry) -> Double? {
    switch entry.kind {
    case .decimal: decimal(Int(entry.start), Int(entry.length))
    case .float32, .float64, .int8, .uint8, .int16, .int32, .int64: binary(entry.kind, at: Int(entry.start))
    default: nil
    }
  }

  /// The integer of a number that is written as one and that 64 bits hold. `-0` is none: a double has one of its own.
  func integer(of entry: Entry) -> Int64? {
    let start = Int(entry.start)
    switch entry.kind {
    case .decimal:
      let isNegative = bytes[start] == 0x2D
      var value: Int64 = 0
      for byte in bytes[start + (isNegative ? 1 : 0)..<start + Int(entry.length)] {
        guard (0x30...0x39).contains(byte) else { return nil }
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        // Counted below zero, since there is one more negative integer.
        let (sum, carry) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
        guard !overflow, !carry else { return nil }
        value = sum
      }
      if isNegative { return value == 0 ? nil : value }
      return value == .min ? nil : -value
    case .int8: return Int64(Int8(bitPattern: bytes[start]))
    case .uint8: return Int64(bytes[start])
    case .int16: return Int64(Int16(truncatingIfNeeded: word(2, at: start)))
    case .int32: return Int64(Int32(truncatingIfNeeded: word(4, at: start)))
    case .int64: return Int64(bitPattern: word(8, at: start))
    default: return nil
    }
  }

  /// The numbers of a packed list.
  func unpacked(_ entry: Entry) -> [Double] {
    let size: Int
    switch entry.element {
    case .int8, .uint8: size = 1
    case .int16: size = 2
    case .int32, .float32: size = 4
    default: size = 8
    }
    return (0..<Int(entry.length)).map { binary(entry.element, at: Int(entry.start) + $0 * size) }
  }

  private func word(_ size: Int, at start: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in start..<start + size { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  private func binary(_ kind: Kind, at start: Int) -> Double {
    switch kind {
    case .int8: Double(Int8(bitPattern: bytes[start]))
    case .uint8: Double(bytes[start])
    case .int16: Double(Int16(truncatingIfNeeded: word(2, at: start)))
    case .int32: Double(Int32(truncatingIfNeeded: word(4, at: start)))
    case .int64: Double(Int64(bitPattern: word(8, at: start)))
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(4, at: start))))
    case .float64: Double(bitPattern: word(8, at: start))
    default: 0
    }
  }

  /// Powers of ten that a double holds exactly.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Most numbers have few digits and a small exponent: both are doubles exactly, and one multiplication or division rounds
  /// correctly. W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990. The others are left to the library.
  private func decimal(_ start: Int, _ length: Int) -> Double? {
    let end = start + length
    var at = start + (bytes[start] == 0x2D ? 1 : 0)
    var digits = 0
    var mantissa: UInt64 = 0
    var exponent = 0
    var isFraction = false
    while at < end, bytes[at] | 0x20 != 0x65 {
      let byte = bytes[at]
      at += 1
      if byte == 0x2E {
        isFraction = true
        continue
      }
      guard (0x30...0x39).contains(byte), digits < 19 else { return library(start..<end) }
      mantissa = mantissa * 10 + UInt64(byte - 0x30)
      digits += mantissa == 0 ? 0 : 1
      exponent -= isFraction ? 1 : 0
    }
    if at < end {
      at += 1
      var written = 0
      let sign = bytes[at]
      if sign == 0x2D || sign == 0x2B { at += 1 }
      guard end - at <= 3 else { return library(start..<end) }
      while at < end {
        written = written * 10 + Int(bytes[at] - 0x30)
        at += 1
      }
      exponent += sign == 0x2D ? -written : written
    }
    guard mantissa <= 1 << 53, -22...22 ~= exponent else { return library(start..<end) }
    let value = exponent < 0 ? Double(mantissa) / Self.powers[-exponent] : Double(mantissa) * Self.powers[exponent]
    return bytes[start] == 0x2D ? -value : value
  }

  private func library(_ range: Range<Int>) -> Double? { Double(String(decoding: bytes[range], as: UTF8.self)) }
}
