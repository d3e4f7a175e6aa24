#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension StringStatistics {
  /// The Shannon entropy of counts that are rounded to single precision first, as the feature set does; in bits.
  static func entropy(_ counts: [UInt32], total: Double) -> Double {
    var entropy = 0.0
    for count in counts where count != 0 {
      let probability = Double(Float(count)) / total
      entropy -= probability * log2(probability)
    }
    return entropy
  }
}
