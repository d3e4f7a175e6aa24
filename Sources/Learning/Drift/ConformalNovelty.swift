/// Tells inputs that are unlike those a model was trained on, with a stated rate of false rejections.
///
/// For each class the nonconformity of rows that were not trained on is kept; a new row's credibility for a class is the share
/// of them that are at least as odd (Vovk et al. 2005). Under exchangeability a row of the class is rejected at level α with
/// probability at most α. A row that no class finds credible should get the verdict *unknown* (F. Barbero et al.,
/// "Transcending TRANSCEND", IEEE S&P 2022).
public struct ConformalNovelty: Sendable, Hashable, Codable {
  /// Nonconformity by class, ascending.
  private let calibration: [String: [Double]]

  /// Learns from nonconformities (higher is odder) by class; NaN is left out.
  public init(_ calibration: [String: [Double]]) {
    self.calibration = calibration.mapValues { $0.filter { !$0.isNaN }.sorted() }.filter { !$0.value.isEmpty }
  }

  /// The classes.
  public var classes: [String] { calibration.keys.sorted() }

  /// How credible a nonconformity is for a class, 0 … 1; 0 for a class without calibration. NaN is not credible.
  public func credibility(_ nonconformity: Double, for name: String) -> Double {
    guard let known = calibration[name], !nonconformity.isNaN else { return 0 }
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle] < nonconformity { low = middle + 1 } else { high = middle }
    }
    return Double(known.count - low + 1) / Double(known.count + 1)
  }

  /// The classes for which a row is credible at a level; none means *unknown*.
  public func credible(_ nonconformity: [String: Double], level: Double) -> [String] {
    classes.filter { credibility(nonconformity[$0] ?? .nan, for: $0) > level }
  }

  /// The smallest level at which a class can reject at all: 1/(n + 1).
  public func resolution(of name: String) -> Double { 1 / Double((calibration[name]?.count ?? 0) + 1) }
}
