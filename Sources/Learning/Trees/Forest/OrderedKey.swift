/// Floating-point numbers as unsigned integers in the same order, so that a forest compares integers and every missing
/// value is an ordinary key: zero, below everything, where missing goes left, and the highest where it goes right.
///
/// IEEE 754 orders positive numbers as their bits; flipping the sign bit puts them above the negative ones, whose bits
/// are all flipped because a larger magnitude is a smaller number. −0 comes just below +0: thresholds make up for it.
enum OrderedKey {
  @inline(__always) static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) &>> 31) | 0x8000_0000)
  }

  @inline(__always) static func key(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) &>> 63) | 0x8000_0000_0000_0000)
  }

  /// The key k such that, for every float x that is a number, x < t or x ≤ t exactly when key(x) ≤ k.
  static func narrowThreshold(_ threshold: Double, inclusive: Bool) -> UInt32 {
    guard !threshold.isNaN else { return 0 }
    var nearest = Float(threshold)
    // Round down: between two floats no float lies.
    if Double(nearest) > threshold { nearest = nearest.nextDown }
    // x < t for t between two floats is x ≤ the lower of them.
    if inclusive || Double(nearest) < threshold { return nearest == 0 ? key(Float(0)) : key(nearest) }
    return (nearest == 0 ? key(-Float(0)) : key(nearest)) - 1
  }

  /// As `narrowThreshold`, for doubles.
  static func wideThreshold(_ threshold: Double, inclusive: Bool) -> UInt64 {
    guard !threshold.isNaN else { return 0 }
    if inclusive { return threshold == 0 ? key(0.0) : key(threshold) }
    return (threshold == 0 ? key(-0.0) : key(threshold)) - 1
  }
}

/// A floating-point type with ordered keys.
protocol OrderedValue: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  associatedtype Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable
  static func orderedKey(_ value: Self) -> Key
}

extension Float: OrderedValue {
  @inline(__always) static func orderedKey(_ value: Float) -> UInt32 { OrderedKey.key(value) }
}

extension Double: OrderedValue {
  @inline(__always) static func orderedKey(_ value: Double) -> UInt64 { OrderedKey.key(value) }
}
