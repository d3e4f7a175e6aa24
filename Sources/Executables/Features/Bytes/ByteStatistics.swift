#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What one pass over the bytes of a file finds: how often each value occurs, and in how random a neighbourhood.
public struct ByteStatistics: Sendable {
  /// How often each byte value occurs.
  public private(set) var counts: [UInt32]
  /// The joint counts of window entropy (row, 16 bins of half a bit) and high half of the byte (column, 16).
  ///
  /// Windows have 2,048 bytes and start every 1,024. After Saxe and Berlin, *Deep neural network based malware detection
  /// using two dimensional binary program features*, 2015, §2.1.1, in the form of the EMBER feature sets.
  public private(set) var windowCounts: [UInt32]
  /// Counts before every block of `stride` bytes, 256 each, so that counts of a range need few bytes.
  private var checkpoints: [UInt32]

  private static let block = 1024
  private static let stride = 32 * block

  /// Counts the bytes of a file of less than 4 GiB.
  public init(_ data: borrowing Span<UInt8>) {
    counts = [UInt32](repeating: 0, count: 256)
    windowCounts = [UInt32](repeating: 0, count: 256)
    checkpoints = []
    checkpoints.reserveCapacity(256 * (data.count / Self.stride + 1))
    var previous: SIMD16<UInt16>?
    var start = 0
    while start < data.count {
      if start % Self.stride == 0 { checkpoints.append(contentsOf: counts) }
      let end = min(start &+ Self.block, data.count)
      let halves = Self.count(data, start..<end, into: &counts)
      if end &- start == Self.block || data.count < 2 * Self.block {
        if let before = previous, data.count >= 2 * Self.block { addWindow(before &+ halves) }
        previous = data.count < 2 * Self.block ? (previous ?? .zero) &+ halves : halves
      }
      start = end
    }
    // A file without a whole window counts as one, still divided by the window's size.
    if let previous, data.count < 2 * Self.block { addWindow(previous) }
  }

  /// The byte counts alone.
  static func counts(_ data: borrowing Span<UInt8>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 256)
    var start = 0
    while start < data.count {
      let end = min(start &+ block, data.count)
      _ = count(data, start..<end, into: &counts)
      start = end
    }
    return counts
  }

  /// Adds the counts of at most 1,024 bytes, and returns the counts of their high halves.
  private static func count(
    _ data: borrowing Span<UInt8>, _ range: Range<Int>, into counts: inout [UInt32]
  ) -> SIMD16<UInt16> {
    // Four tables in turn: the same value twice in a row need not wait for itself.
    var tables = InlineArray<1024, UInt16>(repeating: 0)
    var index = range.lowerBound
    while index &+ 8 <= range.upperBound {
      let word = data.u64(at: index) ?? 0
      tables[Int(word & 0xff)] &+= 1
      tables[Int(word >> 8 & 0xff) | 256] &+= 1
      tables[Int(word >> 16 & 0xff) | 512] &+= 1
      tables[Int(word >> 24 & 0xff) | 768] &+= 1
      tables[Int(word >> 32 & 0xff)] &+= 1
      tables[Int(word >> 40 & 0xff) | 256] &+= 1
      tables[Int(word >> 48 & 0xff) | 512] &+= 1
      tables[Int(word >> 56 & 0xff) | 768] &+= 1
      index &+= 8
    }
    while index < range.upperBound {
      tables[Int(data[index])] &+= 1
      index &+= 1
    }
    var halves = SIMD16<UInt16>.zero
    var sums = counts.mutableSpan
    for high in 0..<16 {
      var sum: UInt16 = 0
      for low in 0..<16 {
        let value = high &* 16 &+ low
        let total = tables[value] &+ tables[value | 256] &+ tables[value | 512] &+ tables[value | 768]
        sums[value] &+= UInt32(total)
        sum &+= total
      }
      halves[high] = sum
    }
    return halves
  }

  private mutating func addWindow(_ halves: SIMD16<UInt16>) {
    let row = Self.row(halves)
    for high in 0..<16 { windowCounts[row &* 16 &+ high] &+= UInt32(halves[high]) }
  }

  /// The entropy bin of a window: twice the entropy of the bytes' high halves, doubled, in single precision.
  private static func row(_ halves: SIMD16<UInt16>) -> Int {
    var terms = InlineArray<16, Float>(repeating: 0)
    var count = 0
    for high in 0..<16 where halves[high] != 0 {
      terms[count] = WindowEntropyTerms.table[Int(min(halves[high], 2048))]
      count &+= 1
    }
    var sum: Float = 0
    if count < 8 {
      for index in 0..<count { sum += terms[index] }
    } else {
      // The order in which NumPy sums: eight at a time in pairs, then the rest.
      if count == 16 { for index in 0..<8 { terms[index] += terms[index &+ 8] } }
      sum = ((terms[0] + terms[1]) + (terms[2] + terms[3])) + ((terms[4] + terms[5]) + (terms[6] + terms[7]))
      if count < 16 { for index in 8..<max(count, 8) { sum += terms[index] } }
    }
    return min(Int(sum * 2 * 2), 15)
  }

  // MARK: Entropy

  /// The Shannon entropy of the whole file, in bits per byte.
  public var entropy: Double { Self.entropy(counts.span) }

  /// The Shannon entropy of a range of the file, in bits per byte; zero for an empty range.
  ///
  /// - Parameter data: the bytes that were counted.
  public func entropy(_ data: borrowing Span<UInt8>, in range: Range<Int>) -> Double {
    let range = range.clamped(to: 0..<data.count)
    var result = [UInt32](repeating: 0, count: 256)
    let first = (range.lowerBound + Self.stride - 1) / Self.stride
    let last = range.upperBound / Self.stride
    guard first < last, last * 256 + 256 <= checkpoints.count || range.upperBound == data.count else {
      Self.add(data, range, to: &result)
      return Self.entropy(result.span)
    }
    // Whole strides are a difference of checkpoints; only the ends are counted again.
    let isToEnd = range.upperBound == data.count
    for value in 0..<256 {
      result[value] = (isToEnd ? counts[value] : checkpoints[last * 256 + value]) &- checkpoints[first * 256 + value]
    }
    Self.add(data, range.lowerBound..<first * Self.stride, to: &result)
    if !isToEnd { Self.add(data, last * Self.stride..<range.upperBound, to: &result) }
    return Self.entropy(result.span)
  }

  private static func add(_ data: borrowing Span<UInt8>, _ range: Range<Int>, to counts: inout [UInt32]) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start &+ block, range.upperBound)
      _ = count(data, start..<end, into: &counts)
      start = end
    }
  }

  private static func entropy(_ counts: borrowing Span<UInt32>) -> Double {
    var total = 0.0
    for index in counts.indices { total += Double(counts[index]) }
    var entropy = 0.0
    for index in counts.indices where counts[index] != 0 {
      let probability = Double(counts[index]) / total
      entropy -= probability * log2(probability)
    }
    return entropy
  }
}
