/// Parts of writing numbers in decimal.
enum DecimalText {
  /// The number of digits of a value above 0.
  @inline(__always)
  static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
    while value >= limit {
      count &+= 1
      if count == 20 { break }
      limit &*= 10
    }
    return count
  }

  /// The two digits of a value below 100 as ASCII, the first digit in the low byte.
  @inline(__always)
  static func pair(_ value: UInt64) -> UInt16 {
    let tens = (value &* 205) &>> 11
    return UInt16(truncatingIfNeeded: 0x3030 &+ tens &+ (value &- tens &* 10) &<< 8)
  }

  /// The four digits of a value below 10,000 as ASCII, the first digit in the low byte.
  @inline(__always)
  static func quad(_ value: UInt64) -> UInt64 {
    let high = value / 100
    return UInt64(pair(high)) | UInt64(pair(value &- high &* 100)) &<< 16
  }
}
