/// Gauss–Legendre rules on [0, 1] in vectors.
struct QuadratureRules: Sendable {
  /// Some nodes of a rule.
  struct Part<Vector: QuadratureVector>: Sendable {
    var nodes: Vector
    var weights: Vector
  }

  /// The rules of two and of four nodes.
  let two: [Part<SIMD2<Double>>]
  let four: [Part<SIMD4<Double>>]
  /// The rules of eight nodes and its multiples; empty where no pass asks for one.
  private(set) var eight: [[Part<SIMD8<Double>>]]

  /// The rules that passes need.
  init(for passes: some Sequence<SHAPPass>) {
    two = Self.rule(2)
    four = Self.rule(4)
    eight = [[]]
    for pass in passes where pass.nodes >= 8 {
      let place = pass.nodes / 8
      while eight.count <= place { eight.append([]) }
      if eight[place].isEmpty { eight[place] = Self.rule(pass.nodes) }
    }
  }

  private static func rule<Vector>(_ count: Int) -> [Part<Vector>] {
    let rule = GaussLegendre.rule(count)
    return stride(from: 0, to: count, by: Vector.scalarCount).map { start in
      var part = Part(nodes: Vector(), weights: Vector())
      for lane in 0..<Vector.scalarCount {
        part.nodes[lane] = rule.nodes[start + lane]
        part.weights[lane] = rule.weights[start + lane]
      }
      return part
    }
  }
}

/// A vector of doubles whose sum is made in halves: the processor's order, where `SIMD.sum()` adds one by one.
protocol QuadratureVector: SIMD, Sendable where Scalar == Double {
  var total: Double { get }
}

extension SIMD2<Double>: QuadratureVector {
  @inline(__always) var total: Double { x + y }
}

extension SIMD4<Double>: QuadratureVector {
  @inline(__always) var total: Double { (lowHalf + highHalf).total }
}

extension SIMD8<Double>: QuadratureVector {
  @inline(__always) var total: Double { (lowHalf + highHalf).total }
}
