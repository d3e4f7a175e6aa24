/// How often each category occurs in each context, and how surprising it is to see one there.
///
/// Two levels, as in a hierarchical Pitman–Yor process with one table a dish, which is interpolated Kneser–Ney smoothing
/// (Y. W. Teh, "A hierarchical Bayesian language model based on Pitman–Yor processes", 2006): a category that is new to a
/// context is drawn from a base distribution, where it counts once for every context that has it. So the p-value of a
/// category new to a context is
///
///     p = P(new in the context) · P(as rare or rarer among contexts),
///
/// and a category seen r > 0 times in its context has the context's own `PitmanYor.pValue`. With a single context the
/// second factor is close to one by construction, so the same data are not counted twice.
///
/// Memory is bounded: pairs beyond `pairCapacity` are counted in a sketch that can only make them look more common, and
/// contexts beyond `contextCapacity` are counted but not scored.
public struct RarityModel: Sendable {
  /// Bounds and parameters.
  public struct Configuration: Sendable, Hashable {
    /// Pairs of context and category that are counted exactly.
    public var pairCapacity: Int
    /// Contexts that are learnt.
    public var contextCapacity: Int
    /// θ of `PitmanYor`.
    public var concentration: Double

    /// The defaults hold about 4 MB when full.
    public init(pairCapacity: Int = 65_536, contextCapacity: Int = 16_384, concentration: Double = 1) {
      self.pairCapacity = max(1, pairCapacity)
      self.contextCapacity = max(1, contextCapacity)
      self.concentration = concentration
    }
  }

  struct Pair: Sendable, Hashable {
    var context: UInt64
    var category: UInt64
  }

  /// Bounds and parameters.
  public let configuration: Configuration
  /// Observations of contexts that were too many to learn.
  public internal(set) var unlearnt: UInt64 = 0
  var pairs: [Pair: UInt32] = [:]
  var contexts: [UInt64: CountSpectrum] = [:]
  var categories: [UInt64: UInt32] = [:]
  var pairOverflow: CountMinSketch?
  var categoryOverflow: CountMinSketch?
  /// All pairs by their count.
  var pooled = CountSpectrum()
  /// All categories by the number of contexts that have them.
  var base = CountSpectrum()

  /// An empty model.
  public init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }

  /// The number of contexts learnt.
  public var contextCount: Int { contexts.count }
  /// The number of pairs counted exactly.
  public var pairCount: Int { pairs.count }
  /// All observations of learnt contexts.
  public var total: UInt64 { pooled.total }

  /// Counts an observation. Returns how often the category had been seen in the context.
  @discardableResult
  public mutating func observe(_ category: UInt64, in context: UInt64) -> UInt32 {
    if contexts[context] == nil {
      guard contexts.count < configuration.contextCapacity else {
        unlearnt += 1
        return .max
      }
      contexts[context] = CountSpectrum()
    }
    let before = countPair(Pair(context: context, category: category))
    contexts[context]?.increase(from: before)
    pooled.increase(from: before)
    if before == 0 { base.increase(from: countCategory(category)) }
    return before
  }

  /// How often a category was seen in a context; too high rather than too low.
  public func count(of category: UInt64, in context: UInt64) -> UInt32 {
    let pair = Pair(context: context, category: category)
    return pairs[pair] ?? pairOverflow?.count(of: Self.key(pair)) ?? 0
  }

  /// In how many contexts a category was seen; too high rather than too low.
  public func contexts(with category: UInt64) -> UInt32 {
    categories[category] ?? categoryOverflow?.count(of: category) ?? 0
  }

  /// Forgets half: every count is halved, downwards, and what falls to zero is dropped. Calling it once a period gives
  /// exponential forgetting with that half-life. What was only in the sketches is forgotten altogether.
  public mutating func forgetHalf() {
    let kept = pairs.compactMapValues { $0 < 2 ? nil : $0 / 2 }
    self = RarityModel(configuration)
    pairs = kept
    for (pair, count) in kept {
      contexts[pair.context, default: CountSpectrum()].add(category: count)
      pooled.add(category: count)
      categories[pair.category, default: 0] += 1
    }
    for count in categories.values { base.add(category: count) }
  }

  private mutating func countPair(_ pair: Pair) -> UInt32 {
    if let known = pairs[pair] {
      pairs[pair] = known == .max ? known : known + 1
      return known
    }
    if pairs.count < configuration.pairCapacity, pairOverflow == nil {
      pairs[pair] = 1
      return 0
    }
    return Self.add(Self.key(pair), to: &pairOverflow, width: configuration.pairCapacity)
  }

  private mutating func countCategory(_ category: UInt64) -> UInt32 {
    if let known = categories[category] {
      categories[category] = known == .max ? known : known + 1
      return known
    }
    if categories.count < configuration.pairCapacity, categoryOverflow == nil {
      categories[category] = 1
      return 0
    }
    return Self.add(category, to: &categoryOverflow, width: configuration.pairCapacity)
  }

  private static func add(_ key: UInt64, to sketch: inout CountMinSketch?, width: Int) -> UInt32 {
    var used = sketch ?? CountMinSketch(width: width)
    sketch = nil
    let before = used.add(key)
    sketch = used
    return before
  }

  static func key(_ pair: Pair) -> UInt64 { SplitMix64.mix(pair.context) ^ pair.category }
}
