import ECS

/// Runs of integers as a base and small residuals.
///
/// Residuals are differences from the smallest value ("frame of reference") or between neighbours ("delta"), divided by
/// a power of ten that divides them all (times in milliseconds held as nanoseconds), and stored either bit-packed or as
/// byte planes: all lowest bytes, then all second bytes, and so on, which Zstandard compresses well.
///
/// Source: J. Goldstein, R. Ramakrishnan, U. Shaft, "Compressing Relations and Indexes" (1998) for frames of reference.
struct NumberCoding {
  /// How residuals are laid out.
  enum Layout: UInt8 {
    case packed = 0
    case planes = 1
  }

  private static let scales: [UInt64] = [1_000_000_000, 1_000_000, 1_000, 100]
  /// A packed residual is read from one unaligned word.
  private static let widestPacked = 56

  private let residuals: [UInt64]
  private let isDelta: Bool
  private let base: UInt64
  private let step: UInt64
  private let scale: UInt64
  /// Bits of the widest residual.
  let width: Int

  /// Finds the narrowest form of values, which are taken as signed.
  init(_ values: [UInt64]) {
    var low = Int64.max
    var high = Int64.min
    var lowDelta = Int64.max
    var highDelta = Int64.min
    var previous = Int64(bitPattern: values.first ?? 0)
    for bits in values {
      let value = Int64(bitPattern: bits)
      low = min(low, value)
      high = max(high, value)
      let delta = value &- previous
      lowDelta = min(lowDelta, delta)
      highDelta = max(highDelta, delta)
      previous = value
    }
    if values.isEmpty { (low, high, lowDelta, highDelta) = (0, 0, 0, 0) }
    let range = UInt64(bitPattern: high &- low)
    scale = range < 1 << 62 && range >= 100 ? Self.scale(values, above: UInt64(bitPattern: low)) : 1
    let deltaRange = UInt64(bitPattern: highDelta &- lowDelta)
    // Differences that overflowed would not divide evenly.
    isDelta = range < 1 << 62 && Self.width(deltaRange / scale) + 2 < Self.width(range / scale)
    width = Self.width((isDelta ? deltaRange : range) / scale)
    base = isDelta ? values.first ?? 0 : UInt64(bitPattern: low)
    step = isDelta ? UInt64(bitPattern: lowDelta) : 0
    residuals = Self.residuals(values, base: base, step: step, scale: scale, isDelta: isDelta)
  }

  private static func width(_ range: UInt64) -> Int { 64 - range.leadingZeroBitCount }

  private static func scale(_ values: [UInt64], above low: UInt64) -> UInt64 {
    for scale in scales where values.allSatisfy({ ($0 &- low) % scale == 0 }) { return scale }
    return 1
  }

  private static func residuals(
    _ values: [UInt64], base: UInt64, step: UInt64, scale: UInt64, isDelta: Bool
  ) -> [UInt64] {
    var result = values
    var previous = base
    for index in result.indices {
      let value = result[index]
      if isDelta {
        // The first value is the base itself; its residual must still come out as a difference of zero.
        result[index] = value &- previous &- step
        previous = value
      } else {
        result[index] = value &- base
      }
      if scale > 1 { result[index] /= scale }
    }
    return result
  }

  /// The encoded values; `.packed` falls back to planes for residuals too wide to pack.
  func encoded(_ wanted: Layout) -> [UInt8] {
    let layout = width > Self.widestPacked ? .planes : wanted
    var writer = ByteWriter()
    writer.byte(layout.rawValue | (isDelta ? 0x10 : 0))
    writer.varint(residuals.count)
    writer.byte(UInt8(width))
    writer.word(base)
    writer.word(step)
    writer.varint(scale)
    switch layout {
    case .packed: writer.raw(packed())
    case .planes: writer.raw(planes())
    }
    return writer.bytes
  }

  private func planes() -> [UInt8] {
    let planes = (width + 7) / 8
    var output: [UInt8] = []
    output.reserveCapacity(planes * residuals.count)
    for plane in 0..<planes {
      let shift = UInt64(plane * 8)
      for value in residuals { output.append(UInt8(truncatingIfNeeded: value &>> shift)) }
    }
    return output
  }

  private func packed() -> [UInt8] {
    guard width > 0 else { return [] }
    var output: [UInt8] = []
    output.reserveCapacity((residuals.count * width + 7) / 8 + 8)
    var pending: UInt64 = 0
    var bits: UInt64 = 0
    for value in residuals {
      pending |= value &<< bits
      bits &+= UInt64(width)
      while bits >= 8 {
        output.append(UInt8(truncatingIfNeeded: pending))
        pending &>>= 8
        bits &-= 8
      }
    }
    if bits > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
    return output
  }
}
