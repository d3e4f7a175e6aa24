extension Forest {
  /// Adds the leaves of one row in tree order, in the precision of the source library.
  func sum(_ leaves: Span<UInt32>) -> [Double] {
    if !leafRows.isEmpty { return sumVectors(leaves) }
    if outputCount == 1 { return [sumScalars(leaves)] }
    var result = base
    let values = leafValues.span
    if sumPrecision == .float64 {
      for tree in outputs.indices { result[Int(outputs[tree])] += values[Int(leaves[tree])] }
    } else {
      for tree in outputs.indices {
        let output = Int(outputs[tree])
        result[output] = Double(Float(result[output]) + Float(values[Int(leaves[tree])]))
      }
    }
    return divide(result)
  }

  private func sumScalars(_ leaves: Span<UInt32>) -> Double {
    let values = leafValues.span
    var total: Double
    if sumPrecision == .float64 {
      total = base[0]
      for tree in 0..<outputs.count { total += values[Int(leaves[tree])] }
    } else {
      var narrow = Float(base[0])
      for tree in 0..<outputs.count { narrow += Float(values[Int(leaves[tree])]) }
      total = Double(narrow)
    }
    return divisor == 1 ? total : total / divisor
  }

  private func sumVectors(_ leaves: Span<UInt32>) -> [Double] {
    var result = base
    let count = outputCount
    for tree in outputs.indices {
      let start = Int(leafRows[Int(leaves[tree])]) * count
      for output in 0..<count {
        let value = leafVectors[start + output]
        if sumPrecision == .float64 {
          result[output] += value
        } else {
          result[output] = Double(Float(result[output]) + Float(value))
        }
      }
    }
    return divide(result)
  }

  func divide(_ result: [Double]) -> [Double] {
    divisor == 1 ? result : result.map { $0 / divisor }
  }
}
