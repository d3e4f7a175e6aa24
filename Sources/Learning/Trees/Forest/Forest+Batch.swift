extension Forest {
  /// The margins of many rows of floats.
  ///
  /// - Parameters:
  ///   - rows: row after row, `columns` values each.
  ///   - columns: the number of values of a row, at least `featureCount`.
  /// - Returns: `outputCount` margins a row.
  public func margins(rows: Span<Float>, columns: Int, using workspace: inout ForestWorkspace) -> [Double] {
    precondition(columns >= featureCount && rows.count % max(columns, 1) == 0, "rows do not have the forest's columns")
    let rowCount = columns == 0 ? 0 : rows.count / columns
    var result: [Double] = []
    result.reserveCapacity(rowCount * outputCount)
    var row = 0
    if let narrow, leafRows.isEmpty {
      workspace.reserve(narrowKeys: 8 * narrow.stride)
      while row + 8 <= rowCount {
        var keys = workspace.narrowKeys.mutableSpan
        slots.fillEight(rows.extracting(row * columns..<(row + 8) * columns), columns: columns, &keys)
        block(narrow, workspace.narrowKeys.span, &result)
        row += 8
      }
    }
    while row < rowCount {
      result += margins(rows.extracting(row * columns..<(row + 1) * columns), using: &workspace)
      row += 1
    }
    return result
  }

  /// The margins of many rows of doubles; as for floats.
  public func margins(rows: Span<Double>, columns: Int, using workspace: inout ForestWorkspace) -> [Double] {
    precondition(columns >= featureCount && rows.count % max(columns, 1) == 0, "rows do not have the forest's columns")
    let rowCount = columns == 0 ? 0 : rows.count / columns
    var result: [Double] = []
    result.reserveCapacity(rowCount * outputCount)
    var row = 0
    if let wide, leafRows.isEmpty, inputPrecision == .float64 {
      workspace.reserve(wideKeys: 8 * wide.stride)
      while row + 8 <= rowCount {
        var keys = workspace.wideKeys.mutableSpan
        slots.fillEight(rows.extracting(row * columns..<(row + 8) * columns), columns: columns, &keys)
        block(wide, workspace.wideKeys.span, &result)
        row += 8
      }
    }
    while row < rowCount {
      result += margins(rows.extracting(row * columns..<(row + 1) * columns), using: &workspace)
      row += 1
    }
    return result
  }

  /// Eight rows through all trees; appends their margins.
  @inline(__always)
  private func block<Node>(_ layout: ForestLayout<Node>, _ keys: Span<Node.Value.Key>, _ result: inout [Double]) {
    let values = leafValues.span
    let count = outputCount
    if count == 1, sumPrecision == .float32 {
      var sums = SIMD8<Float>(repeating: Float(base[0]))
      for tree in 0..<outputs.count {
        let leaves = layout.walkRows(keys, tree: tree)
        var addends = SIMD8<Float>()
        for lane in 0..<8 { addends[lane] = Float(values[Int(leaves[lane])]) }
        sums += addends
      }
      for lane in 0..<8 { result.append(Double(sums[lane]) / divisor) }
      return
    }
    let start = result.count
    for _ in 0..<8 { result += base }
    for tree in 0..<outputs.count {
      let leaves = layout.walkRows(keys, tree: tree)
      let output = start &+ Int(outputs[tree])
      for lane in 0..<8 {
        let place = output &+ lane &* count
        let value = values[Int(leaves[lane])]
        result[place] =
          sumPrecision == .float64 ? result[place] + value : Double(Float(result[place]) + Float(value))
      }
    }
    if divisor != 1 { for index in start..<result.count { result[index] /= divisor } }
  }

  /// The predictions of many rows: margins transformed, `predictionCount` values a row.
  public func predict(rows: Span<Float>, columns: Int, using workspace: inout ForestWorkspace) -> [Double] {
    transformed(margins(rows: rows, columns: columns, using: &workspace))
  }

  /// The predictions of many rows: margins transformed, `predictionCount` values a row.
  public func predict(rows: Span<Double>, columns: Int, using workspace: inout ForestWorkspace) -> [Double] {
    transformed(margins(rows: rows, columns: columns, using: &workspace))
  }

  private func transformed(_ margins: [Double]) -> [Double] {
    if transform == .identity { return margins }
    var result: [Double] = []
    result.reserveCapacity(margins.count / outputCount * predictionCount)
    var values: [Double] = []
    for start in stride(from: 0, to: margins.count, by: outputCount) {
      values.removeAll(keepingCapacity: true)
      values += margins[start..<start + outputCount]
      transform.apply(to: &values)
      result += values
    }
    return result
  }
}
