/// Logarithmic scales without a mathematics library.
enum Logarithm {
  /// log₂(1 + value), exact at powers of two and straight between them: enough for the height of a bar.
  static func of(_ value: Int) -> Double {
    let shifted = UInt64(max(0, value)) + 1
    let exponent = 63 - shifted.leadingZeroBitCount
    let fraction = Double(shifted) / Double(UInt64(1) << UInt64(exponent)) - 1
    return Double(exponent) + fraction
  }

  /// The height of a count on a logarithmic scale that ends at `peak`: 0 … 1.
  static func share(_ value: Int, of peak: Int) -> Double {
    let whole = of(peak)
    return whole > 0 ? min(of(value) / whole, 1) : 0
  }
}
