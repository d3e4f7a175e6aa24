#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// When events of a series happen in a day or a week, and how unusual a moment is.
///
/// A smoothed histogram on a circle: every event adds its weight to its bin and, less, to the neighbours. The p-value of a
/// moment is the probability of all bins that are no likelier than its own, with a uniform share for times that were never
/// seen (one pseudo-event), so that with few events nothing is improbable.
public struct CircularModel: StatefulEstimator, Hashable {
  /// What its snapshots begin with.
  public static let stateTag = "circular-model"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  private var bins: [Float]
  private var total: Float = 0

  /// Bins of half an hour for a day, of an hour for a week.
  public init(isWeek: Bool) { bins = [Float](repeating: 0, count: isWeek ? 168 : 48) }

  /// Events learnt, older ones less.
  public var weight: Double { Double(total) }

  /// Bytes of memory.
  public var size: Int { 48 + 4 * bins.count }

  private func bin(_ fraction: Double) -> Int { min(bins.count - 1, max(0, Int(fraction * Double(bins.count)))) }

  /// ln p of an event at a fraction of the period from 0 to 1.
  public func logProbability(_ fraction: Double) -> Double {
    let density = bins[bin(fraction)]
    var mass: Float = 0
    for value in bins where value <= density * 1.0001 { mass += value }
    return log(min(1, (Double(mass) + 1) / (Double(total) + 1)))
  }

  /// The fraction of the period that is usual nearest to a moment: the likeliest bin's middle.
  public var typical: Double {
    let best = bins.indices.max { (bins[$0], $1) < (bins[$1], $0) } ?? 0
    return (Double(best) + 0.5) / Double(bins.count)
  }

  /// Learns a moment; half its weight goes to its bin, the rest to two neighbours on each side.
  public mutating func learn(_ fraction: Double, weight: Double = 1) {
    let centre = bin(fraction)
    for (offset, share) in [(0, Float(0.5)), (1, 0.15), (-1, 0.15), (2, 0.1), (-2, 0.1)] {
      bins[(centre + offset + bins.count) % bins.count] += share * Float(weight)
    }
    total += Float(weight)
    guard total > 4_000 else { return }
    for index in bins.indices { bins[index] /= 2 }
    total /= 2
  }

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(count: bins.count)
    writer.append(Double(total))
    for value in bins { writer.append(Double(value)) }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let count = try reader.integer(in: 48...168)
    guard count == 48 || count == 168 else { throw StateError("a circle of \(count) bins") }
    total = try reader.single()
    bins = []
    for _ in 0..<count { bins.append(try reader.single()) }
    guard total >= 0, bins.allSatisfy({ $0 >= 0 }) else { throw StateError("a circle of times is damaged") }
  }
}
