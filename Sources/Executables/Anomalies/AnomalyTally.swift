/// A way in which a file breaks its format, or uses it as no ordinary tool does.
public protocol AnomalyKind: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

/// How often each kind of anomaly was met in a file.
///
/// Parsers of hostile bytes go on where they can: what they could not believe is counted here, and features and
/// explanations use the counts.
public struct AnomalyTally<Kind: AnomalyKind>: Sendable, Equatable {
  private var counts: [Kind: Int] = [:]

  /// Nothing met yet.
  public init() {}

  /// Counts one more of a kind.
  mutating func note(_ kind: Kind, times: Int = 1) {
    if times > 0 { counts[kind, default: 0] &+= times }
  }

  /// How often a kind was met.
  public subscript(kind: Kind) -> Int { counts[kind] ?? 0 }

  /// How many kinds were met.
  public var kinds: Int { counts.count }

  /// How many anomalies were met in all.
  public var total: Int { counts.values.reduce(0, +) }

  /// The kinds that were met, in the order of their declaration.
  public var present: [(kind: Kind, count: Int)] {
    Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
  }
}
