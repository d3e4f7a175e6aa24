import ECS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The hash under which texts are counted.
enum TextHash {
  static func of(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    return ByteHash.hash(bytes.span)
  }
}

/// The natural logarithm and exponential of the platform's library, in one place.
enum Logarithm {
  static func of(_ value: Double) -> Double { log(value) }
  static func exp(_ value: Double) -> Double {
    #if canImport(Glibc)
      Glibc.exp(value)
    #else
      Darwin.exp(value)
    #endif
  }
}
