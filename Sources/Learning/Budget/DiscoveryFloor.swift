#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Online control of the false-discovery rate with e-values: what is so certain that it is shown whatever the budget says.
///
/// e-LOND (Z. Xu, A. Ramdas, "Online multiple testing with e-values", AISTATS 2024): the t-th finding is believed when its
/// e-value is at least 1/(α·γₜ·(R + 1)), with R believed so far and Σγ ≤ 1. Then the expected share of false ones among the
/// believed is at most α, however the findings depend on one another: each false one adds at most
/// 1{e ≥ 1/(αγₜ(R+1))}/(R+1) ≤ α·γₜ·e, whose expectation is at most α·γₜ. The weights γₜ = ln 2/ln(t + 1) − ln 2/ln(t + 2)
/// add up to one and fall like 1/(t·ln²t). A new epoch begins anew, with the guarantee for each epoch by itself.
public struct DiscoveryFloor: Sendable, Hashable {
  /// The expected share of false ones among those believed.
  public let level: Double
  /// Findings tested in this epoch.
  public private(set) var tested = 0
  /// Findings believed in this epoch.
  public private(set) var believed = 0

  /// A floor at a level between 0 and 1; 0 believes nothing.
  public init(level: Double = 0.1) { self.level = min(1, max(0, level)) }

  /// γₜ for t = 1, 2, …
  static func weight(_ t: Int) -> Double {
    let t = Double(max(1, t))
    return log(2) / log(t + 1) - log(2) / log(t + 2)
  }

  /// The natural logarithm of the e-value that the next finding needs.
  public var nextRequirement: Double {
    level > 0 ? -log(level * Self.weight(tested + 1) * Double(believed + 1)) : .infinity
  }

  /// Tests a finding by the logarithm of its e-value; true when it is believed.
  public mutating func test(logEValue: Double) -> Bool {
    let isBelieved = logEValue >= nextRequirement
    tested += 1
    if isBelieved { believed += 1 }
    return isBelieved
  }

  /// Begins a new epoch.
  public mutating func restart() {
    tested = 0
    believed = 0
  }
}

extension DiscoveryFloor {
  func write(to writer: inout StateWriter) {
    writer.append(level)
    writer.append(count: tested)
    writer.append(count: believed)
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init(level: try reader.finite(in: 0...1, "a level"))
    tested = try reader.integer(in: 0...StateReader.mostCounted)
    believed = try reader.integer(in: 0...tested)
  }
}
