#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Logarithms of the C library, the only mathematics this module needs from it.
enum Logarithm {
  /// The logarithm to base 2.
  static func base2(_ value: Double) -> Double { log2(value) }

  /// ln(1 + x), the scale on which sizes and counts become features.
  static func onePlus(_ value: Double) -> Double { log1p(value) }
}
