/// How surprising a category is in its context, with the counts that say so.
public struct Rarity: Sendable, Hashable {
  /// The probability of a category this rare or rarer.
  public var pValue: Double
  /// How often the category was seen in the context, the observation itself not counted.
  public var count: UInt32
  /// All other observations of the context.
  public var contextTotal: UInt64
  /// The different categories of the context.
  public var contextDistinct: UInt64
  /// Other contexts in which the category was seen.
  public var otherContexts: UInt32
  /// All contexts learnt.
  public var contextCount: Int
}

extension RarityModel {
  /// How surprising the next observation would be, or, with `leavingOut`, how surprising an observation is that the model
  /// has already counted. `nil` for a context that was not learnt.
  public func rarity(of category: UInt64, in context: UInt64, leavingOut: Bool = false) -> Rarity? {
    guard let spectrum = contexts[context] else { return nil }
    let own: UInt32 = leavingOut ? 1 : 0
    let count = self.count(of: category, in: context)
    guard count >= own else { return nil }
    let others = count - own
    let isAlone = leavingOut && others == 0
    var with = contexts(with: category)
    if count > 0 { with -= min(1, with) }
    var pValue = process(pooled).pValue(count: Int(others), in: spectrum, leavingOut: leavingOut)
    if others == 0 { pValue *= process(base).pValue(count: Int(with), in: base, leavingOut: isAlone) }
    return Rarity(
      pValue: pValue, count: others, contextTotal: spectrum.total - UInt64(own),
      contextDistinct: spectrum.distinct, otherContexts: with, contextCount: contexts.count)
  }

  private func process(_ spectrum: CountSpectrum) -> PitmanYor {
    let discount = PitmanYor.discount(
      seenOnce: spectrum.categories(seen: 1), seenTwice: spectrum.categories(seen: 2))
    return PitmanYor(concentration: configuration.concentration, pooledDiscount: discount)
  }
}
