#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The way back from ln(1 + n).
enum Exponential {
  static func minusOne(_ value: Double) -> Double { expm1(value) }
}
