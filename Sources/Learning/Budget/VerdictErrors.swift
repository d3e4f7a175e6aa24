/// How often verdicts are wrong, from things that were judged twice.
///
/// Two judges who err independently with probability ρ disagree with probability d = 2·ρ·(1 − ρ), so that ρ = (1 − √(1 − 2·d))/2.
/// d is the share of disagreements, with `priorPairs` pairs beforehand that disagree as judges do who err once in ten, which is what
/// is assumed of judges whom nobody knows (`BetaReliability`).
public struct VerdictErrors: Sendable, Hashable {
  /// What is assumed before anything was judged twice.
  public static let assumed = 0.1
  /// Pairs that the assumption is worth.
  static let priorPairs = 20.0
  /// The highest rate: judges who err more often than this say nothing.
  public static let highest = 0.4

  /// Pairs of verdicts by different judges on the same thing.
  public private(set) var pairs = 0
  /// Those that disagree.
  public private(set) var disagreements = 0

  /// Nothing was judged twice.
  public init() {}

  /// Notes two verdicts by different judges on one thing.
  public mutating func note(agrees: Bool) {
    pairs += 1
    if !agrees { disagreements += 1 }
  }

  /// The estimated share of wrong verdicts, 0 … `highest`.
  public var rate: Double {
    let assumed = 2 * Self.assumed * (1 - Self.assumed)
    let share = (Double(disagreements) + Self.priorPairs * assumed) / (Double(pairs) + Self.priorPairs)
    return min(Self.highest, (1 - max(0, 1 - 2 * share).squareRoot()) / 2)
  }
}

extension VerdictErrors {
  func write(to writer: inout StateWriter) {
    writer.append(count: pairs)
    writer.append(count: disagreements)
  }

  init(from reader: inout StateReader) throws(StateError) {
    pairs = try reader.integer(in: 0...StateReader.mostCounted)
    disagreements = try reader.integer(in: 0...pairs)
  }
}
