/// The byte histograms of all prefixes of a file that end at a multiple of 8 KiB, so that the histogram of any range
/// costs two look-ups and at most 16 KiB of reading: sections and segments may overlap as they like, and the time stays
/// linear. Needs an eighth of the file's size.
public struct HistogramIndex: Sendable {
  /// The distance of the prefixes.
  static let block = 8192

  /// 256 counts for each prefix, the empty one first.
  private let prefixes: [UInt32]
  private let blocks: Int

  /// Reads the bytes once.
  public init(_ bytes: borrowing Span<UInt8>) {
    // Counts are 32-bit: bytes behind 4 GiB − 1 are not counted.
    let blocks = Swift.min(bytes.count, Int(UInt32.max)) / Self.block
    var prefixes = [UInt32](repeating: 0, count: (blocks &+ 1) &* 256)
    var running = ByteHistogram()
    for block in 0..<blocks {
      running.add(bytes, block &* Self.block..<(block &+ 1) &* Self.block)
      let base = (block &+ 1) &* 256
      for value in 0..<256 { prefixes[base &+ value] = running.counts[value] }
    }
    self.prefixes = prefixes
    self.blocks = blocks
  }

  /// The histogram of a range of the same bytes, cut to what is inside them.
  public func histogram(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> ByteHistogram {
    let inside = range.clamped(to: 0..<bytes.count)
    let first = (inside.lowerBound &+ Self.block &- 1) / Self.block
    let last = Swift.min(inside.upperBound / Self.block, blocks)
    guard first < last else { return ByteHistogram(bytes, inside) }
    var result = ByteHistogram()
    let low = first &* 256
    let high = last &* 256
    for value in 0..<256 { result.counts[value] = prefixes[high &+ value] &- prefixes[low &+ value] }
    result.add(bytes, inside.lowerBound..<first &* Self.block)
    result.add(bytes, last &* Self.block..<inside.upperBound)
    return result
  }

  /// The histogram of several ranges together.
  public func histogram(_ bytes: borrowing Span<UInt8>, _ ranges: [Range<Int>]) -> ByteHistogram {
    var result = ByteHistogram()
    for range in ranges {
      let part = histogram(bytes, range)
      for value in 0..<256 { result.counts[value] &+= part.counts[value] }
    }
    return result
  }

  /// Shannon's entropy of a range in bits a byte.
  public func entropy(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Double {
    histogram(bytes, range).entropy
  }
}
