/// The vectors of a pass, reused from tree to tree, and what is done with them.
///
/// Products go down: p is the quadrature weight times the factors of all features decided above. Sums come up: S is the sum over the
/// leaves below of their value times the factors of features decided from here on. With z the share of training rows that go
/// left, o whether the row does, and c = o − z, the factor to the left is f = z + c·y, that to the right 1 − f, and the split's feature
/// gains c·Σ p·(S left − S right).
///
/// Where the feature was decided above with the factor F = Z + C·y, the factors are shares of that one: with g = f/F, the sums are
/// S = S right + g·(S left − S right), and the feature gains Σ p/F·(c − C·g)·(S left − S right), in which what the split above already
/// gave for these leaves is taken back. Without a split above, F is 1 and C is 0.
struct PassMemory<Vector: QuadratureVector> {
  /// p, and after a split has been passed on the way down what its difference of sums is multiplied with.
  private var products: [Vector] = []
  /// g of splits.
  private var parts: [Vector] = []
  /// S of splits and leaves.
  private var sums: [Vector] = []

  @inline(__always)
  mutating func add(
    _ pass: SHAPPass, _ rule: QuadratureRules.Part<Vector>, _ sides: [Double], _ values: [Double],
    to result: inout MutableSpan<Double>, at start: Int
  ) {
    let slots = pass.slots
    if products.count < slots {
      products = Array(repeating: Vector(), count: slots)
      parts = products
      sums = products
    }
    Self.run(pass, rule, sides.span, values.span, &products, &parts, &sums, &result, start)
  }

  @inline(__always)
  private static func run(
    _ pass: SHAPPass, _ rule: QuadratureRules.Part<Vector>, _ taken: Span<Double>, _ leaves: Span<Double>,
    _ productMemory: inout [Vector], _ partMemory: inout [Vector], _ sumMemory: inout [Vector],
    _ result: inout MutableSpan<Double>, _ start: Int
  ) {
    let splits = pass.splits.span
    let single = pass.leaves.span
    let inner = pass.inner
    let nodes = rule.nodes
    var products = productMemory.mutableSpan
    var parts = partMemory.mutableSpan
    var sums = sumMemory.mutableSpan
    for index in single.indices { sums[splits.count &+ index] = Vector(repeating: leaves[Int(single[index])]) }
    products[0] = rule.weights
    for index in 0..<inner {
      let split = splits[index]
      let product = products[index]
      let gain = taken[Int(split.side)] - split.share
      var part = split.share + gain * nodes
      if split.above >= 0 { products[index] = divide(split, taken, nodes, gain, product, &part) }
      parts[index] = part
      let left = product * part
      products[Int(split.left)] = left
      products[Int(split.right)] = product - left
    }
    for index in inner..<splits.count {
      let split = splits[index]
      var product = products[index]
      let gain = taken[Int(split.side)] - split.share
      var part = split.share + gain * nodes
      var scale = gain
      if split.above >= 0 {
        product = divide(split, taken, nodes, gain, product, &part)
        scale = 1
      }
      let right = leaves[Int(split.right)]
      let difference = leaves[Int(split.left)] - right
      sums[index] = right + difference * part
      result[start &+ Int(split.feature)] += scale * difference * product.total
    }
    var index = inner
    while index > 0 {
      index &-= 1
      let split = splits[index]
      let right = sums[Int(split.right)]
      let difference = sums[Int(split.left)] - right
      sums[index] = right + parts[index] * difference
      let scale = split.above >= 0 ? 1 : taken[Int(split.side)] - split.share
      result[start &+ Int(split.feature)] += scale * (products[index] * difference).total
    }
  }

  /// Turns the factor of a split into its part of the factor above, and returns what the difference of its sums is multiplied
  /// with. A factor of zero belongs to a branch that neither the row nor any training row takes: it contributes nothing.
  @inline(__always)
  private static func divide(
    _ split: SHAPPass.Split, _ taken: Span<Double>, _ nodes: Vector, _ gain: Double, _ product: Vector,
    _ part: inout Vector
  ) -> Vector {
    let one = taken[Int(split.above)]
    if one == 0, split.aboveShare == 0 {
      part = Vector()
      return part
    }
    let above = one - split.aboveShare
    let inverse = 1 / (split.aboveShare + above * nodes)
    part *= inverse
    return product * inverse * (gain - above * part)
  }
}
