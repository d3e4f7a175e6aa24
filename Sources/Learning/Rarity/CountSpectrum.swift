/// How many categories were seen once, twice, … in one context: all that is needed to say how surprising a count is.
public struct CountSpectrum: Sendable, Hashable {
  /// Counts up to this one are told apart; a category seen more often than this is not rare.
  public static let depth = 16

  /// All observations.
  public private(set) var total: UInt64 = 0
  /// Different categories.
  public private(set) var distinct: UInt64 = 0
  private var rare = [UInt32](repeating: 0, count: depth)

  /// Nothing seen.
  public init() {}

  /// The number of categories that were seen `count` times, for a count from 1 to `depth`.
  public func categories(seen count: Int) -> UInt64 { UInt64(rare[count - 1]) }

  /// Counts one more observation of a category that had been seen `before` times.
  public mutating func increase(from before: UInt32) {
    total += 1
    if before == 0 {
      distinct += 1
    } else if before <= Self.depth {
      rare[Int(before) - 1] -= min(1, rare[Int(before) - 1])
    }
    if before < Self.depth, rare[Int(before)] < .max { rare[Int(before)] += 1 }
  }

  /// Adds a category with all its observations.
  mutating func add(category count: UInt32) {
    guard count > 0 else { return }
    total += UInt64(count)
    distinct += 1
    if count <= Self.depth { rare[Int(count) - 1] += 1 }
  }

  /// Writes the state.
  func write(to writer: inout StateWriter) {
    writer.append(total)
    writer.append(distinct)
    for count in rare { writer.append(UInt64(count)) }
  }

  /// Restores a state.
  init(from reader: inout StateReader) throws(StateError) {
    total = UInt64(try reader.integer(in: 0...(1 << 62)))
    distinct = UInt64(try reader.integer(in: 0...(1 << 62)))
    for index in rare.indices { rare[index] = UInt32(try reader.integer(in: 0...Int(UInt32.max))) }
  }
}
