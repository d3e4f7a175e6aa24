import Learning

/// The draws that a simulation makes.
extension Xoshiro256 {
  /// A generator whose whole output follows from `seed` and `stream`. Different streams are independent.
  init(seed: UInt64, stream: UInt64) {
    self.init(seed: seed ^ (stream &* 0xD1B5_4A32_D192_ED03))
  }

  /// True with the given probability.
  mutating func chance(_ probability: Double) -> Bool {
    nextUnit() < probability
  }

  /// One element of a list that is not empty.
  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }

  /// A count from a Poisson distribution, for small means.
  ///
  /// Source: D. Knuth, The Art of Computer Programming, vol. 2, 3.4.1.
  mutating func poisson(_ mean: Double) -> Int {
    var product = 1.0
    var count = -1
    let limit = exponential(-mean)
    repeat {
      product *= nextUnit()
      count += 1
    } while product > limit && count < 10_000
    return count
  }

  /// Lower-case hexadecimal digits.
  mutating func hex(_ count: Int) -> String {
    String((0..<count).map { _ in pick(Array("0123456789abcdef")) })
  }

  /// e^x, to about 1e-12, without the C library: by halving the argument and a short series.
  private func exponential(_ x: Double) -> Double {
    let scaled = x / 1_024
    var term = 1.0
    var sum = 1.0
    for order in 1...8 {
      term *= scaled / Double(order)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }
}
