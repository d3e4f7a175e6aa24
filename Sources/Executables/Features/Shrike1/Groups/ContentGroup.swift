/// Bytes of the loaded content: histogram, entropy profile, and a sketch of the code's 4-grams.
struct ContentGroup {
  static let window = 2048
  static let sketchSize = 128
  /// So much code is sketched; a prefix, because code is ordered by the linker and not by an attacker's padding.
  static let codeBudget = 4 << 20

  /// c · log2 c for every count that a window can have.
  private static let terms: [Float] = (0...window).map { $0 > 1 ? Float(Double($0) * Logarithm.base2(Double($0))) : 0 }

  /// - Parameter histogram: that of the content.
  static func write(
    _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, _ histogram: ByteHistogram, to writer: inout FeatureWriter
  ) {
    let total = Double(Swift.max(histogram.total, 1))
    writer.put("content.entropy", "Entropy of the loaded content, bits a byte.", histogram.entropy)
    for bin in 0..<32 {
      let count = (0..<8).reduce(0) { $0 &+ Int(histogram.counts[bin * 8 + $1]) }
      writer.put(
        "content.bytes.\(bin)", "Share of the byte values from \(bin * 8) to \(bin * 8 + 7).", Double(count) / total)
    }
    writer.put("content.zero_share", "Share of zero bytes.", Double(histogram.counts[0]) / total)
    writeProfile(view, bytes, to: &writer)
    writeSketch(view, bytes, to: &writer)
  }

  private static func writeProfile(
    _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter
  ) {
    var profile: [Float] = []
    var changes = 0
    var counts = InlineArray<256, UInt16>(repeating: 0)
    let terms = terms.span
    for range in view.content {
      var start = range.lowerBound
      while start &+ window <= range.upperBound {
        for index in start..<start &+ window { counts[Int(bytes[index])] &+= 1 }
        var sum: Float = 0
        for value in 0..<256 {
          sum += terms[Int(counts[value])]
          counts[value] = 0
        }
        // log2 2048 is 11.
        let entropy = Swift.max(0, 11 - sum / Float(window))
        if let last = profile.last, abs(last - entropy) > 2 { changes &+= 1 }
        profile.append(entropy)
        start &+= window
      }
    }
    let count = Double(Swift.max(profile.count, 1))
    let high = profile.count { $0 > 7.2 }
    let middle = profile.count { $0 > 6.5 }
    let low = profile.count { $0 < 1 }
    profile.sort()
    writer.log("profile.windows", "windows of 2 KiB of the loaded content", profile.count)
    for percent in [0, 5, 10, 25, 50, 75, 90, 95, 100] {
      let value = profile.isEmpty ? 0 : profile[(profile.count - 1) * percent / 100]
      writer.put("profile.percentile_\(percent)", "Percentile \(percent) of the windows' entropies.", Double(value))
    }
    writer.put("profile.high_share", "Share of windows with entropy above 7.2.", Double(high) / count)
    writer.put("profile.middle_share", "Share of windows with entropy above 6.5.", Double(middle) / count)
    writer.put("profile.low_share", "Share of windows with entropy below 1.", Double(low) / count)
    writer.put(
      "profile.changes", "Neighbouring windows that differ by more than 2 bits, as a share.", Double(changes) / count)
  }

  /// A count sketch (Charikar, Chen, Farach-Colton 2002): each 4-gram adds +1 or −1 to one of 128 sums, then the sums are
  /// scaled to length 1.
  private static func writeSketch(
    _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter
  ) {
    var sums = InlineArray<128, Int32>(repeating: 0)
    var left = codeBudget
    for range in view.code.isEmpty ? view.content : view.code where left > 0 {
      let end = Swift.min(range.upperBound, range.lowerBound &+ left) &- 3
      left &-= range.count
      guard range.lowerBound < end else { continue }
      for index in range.lowerBound..<end {
        guard let gram = bytes.u32(at: index) else { break }
        let hash = gram &* 0x9E37_79B1
        sums[Int(hash &>> 25)] &+= hash & 0x0100_0000 == 0 ? 1 : -1
      }
    }
    var square = 0.0
    for bucket in 0..<sketchSize { square += Double(sums[bucket]) * Double(sums[bucket]) }
    let scale = square > 0 ? 1 / square.squareRoot() : 0
    for bucket in 0..<sketchSize {
      writer.put(
        "code.sketch.\(bucket)", "Sum \(bucket) of the count sketch of the code's 4-grams.",
        Double(sums[bucket]) * scale)
    }
  }
}
