extension EmberV3 {
  static func appendGeneral(
    _ data: borrowing Span<UInt8>, _ statistics: ByteStatistics, isPE: Bool, to vector: inout VectorBuilder
  ) {
    vector.append(data.count)
    vector.append(statistics.entropy)
    vector.append(isPE)
    for index in 0..<4 { vector.append(index < data.count ? data[index] : 0) }
  }

  /// Counts become single precision before they are divided, by their sum in single precision.
  static func appendHistograms(_ statistics: ByteStatistics, to vector: inout VectorBuilder) {
    for counts in [statistics.counts, statistics.windowCounts] {
      let total = singlePrecisionSum(counts)
      for count in counts { vector.append(total == 0 ? 0 : Float(count) / total) }
    }
  }

  /// The sum of 256 counts as NumPy takes it in single precision: two halves of eight running sums each, added in pairs.
  private static func singlePrecisionSum(_ counts: [UInt32]) -> Float {
    func half(_ start: Int) -> Float {
      var sums = InlineArray<8, Float>(repeating: 0)
      for index in 0..<128 { sums[index & 7] += Float(counts[start + index]) }
      return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    }
    return half(0) + half(128)
  }

  static func appendStrings(_ strings: StringStatistics, to vector: inout VectorBuilder) {
    vector.append(strings.count)
    vector.append(strings.count == 0 ? 0 : Double(strings.printableBytes) / Double(strings.count))
    vector.append(strings.printableBytes)
    let total = Double(max(strings.printableBytes, 1))
    for count in strings.characters { vector.append(Double(count) / total) }
    vector.append(StringStatistics.entropy(strings.characters, total: total))
    for count in strings.patterns { vector.append(count) }
  }
}
