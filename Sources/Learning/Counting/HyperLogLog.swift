/// The number of distinct keys in fixed memory: exact up to 128 keys, then within about 1.6 % (one standard error).
///
/// HyperLogLog (P. Flajolet and others, 2007) with 2¹² registers and the improved raw estimator of O. Ertl, "New
/// cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithms 4 and 6, which needs no bias tables.
/// Keys are mixed before use, so consecutive numbers are good keys. Two sketches merge into the sketch of the union.
public struct HyperLogLog: StatefulEstimator, Hashable {
  /// What its snapshots begin with.
  public static let stateTag = "distinct-counter"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  private static let precision = 12
  private static let registerCount = 1 << precision
  private static let exactLimit = 128

  private var exact: Set<UInt64> = []
  private var registers: [UInt8] = []

  /// An empty sketch.
  public init() {}

  /// Adds a key.
  public mutating func insert(_ key: UInt64) {
    let hash = SplitMix64.mix(key)
    if registers.isEmpty {
      exact.insert(hash)
      if exact.count > Self.exactLimit { becomeDense() }
    } else {
      register(hash)
    }
  }

  /// Adds all keys of another sketch.
  public mutating func formUnion(_ other: HyperLogLog) {
    if other.registers.isEmpty {
      for hash in other.exact where registers.isEmpty { exact.insert(hash) }
      if !registers.isEmpty { for hash in other.exact { register(hash) } }
      if exact.count > Self.exactLimit { becomeDense() }
      return
    }
    if registers.isEmpty { becomeDense() }
    for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
  }

  /// The estimated number of distinct keys.
  public var count: Double {
    if registers.isEmpty { return Double(exact.count) }
    let highest = 64 - Self.precision
    var histogram = [Int](repeating: 0, count: highest + 2)
    for register in registers { histogram[Int(register)] += 1 }
    let m = Double(Self.registerCount)
    var z = m * Self.tau(1 - Double(histogram[highest + 1]) / m)
    for k in stride(from: highest, through: 1, by: -1) { z = 0.5 * (z + Double(histogram[k])) }
    z += m * Self.sigma(Double(histogram[0]) / m)
    return m * m / (2 * 0.693_147_180_559_945_3 * z)
  }

  private mutating func becomeDense() {
    registers = [UInt8](repeating: 0, count: Self.registerCount)
    for hash in exact { register(hash) }
    exact = []
  }

  private mutating func register(_ hash: UInt64) {
    let index = Int(truncatingIfNeeded: hash &>> UInt64(64 - Self.precision))
    let rest = hash &<< UInt64(Self.precision)
    let rank = UInt8(min(rest.leadingZeroBitCount, 64 - Self.precision) + 1)
    registers[index] = max(registers[index], rank)
  }

  private static func sigma(_ start: Double) -> Double {
    guard start < 1 else { return .infinity }
    var x = start
    var y = 1.0
    var z = x
    while true {
      x *= x
      let previous = z
      z += x * y
      y += y
      if z == previous { return z }
    }
  }

  private static func tau(_ start: Double) -> Double {
    guard start > 0, start < 1 else { return 0 }
    var x = start
    var y = 1.0
    var z = 1 - x
    while true {
      x = x.squareRoot()
      let previous = z
      y *= 0.5
      z -= (1 - x) * (1 - x) * y
      if z == previous { return z / 3 }
    }
  }

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(registers)
    writer.append(count: exact.count)
    for hash in exact.sorted() { writer.append(word: hash) }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    registers = try reader.data()
    guard registers.isEmpty || registers.count == Self.registerCount,
      registers.allSatisfy({ Int($0) <= 64 - Self.precision + 1 })
    else { throw StateError("a distinct counter's registers are damaged") }
    let size = try reader.count(ofSize: 8)
    guard size <= Self.exactLimit, size == 0 || registers.isEmpty else {
      throw StateError("a distinct counter is both exact and estimated")
    }
    for _ in 0..<size { exact.insert(try reader.word()) }
  }
}
