/// The questions that a forest asks of a row, each once: a feature with a way to treat missing values, or a feature with
/// a set. Scoring first turns the row into one key a slot, and then only compares keys.
struct ForestSlots: Sendable {
  /// How a slot makes its key of a value.
  struct Slot: Sendable, Hashable {
    enum Kind: UInt8, Sendable, Hashable {
      case missingRight, missingLeft, nanAsZero, zeroMissing, category, value
    }
    var feature: Int32
    var kind: Kind
    var missingGoesLeft = false
    var set: Int32 = -1
  }

  /// Slots of numbers that treat NaN alike. Where most features are asked for, all of them are turned into keys in one
  /// sweep, which costs less than to pick some.
  struct Plane: Sendable {
    enum NaN: Sendable { case highest, lowest, zero }
    var nan: NaN
    /// The features in order; a gapless range when `isDense`.
    var features: [UInt32]
    var isDense: Bool
  }

  /// The planes, whose slots come first.
  var planes: [Plane] = []
  /// All other slots.
  var others: [Slot] = []
  let categorySets: [[UInt32]]
  let valueSets: [[Double]]
  /// The number of slots.
  var count = 0

  /// LightGBM's `kZeroThreshold`, a float.
  static let zeroLimit: Float = 1e-35

  /// Collects the slots of an ensemble; `index` tells the position of each.
  init(_ ensemble: TreeEnsemble, index: inout [Slot: Int]) {
    categorySets = ensemble.categorySets
    valueSets = ensemble.valueSets
    var found: Set<Slot> = []
    for tree in ensemble.trees {
      for node in tree.nodes where !node.isLeaf { found.insert(Self.slot(of: node)) }
    }
    for (kind, nan) in [(Slot.Kind.missingRight, Plane.NaN.highest), (.missingLeft, .lowest), (.nanAsZero, .zero)] {
      let features = found.filter { $0.kind == kind }.map { UInt32($0.feature) }.sorted()
      guard let first = features.first, let last = features.last else { continue }
      let isDense = Int(last - first) < 3 * features.count
      let plane = Plane(nan: nan, features: isDense ? Array(first...last) : features, isDense: isDense)
      for (position, feature) in plane.features.enumerated() {
        index[Slot(feature: Int32(feature), kind: kind)] = count + position
      }
      count += plane.features.count
      planes.append(plane)
    }
    others = found.filter { $0.kind.rawValue >= Slot.Kind.zeroMissing.rawValue }.sorted {
      ($0.feature, $0.kind.rawValue, $0.set, $0.missingGoesLeft ? 1 : 0)
        < ($1.feature, $1.kind.rawValue, $1.set, $1.missingGoesLeft ? 1 : 0)
    }
    for (position, slot) in others.enumerated() { index[slot] = count + position }
    count += others.count
  }

  /// The slot of a split.
  static func slot(of node: TreeNode) -> Slot {
    switch node.test {
    case .inCategories:
      Slot(feature: node.feature, kind: .category, missingGoesLeft: node.missingGoesLeft, set: node.set)
    case .equalsAny:
      Slot(feature: node.feature, kind: .value, missingGoesLeft: node.missingGoesLeft, set: node.set)
    case .lessThan, .lessOrEqual:
      switch node.missing {
      case .nan: Slot(feature: node.feature, kind: node.missingGoesLeft ? .missingLeft : .missingRight)
      case .zeroOrNaN: Slot(feature: node.feature, kind: .zeroMissing, missingGoesLeft: node.missingGoesLeft)
      case .never: Slot(feature: node.feature, kind: .nanAsZero)
      }
    }
  }

  /// True when a value of a set slot is a member.
  func contains(_ value: Double, _ slot: Slot) -> Bool {
    if slot.kind == .category {
      guard value > -1, value < 0x1p31 else { return false }
      let words = categorySets[Int(slot.set)]
      let category = Int(value)
      return category >> 5 < words.count && words[category >> 5] >> UInt32(category & 31) & 1 == 1
    }
    let values = valueSets[Int(slot.set)]
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low] == value
  }

  /// The key of a value in one of the `others`.
  @inline(__always)
  func key<Value: OrderedValue>(_ value: Value, _ slot: Slot) -> Value.Key {
    switch slot.kind {
    case .missingRight: return value.isNaN ? .max : Value.orderedKey(value)
    case .missingLeft: return value.isNaN ? 0 : Value.orderedKey(value)
    case .nanAsZero: return Value.orderedKey(value.isNaN ? 0 : value)
    case .zeroMissing:
      let missing = value.isNaN || value.magnitude <= Value(Self.zeroLimit)
      return missing ? (slot.missingGoesLeft ? 0 : .max) : Value.orderedKey(value)
    case .category, .value:
      // A set's split compares with key 1.
      return (value.isNaN ? slot.missingGoesLeft : contains(Double(value), slot)) ? 0 : 2
    }
  }
}
